/** `jit.alloc`: typed arrays in the shared memory of a `Jit`, which kernels and threads use in place. */
import { describe } from "../describe";
import { errors } from "../errors";
import { Lazy } from "../lazy";
import { limits } from "../limits";
import { Refusal } from "./ir/refusal";
import { type Elem, elemBytes } from "./ir/types";
import type { Arena, ArenaUse } from "./memory/arena";
import type { ArenaArray, ArenaGrid, ArenaPlanes, ArenaRows, NumericArray } from "./memory/views";

/**
 * Makes typed arrays that kernels use without copying. They are zeroed, and disposable: `using`, or
 * `array[Symbol.dispose]()`, gives the memory back; the garbage collector does, too, later.
 *
 * With two or three sizes they make arrays of arrays, `Float64Array[]` for `float64(rows, columns)`, whose rows lie
 * back to back: kernels use them in place as they use a single array.
 *
 * Each method throws ERR_INVALID_ARG for what is no length, and ERR_ARENA_FULL when the memory may not grow so far.
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

  /** A `Float64Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  float64(length: number): ArenaArray<"f64">;
  float64(rows: number, columns: number): ArenaRows<"f64">;
  float64(planes: number, rows: number, columns: number): ArenaPlanes<"f64">;
  float64(...sizes: number[]): unknown {
    return this.make("f64", sizes);
  }

  /** A `Float32Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  float32(length: number): ArenaArray<"f32">;
  float32(rows: number, columns: number): ArenaRows<"f32">;
  float32(planes: number, rows: number, columns: number): ArenaPlanes<"f32">;
  float32(...sizes: number[]): unknown {
    return this.make("f32", sizes);
  }

  /** An `Int32Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  int32(length: number): ArenaArray<"i32">;
  int32(rows: number, columns: number): ArenaRows<"i32">;
  int32(planes: number, rows: number, columns: number): ArenaPlanes<"i32">;
  int32(...sizes: number[]): unknown {
    return this.make("i32", sizes);
  }

  /** A `Uint32Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  uint32(length: number): ArenaArray<"u32">;
  uint32(rows: number, columns: number): ArenaRows<"u32">;
  uint32(planes: number, rows: number, columns: number): ArenaPlanes<"u32">;
  uint32(...sizes: number[]): unknown {
    return this.make("u32", sizes);
  }

  /** An `Int16Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  int16(length: number): ArenaArray<"i16">;
  int16(rows: number, columns: number): ArenaRows<"i16">;
  int16(planes: number, rows: number, columns: number): ArenaPlanes<"i16">;
  int16(...sizes: number[]): unknown {
    return this.make("i16", sizes);
  }

  /** A `Uint16Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  uint16(length: number): ArenaArray<"u16">;
  uint16(rows: number, columns: number): ArenaRows<"u16">;
  uint16(planes: number, rows: number, columns: number): ArenaPlanes<"u16">;
  uint16(...sizes: number[]): unknown {
    return this.make("u16", sizes);
  }

  /** An `Int8Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  int8(length: number): ArenaArray<"i8">;
  int8(rows: number, columns: number): ArenaRows<"i8">;
  int8(planes: number, rows: number, columns: number): ArenaPlanes<"i8">;
  int8(...sizes: number[]): unknown {
    return this.make("i8", sizes);
  }

  /** A `Uint8Array` of zeros; with more sizes an array of such rows, or of planes of them. */
  uint8(length: number): ArenaArray<"u8">;
  uint8(rows: number, columns: number): ArenaRows<"u8">;
  uint8(planes: number, rows: number, columns: number): ArenaPlanes<"u8">;
  uint8(...sizes: number[]): unknown {
    return this.make("u8", sizes);
  }

  /** A `Uint8ClampedArray` of zeros; with more sizes an array of such rows, or of planes of them. */
  uint8Clamped(length: number): ArenaArray<"u8c">;
  uint8Clamped(rows: number, columns: number): ArenaRows<"u8c">;
  uint8Clamped(planes: number, rows: number, columns: number): ArenaPlanes<"u8c">;
  uint8Clamped(...sizes: number[]): unknown {
    return this.make("u8c", sizes);
  }

  /** Whether an array, or a part of one, lies here and was not disposed of. */
  contains(array: ArrayBufferView | ArenaGrid): boolean {
    const view = ArrayBuffer.isView(array) ? array : this.blocks.get(array);
    return view !== undefined && (this.arenaIfMade?.contains(view) ?? false);
  }

  /**
   * Gives the memory of an array back; neither it nor its parts may be used from then on.
   * @throws ERR_ARRAY_DISPOSED the second time, ERR_NOT_IN_ARENA for any other array
   */
  dispose(array: NumericArray | ArenaGrid): void {
    const block = ArrayBuffer.isView(array) ? array : this.blocks.get(array);
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
