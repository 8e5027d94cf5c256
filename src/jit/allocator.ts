/** `jit.alloc`: typed arrays in the shared memory of a `Jit`, which kernels and threads use in place. */
import { describe } from "../describe";
import { errors } from "../errors";
import { Lazy } from "../lazy";
import { limits } from "../limits";
import { Refusal } from "./ir/refusal";
import { type Elem, elemBytes } from "./ir/types";
import type { Arena, ArenaUse } from "./memory/arena";
import type { ArenaArray, NumericArray } from "./memory/views";

/**
 * Makes typed arrays that kernels use without copying. They are zeroed, and disposable: `using`, or
 * `array[Symbol.dispose]()`, gives the memory back; the garbage collector does, too, later.
 *
 * Each method throws ERR_INVALID_ARG for what is no length, and ERR_ARENA_FULL when the memory may not grow so far.
 */
export class Allocator {
  private readonly lazy = new Lazy(() => {
    const memory = require("./memory/arena") as typeof import("./memory/arena");
    return new memory.Arena();
  });
  private isMade = false;

  /** @internal */
  get arena(): Arena {
    this.isMade = true;
    return this.lazy.module;
  }

  /** The arena, if there is one yet. @internal */
  get arenaIfMade(): Arena | undefined {
    return this.isMade ? this.lazy.module : undefined;
  }

  /** A `Float64Array` of zeros. */
  float64(length: number): ArenaArray<"f64"> {
    return this.make("f64", length);
  }

  /** A `Float32Array` of zeros. */
  float32(length: number): ArenaArray<"f32"> {
    return this.make("f32", length);
  }

  /** An `Int32Array` of zeros. */
  int32(length: number): ArenaArray<"i32"> {
    return this.make("i32", length);
  }

  /** A `Uint32Array` of zeros. */
  uint32(length: number): ArenaArray<"u32"> {
    return this.make("u32", length);
  }

  /** An `Int16Array` of zeros. */
  int16(length: number): ArenaArray<"i16"> {
    return this.make("i16", length);
  }

  /** A `Uint16Array` of zeros. */
  uint16(length: number): ArenaArray<"u16"> {
    return this.make("u16", length);
  }

  /** An `Int8Array` of zeros. */
  int8(length: number): ArenaArray<"i8"> {
    return this.make("i8", length);
  }

  /** A `Uint8Array` of zeros. */
  uint8(length: number): ArenaArray<"u8"> {
    return this.make("u8", length);
  }

  /** A `Uint8ClampedArray` of zeros. */
  uint8Clamped(length: number): ArenaArray<"u8c"> {
    return this.make("u8c", length);
  }

  /** Whether an array, or a part of one, lies here and was not disposed of. */
  contains(array: ArrayBufferView): boolean {
    return this.arenaIfMade?.contains(array) ?? false;
  }

  /**
   * Gives the memory of an array back; neither it nor its parts may be used from then on.
   * @throws ERR_ARRAY_DISPOSED the second time, ERR_NOT_IN_ARENA for any other array
   */
  dispose(array: NumericArray): void {
    try {
      this.arena.dispose(array);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const facts = { array: array.constructor.name };
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

  private make<E extends Elem>(elem: E, length: number): ArenaArray<E> {
    if (!Number.isInteger(length) || length < 0) {
      const expected = `a whole number from 0 to ${limits.arenaBytesMax}`;
      throw errors.invalidArg({ argument: "length", expected, received: describe(length) });
    }
    try {
      return this.arena.array(elem, length);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { usedBytes, maximumBytes } = this.arena.inspect();
      throw errors.arenaFull({ bytes: length * elemBytes[elem], usedBytes, maximumBytes });
    }
  }
}
