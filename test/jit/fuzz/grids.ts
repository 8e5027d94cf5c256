/** Arrays of arrays as arguments of random programs: in the arena and out of it, back to back and apart, ragged. */
import fc from "fast-check";
import type { Jit } from "../../../src/jit";
import type { Elem } from "../../../src/jit/ir/types";
import { arrayClasses, elemByName, type NumericArray } from "../../../src/jit/memory/views";
import type { GridKind } from "./programs";
import { isSame, numbers } from "./values";

export type Row = NumericArray | number[];
export type Rows = Row[] | Row[][];

/** Where rows lie: a block of `jit.alloc`, one ordinary buffer, or each by itself; and what is odd about them. */
export interface GridShape {
  readonly where: "arena" | "buffer" | "apart";
  readonly oddity: "none" | "ragged" | "same row" | "no rows" | "hole";
  readonly planes: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

const sizes = fc.integer({ min: 1, max: 5 });

export const gridShapes: fc.Arbitrary<GridShape> = fc.record({
  where: fc.constantFrom("arena" as const, "buffer" as const, "apart" as const),
  oddity: fc.oneof(
    { arbitrary: fc.constant("none" as const), weight: 8 },
    {
      arbitrary: fc.constantFrom("ragged" as const, "same row" as const, "no rows" as const, "hole" as const),
      weight: 2,
    },
  ),
  planes: sizes,
  rows: sizes,
  columns: fc.integer({ min: 0, max: 9 }),
  values: fc.array(numbers, { minLength: 1, maxLength: 20 }),
});

/** The same argument each time, made anew. */
export function makeGrid(jit: Jit, kind: GridKind, shape: GridShape, made: Disposable[]): Rows {
  const { oddity, planes, rows } = shape;
  const isDeep = rankOf(kind) === 3;
  const all = rowsOf(jit, kind, shape, (isDeep ? planes : 1) * rows, made);
  if (oddity === "ragged") all[all.length - 1] = all.at(-1)?.slice(1) as Row;
  if (oddity === "same row") all[0] = all.at(-1) as Row;
  if (oddity === "hole") delete (all as unknown[])[all.length - 1];
  if (oddity === "no rows") return [];
  if (!isDeep) return all;
  return Array.from({ length: planes }, (_, at) => all.slice(at * rows, (at + 1) * rows));
}

export function rankOf(kind: GridKind): 2 | 3 {
  return kind.replace("number[]", "").endsWith("[][]") ? 3 : 2;
}

function rowsOf(
  jit: Jit,
  kind: GridKind,
  { where, columns, values }: GridShape,
  count: number,
  made: Disposable[],
): Row[] {
  const numberAt = (at: number) => values[at % values.length] as number;
  const fill = <R extends Row>(row: R, at: number): R => {
    for (let i = 0; i < columns; i++) row[i] = numberAt(at * columns + i);
    return row;
  };
  if (kind.startsWith("number")) return Array.from({ length: count }, (_, at) => fill([], at));
  const elem = elemByName[kind.replaceAll("[]", "")] as Elem;
  const ArrayClass = arrayClasses[elem];
  if (where === "apart")
    return Array.from({ length: count }, (_, at) => fill(new ArrayClass(columns) as NumericArray, at));
  const block =
    where === "buffer" ? new ArrayClass(count * columns) : blockIn(jit, elem, count * columns, made);
  return Array.from({ length: count }, (_, at) =>
    fill(block.subarray(at * columns, (at + 1) * columns) as NumericArray, at),
  );
}

function blockIn(jit: Jit, elem: Elem, length: number, made: Disposable[]): NumericArray {
  const block = jit.alloc.arena.array(elem, length);
  made.push(block);
  return block;
}

/** Equal in all elements, bit for bit; holes as such. */
export function isSameGrid(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return isSame(a, b);
  return a.length === b.length && a.every((value, at) => isSameGrid(value, b[at]));
}

export function shownGrid(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, shownGrid).join(", ")}]`;
  return ArrayBuffer.isView(value)
    ? `${value.constructor.name}(${Array.from(value as NumericArray, shownGrid).join(" ")})`
    : Object.is(value, -0)
      ? "-0"
      : String(value);
}
