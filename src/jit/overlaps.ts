/**
 * Whether arrays of arrays share memory, with each other, with single arrays, or among their own rows. What is found of
 * two of them is kept as long as both live.
 */
import { bytesOf, type NumericArray, offsetOf } from "./memory/views";

/** An innermost array. */
export type Row = NumericArray | number[];

/** What an array of arrays is made of. */
export interface Parts {
  /** All innermost arrays, in order. */
  readonly rows: readonly Row[];
  /** All of it as one array, where the rows lie back to back. */
  readonly flat: NumericArray | undefined;
}

/** What a call works on, and whether it is written. */
export interface Held {
  readonly array: NumericArray | Parts;
  readonly isWritten: boolean;
}

export class Overlaps {
  private readonly known = new WeakMap<Parts, WeakMap<Parts, boolean>>();

  /** @param memoryOf the same object for arrays that may share memory */
  constructor(private readonly memoryOf: (array: NumericArray) => object) {}

  /** Whether something that is written may be seen in another place, too. */
  anyWritten(held: readonly Held[]): boolean {
    return held.some(
      (one, i) =>
        (one.isWritten && this.meet(one.array, one.array)) ||
        held.slice(i + 1).some((other) => {
          if (!one.isWritten && !other.isWritten) return false;
          return one.array === other.array || this.meet(one.array, other.array);
        }),
    );
  }

  /** Whether two share an element; of one and itself, whether two of its rows do. */
  private meet(a: NumericArray | Parts, b: NumericArray | Parts): boolean {
    if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return a !== b && this.find(a, b);
    const known = this.known.get(a)?.get(b);
    if (known !== undefined) return known;
    const found = this.find(a, b);
    const others = this.known.get(a) ?? new WeakMap<Parts, boolean>();
    this.known.set(a, others.set(b, found));
    return found;
  }

  private find(a: NumericArray | Parts, b: NumericArray | Parts): boolean {
    const first = new Set<unknown>();
    const spans = new Map<object, Span[]>();
    const isSelf = a === b;
    for (const row of partsOf(a)) {
      if (isSelf && first.has(row)) return true;
      first.add(row);
      this.span(spans, row, true);
    }
    if (isSelf) return [...spans.values()].some(meetInOne);
    for (const row of partsOf(b)) {
      if (first.has(row)) return true;
      this.span(spans, row, false);
    }
    return [...spans.values()].some(meetInTwo);
  }

  private span(spans: Map<object, Span[]>, row: Row, isFirst: boolean): void {
    if (Array.isArray(row) || bytesOf(row) === 0) return;
    const memory = this.memoryOf(row);
    const span = { start: offsetOf(row), end: offsetOf(row) + bytesOf(row), isFirst };
    const known = spans.get(memory);
    if (known === undefined) spans.set(memory, [span]);
    else known.push(span);
  }
}

function partsOf(array: NumericArray | Parts): readonly Row[] {
  if (ArrayBuffer.isView(array)) return [array];
  return array.flat === undefined ? array.rows : [array.flat];
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Of the first of two. */
  readonly isFirst: boolean;
}

function meetInOne(spans: Span[]): boolean {
  spans.sort((a, b) => a.start - b.start);
  return spans.some(({ start }, i) => i > 0 && start < (spans[i - 1] as Span).end);
}

/** Whether a span of the first meets one of the second. */
function meetInTwo(spans: Span[]): boolean {
  spans.sort((a, b) => a.start - b.start);
  const ends = [0, 0];
  for (const { start, end, isFirst } of spans) {
    const [own, other] = isFirst ? [0, 1] : [1, 0];
    if (start < (ends[other] as number)) return true;
    ends[own] = Math.max(ends[own] as number, end);
  }
  return false;
}
