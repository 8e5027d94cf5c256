/** `jit.alloc`: typed arrays in the shared memory of a `Jit`, which kernels and threads use in place. */
import { describe } from "../describe";
import { errors } from "../errors";
import { Lazy } from "../lazy";
import { limits } from "../limits";
import { Refusal } from "./ir/refusal";
import { type Elem, elemBytes } from "./ir/types";
import type { Arena, ArenaUse } from "./memory/arena";
import type { ArenaArray, ArenaGrid, ArenaPlanes, ArenaRows, NumericArray } from "./memory/views";

/** Makes what lies in the arena, all zeros: one array; with more sizes an array of such rows, or of planes of them. */
export interface ArenaMaker<E extends Elem> {
  (length: number): ArenaArray<E>;
  (rows: number, columns: number): ArenaRows<E>;
  (planes: number, rows: number, columns: number): ArenaPlanes<E>;
}

/**
 * Makes typed arrays that kernels use without copying. They are zeroed, and disposable: `using`, or
 * `array[Symbol.dispose]()`, gives the memory back; the garbage collector does, too, later.
 *
 * With two or three sizes they make arrays of arrays, `Float64Array[]` for `float64(rows, columns)`, whose rows lie
 * back to back: kernels use them in place as they use a single array.
 *
 * Each of them throws ERR_INVALID_ARG for what is no length, and ERR_ARENA_FULL when the memory may not grow so far.
 */
export class Allocator {
  private readonly lazy = new Lazy(() => {
    const memory = require("./memory/arena") as typeof import("./memory/arena");
    return new memory.Arena();
  });
  private isMade = false;
  /** The arrays that lie under arrays of arrays. */
  private readonly blocks = new WeakMap<object, ArenaArray>();

  /** @internal */
  get arena(): Arena {
    this.isMade = true;
    return this.lazy.module;
  }

  /** The arena, if there is one yet. @internal */
  get arenaIfMade(): Arena | undefined {
    return this.isMade ? this.lazy.module : undefined;
  }

  /** Makes a `Float64Array`, or rows of it. */
  readonly float64 = this.maker("f64");
  /** Makes a `Float32Array`, or rows of it. */
  readonly float32 = this.maker("f32");
  /** Makes a `Int32Array`, or rows of it. */
  readonly int32 = this.maker("i32");
  /** Makes a `Uint32Array`, or rows of it. */
  readonly uint32 = this.maker("u32");
  /** Makes a `Int16Array`, or rows of it. */
  readonly int16 = this.maker("i16");
  /** Makes a `Uint16Array`, or rows of it. */
  readonly uint16 = this.maker("u16");
  /** Makes a `Int8Array`, or rows of it. */
  readonly int8 = this.maker("i8");
  /** Makes a `Uint8Array`, or rows of it. */
  readonly uint8 = this.maker("u8");
  /** Makes a `Uint8ClampedArray`, or rows of it. */
  readonly uint8Clamped = this.maker("u8c");

  /** Whether an array, or a part of one, lies here and was not disposed of. */
  contains(array: ArrayBufferView | ArenaGrid): boolean {
    const view = this.under(array);
    return view !== undefined && (this.arenaIfMade?.contains(view) ?? false);
  }

  /**
   * Gives the memory of an array back; neither it nor its parts may be used from then on.
   * @throws ERR_ARRAY_DISPOSED the second time, ERR_NOT_IN_ARENA for any other array
   */
  dispose(array: NumericArray | ArenaGrid): void {
    const block = this.under(array);
    const facts = { array: array.constructor.name };
    if (block === undefined) throw errors.notInArena(facts);
    try {
      this.arena.dispose(block);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw error.code === "ERR_ARRAY_DISPOSED" ? errors.arrayDisposed(facts) : errors.notInArena(facts);
    }
  }

  /** Where an array starts in the memory; undefined for one that lies elsewhere. @internal */
  locate(array: NumericArray): number | undefined {
    if (!this.isMade) return undefined;
    try {
      return this.lazy.module.locate(array);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw errors.arrayDisposed({ array: array.constructor.name });
    }
  }

  /** What is in use, in bytes. */
  inspect(): ArenaUse {
    return this.arena.inspect();
  }

  /** The array itself, or the one that lies under an array of arrays that was made here. */
  private under<A extends ArrayBufferView>(array: A | ArenaGrid): A | ArenaArray | undefined {
    return ArrayBuffer.isView(array) ? array : this.blocks.get(array);
  }

  private maker<E extends Elem>(elem: E): ArenaMaker<E> {
    return ((...sizes: readonly number[]) => this.make(elem, sizes)) as ArenaMaker<E>;
  }

  private make(elem: Elem, sizes: readonly number[]): unknown {
    for (const size of sizes.length === 0 ? [undefined] : sizes) checkLength(size);
    if (sizes.length > 3) throw invalid("sizes", "one to three sizes", sizes);
    const block = this.block(
      elem,
      sizes.reduce((product, size) => product * size, 1),
    );
    if (sizes.length === 1) return block;
    const [columns, rows, planes] = sizes.toReversed() as [number, number, number | undefined];
    const row = (at: number): NumericArray => block.subarray(at * columns, (at + 1) * columns);
    const plane = (at: number): NumericArray[] => Array.from({ length: rows }, (_, i) => row(at * rows + i));
    const grid = planes === undefined ? plane(0) : Array.from({ length: planes }, (_, at) => plane(at));
    this.blocks.set(grid, block);
    return Object.defineProperty(grid, Symbol.dispose, { value: () => block[Symbol.dispose]() });
  }

  private block(elem: Elem, length: number): ArenaArray {
    try {
      return this.arena.array(elem, length) as ArenaArray;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { usedBytes, maximumBytes } = this.arena.inspect();
      throw errors.arenaFull({ bytes: length * elemBytes[elem], usedBytes, maximumBytes });
    }
  }
}

function checkLength(size: unknown): void {
  if (Number.isInteger(size) && (size as number) >= 0) return;
  throw invalid("length", `a whole number from 0 to ${limits.arenaBytesMax}`, size);
}

function invalid(argument: string, expected: string, received: unknown): Error {
  return errors.invalidArg({ argument, expected, received: describe(received) });
}
