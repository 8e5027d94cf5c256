/**
 * Arrays of arrays on their way to kernels, which take one flat array, row after row.
 *
 *   [row, row, row]  ── rows back to back in one buffer ──▶ one view over all of them
 *                    ── anywhere else ───────────────────▶ copied to a piece of the arena, and back if they are written
 *
 * What an array of arrays looks like is kept for as long as it lives, and only compared in later calls: looking at each
 * row closely would take longer than many kernels do.
 */
import { isProxy, isSharedArrayBuffer } from "node:util/types";
import type { Allocator } from "./allocator";
import { addressAfter, roomFor } from "./bench";
import type { ArgKind } from "./ir/signature";
import { elemBytes } from "./ir/types";
import { Reused } from "./memory/reused";
import { type ArenaArray, bufferOf, type NumericArray, offsetOf, viewOf, write } from "./memory/views";
import { type Held, Overlaps, type Parts, type Row } from "./overlaps";
import { elemOf, isTypedKind, kindOf, makeArray } from "./values";

export type GridKind = Extract<ArgKind, { tag: "array" }>;

/** A rectangular array of arrays. */
export interface Grid extends Parts {
  readonly kind: GridKind;
  /** How many there are of what each index is one of, outermost first. */
  readonly sizes: readonly number[];
  /** How many elements it has. */
  readonly length: number;
}

interface Seen extends Grid {
  /** Rows in the arena, which may be disposed of. */
  readonly located: readonly NumericArray[];
  /** Of three dimensions: the arrays of rows. */
  readonly planes: readonly (readonly unknown[])[];
}

/** Stands for all shared memory that may be one. */
const anyShared = Object.freeze({});
/** Rows up to that length are copied element by element. */
const shortRow = 32;
/** Larger arrays than that are not taken. */
const elementsMax = 2 ** 28;

export class Grids {
  private readonly seen = new WeakMap<object, Seen>();
  private readonly pieces = new Reused<ArenaArray<"u8">>({
    take: (bytes) => this.alloc.arena.array("u8", bytes, { zeroed: false }),
    give: (piece) => this.alloc.dispose(piece),
  });
  private readonly overlaps: Overlaps;

  constructor(private readonly alloc: Allocator) {
    this.overlaps = new Overlaps((array) => {
      if (alloc.locate(array) !== undefined) return alloc;
      return isSharedArrayBuffer(bufferOf(array)) ? anyShared : bufferOf(array);
    });
  }

  /** Whether something that is written may be seen in another place, too. */
  isEntangled(held: readonly Held[]): boolean {
    return this.overlaps.anyWritten(held);
  }

  /**
   * Undefined for what is not rectangular, not all of that kind, or not simply an array.
   * @throws ERR_ARRAY_DISPOSED
   */
  look(value: unknown, kind: GridKind): Grid | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    let grid = this.seen.get(value);
    if (grid === undefined || !isStill(grid, value as readonly unknown[], kind)) {
      grid = this.see(value, kind);
      if (grid === undefined) this.seen.delete(value);
      else this.seen.set(value, grid);
    }
    if (grid !== undefined) for (const row of grid.located) this.alloc.locate(row);
    return grid;
  }

  private see(value: unknown, kind: GridKind): Seen | undefined {
    const grid = see(value, kind);
    if (grid === undefined || kind.plain) return grid;
    const rows = (grid.flat === undefined ? grid.rows : [grid.flat]) as readonly NumericArray[];
    return { ...grid, located: rows.filter((row) => this.alloc.locate(row) !== undefined) };
  }

  /** Whether it was seen to be of that kind, and still begins in the same way. */
  wasKind(value: unknown, kind: GridKind): boolean {
    const grid = this.seen.get(value as object);
    if (grid === undefined || !isSameKind(grid.kind, kind)) return false;
    return (value as readonly unknown[])[0] === (grid.planes[0] ?? grid.rows[0]);
  }

  /**
   * Runs `work` with flat copies of grids, in that order, which are in the arena. Undefined, and nothing is run, where
   * an ordinary array holds something else than numbers.
   * @throws Refusal where there is no room for them
   */
  copied<T>(grids: readonly Grid[], work: (flats: readonly NumericArray[]) => T): T | undefined {
    const bytes = grids.reduce((sum, { kind, length }) => sum + roomFor(kind.elem, length), 0);
    return this.pieces.use(bytes, (piece) => {
      let next = offsetOf(piece);
      const flats = grids.map(({ kind: { elem }, length }) => {
        const flat = viewOf(elem, bufferOf(piece), next, length) as NumericArray;
        next = addressAfter(next, elem, length);
        return flat;
      });
      if (!grids.every((grid, i) => copyIn(grid, flats[i] as NumericArray))) return undefined;
      try {
        return work(flats);
      } catch (error) {
        // After a deadline another thread may still write to it.
        this.pieces.letGo(piece);
        throw error;
      }
    });
  }

  /** Gives back what is kept. */
  release(): void {
    this.pieces.release();
  }
}

/** Fills a flat array; false where an element is no number. */
function copyIn({ rows, kind }: Grid, flat: NumericArray): boolean {
  let at = 0;
  for (const row of rows) {
    if (!kind.plain) write(flat, row as NumericArray, at);
    else {
      for (let i = 0; i < row.length; i++) {
        const value: unknown = row[i];
        if (typeof value !== "number") return false;
        flat[at + i] = value;
      }
    }
    at += row.length;
  }
  return true;
}

/** Brings a flat array back into the rows. */
export function copyOut({ rows }: Grid, flat: NumericArray): void {
  let at = 0;
  for (const row of rows) {
    if (Array.isArray(row)) putBack(row, flat, at);
    else if (row.length > shortRow) write(row, flat.subarray(at, at + row.length));
    else for (let i = 0; i < row.length; i++) row[i] = flat[at + i] as number;
    at += row.length;
  }
}

/** An ordinary array may do something where it is written: it is where it changes only. */
function putBack(row: number[], flat: NumericArray, at: number): void {
  for (let i = 0; i < row.length; i++) {
    const value = flat[at + i] as number;
    if (!Object.is(row[i], value)) row[i] = value;
  }
}

/** Whether it still looks as it did. */
function isStill({ kind, sizes, rows, planes }: Seen, value: readonly unknown[], wanted: GridKind): boolean {
  if (!isSameKind(kind, wanted) || value.length !== sizes[0]) return false;
  const columns = sizes.at(-1) as number;
  if (columns === 0) return false; // rows without elements may have lost their memory
  const isSame = (list: readonly unknown[], from: number): boolean => {
    for (let i = 0; i < list.length; i++) {
      if (list[i] !== rows[from + i] || (rows[from + i] as Row).length !== columns) return false;
    }
    return true;
  };
  if (kind.rank === 2) return isSame(value, 0);
  const perPlane = sizes[1] as number;
  return planes.every(
    (plane, p) => value[p] === plane && plane.length === perPlane && isSame(plane, p * perPlane),
  );
}

function isSameKind(a: GridKind, b: GridKind): boolean {
  return a === b || (a.elem === b.elem && a.plain === b.plain && a.rank === b.rank);
}

function see(value: unknown, kind: GridKind): Seen | undefined {
  const outer = elementsOf(value);
  const planes = kind.rank === 3 ? outer?.map(elementsOf) : outer && [outer];
  if (outer === undefined || planes === undefined) return undefined;
  const perPlane = planes[0]?.length ?? 0;
  const rows: Row[] = [];
  for (const plane of planes) {
    if (plane === undefined || plane.length !== perPlane) return undefined;
    for (const row of plane) rows.push(row as Row);
  }
  const columns = rows[0]?.length ?? 0;
  if (!rows.every((row) => isRow(row, kind) && row.length === columns)) return undefined;
  const length = rows.length * columns;
  if (length > elementsMax) return undefined;
  const sizes = kind.rank === 3 ? [outer.length, perPlane, columns] : [outer.length, columns];
  const own = kind.rank === 3 ? (outer as (readonly unknown[])[]) : [];
  return { kind, sizes, length, rows, flat: flatOf(rows, kind, columns), planes: own, located: [] };
}

/** What an array holds, if it is one and nothing else: no proxy, no subclass, no getters, no holes. */
function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (!isPlain(value)) return undefined;
  const found: unknown[] = [];
  for (let i = 0; i < value.length; i++) {
    const property = Object.getOwnPropertyDescriptor(value, i);
    if (property === undefined || !("value" in property)) return undefined;
    found.push(property.value);
  }
  return found;
}

/** An array of whatever realm. */
function isPlain(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || isProxy(value)) return false;
  return Array.isArray(Object.getPrototypeOf(value)) && !Object.hasOwn(value, Symbol.iterator);
}

function isRow(row: unknown, { plain, elem }: GridKind): row is Row {
  if (plain) return isPlain(row);
  const kind = kindOf(row);
  return isTypedKind(kind) && elemOf(kind) === elem;
}

/** One view over rows that lie back to back. */
function flatOf(rows: readonly Row[], { plain, elem }: GridKind, columns: number): NumericArray | undefined {
  if (rows.length * columns === 0) return makeArray(elem, 0);
  if (plain) return undefined;
  const [buffer, byteOffset] = [bufferOf(rows[0] as NumericArray), offsetOf(rows[0] as NumericArray)];
  const bytes = columns * elemBytes[elem];
  const isNext = (row: Row, i: number): boolean => {
    const typed = row as NumericArray;
    return bufferOf(typed) === buffer && offsetOf(typed) === byteOffset + i * bytes;
  };
  return rows.every(isNext)
    ? (viewOf(elem, buffer, byteOffset, rows.length * columns) as NumericArray)
    : undefined;
}
