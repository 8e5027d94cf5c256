/**
 * Whether arrays of arrays share memory, with each other, with single arrays, or among their own rows. What is found of
 * two of them is kept as long as both live, and where the rows of one lie, too: looking at each row in each call would
 * take longer than many kernels do.
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
  private readonly places = new WeakMap<Parts, Spans>();

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
    if (ArrayBuffer.isView(a)) return a !== b && this.touches(a, b);
    if (ArrayBuffer.isView(b)) return this.touches(b, a);
    const known = this.known.get(a)?.get(b);
    if (known !== undefined) return known;
    const found = this.find(a, b);
    const others = this.known.get(a) ?? new WeakMap<Parts, boolean>();
    this.known.set(a, others.set(b, found));
    return found;
  }

  private touches(array: NumericArray, other: NumericArray | Parts): boolean {
    const memory = this.memoryOf(array);
    const { start, end } = spanOf(array);
    const meets = (span: Span) => Math.max(start, span.start) < Math.min(end, span.end);
    if (ArrayBuffer.isView(other)) return this.memoryOf(other) === memory && meets(spanOf(other));
    return this.spansOf(other).get(memory)?.some(meets) ?? false;
  }

  private find(a: Parts, b: Parts): boolean {
    const isSelf = a === b;
    const first = new Set<unknown>();
    for (const row of partsOf(a)) {
      if (isSelf && first.has(row)) return true;
      first.add(row);
    }
    const spans = this.spansOf(a);
    if (isSelf) return [...spans.values()].some(meetInOne);
    if (partsOf(b).some((row) => first.has(row))) return true;
    return [...this.spansOf(b)].some(([memory, others]) => meetInTwo(spans.get(memory) ?? [], others));
  }

  private spansOf(parts: Parts): Spans {
    const known = this.places.get(parts);
    if (known !== undefined) return known;
    const spans = new Map<object, Span[]>();
    for (const row of partsOf(parts)) {
      if (Array.isArray(row) || bytesOf(row) === 0) continue;
      const memory = this.memoryOf(row);
      const others = spans.get(memory);
      if (others === undefined) spans.set(memory, [spanOf(row)]);
      else others.push(spanOf(row));
    }
    for (const list of spans.values()) list.sort((one, other) => one.start - other.start);
    this.places.set(parts, spans);
    return spans;
  }
}

function partsOf({ flat, rows }: Parts): readonly Row[] {
  return flat === undefined ? rows : [flat];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spanOf(array: NumericArray): Span {
  const start = offsetOf(array);
  return { start, end: start + bytesOf(array) };
}

/** Where rows lie in each memory, by where they start. */
type Spans = ReadonlyMap<object, readonly Span[]>;

function meetInOne(spans: readonly Span[]): boolean {
  return spans.some(({ start }, i) => i > 0 && start < (spans[i - 1] as Span).end);
}

/** Whether a span of the one meets one of the other. Those of either may meet among themselves. */
function meetInTwo(a: readonly Span[], b: readonly Span[]): boolean {
  const ends = [0, 0];
  const all = [a, b].flatMap((spans, of) => spans.map((span) => ({ ...span, of })));
  for (const { start, end, of } of all.sort((one, other) => one.start - other.start)) {
    if (start < (ends[1 - of] as number)) return true;
    ends[of] = Math.max(ends[of] as number, end);
  }
  return false;
}
