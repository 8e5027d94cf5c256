/** The kinds of typed arrays, by the element types of the IR. */
import type { Elem } from "../ir/types";

/** The array class of each element type. */
export const arrayClasses = Object.freeze({
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
} as const);

/** The typed array with elements of that type. */
export type ArrayOf<E extends Elem> = InstanceType<(typeof arrayClasses)[E]>;

/** The element types, by the names of the classes. */
export const elemByName: Readonly<Record<string, Elem>> = Object.freeze(
  Object.fromEntries(Object.entries(arrayClasses).map(([elem, { name }]) => [name, elem as Elem])),
);

/** The typed arrays of numbers, over memory of any sort. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** A typed array in the arena: `using` or `array[Symbol.dispose]()` gives its memory back, or later the collector. */
export type ArenaArray<E extends Elem = Elem> = ArrayOf<E> & Disposable;

const methods = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const getter = (name: "buffer" | "byteOffset" | "byteLength") =>
  Object.getOwnPropertyDescriptor(methods, name)?.get as (this: ArrayBufferView) => never;
const getters = Object.freeze({
  buffer: getter("buffer"),
  byteOffset: getter("byteOffset"),
  byteLength: getter("byteLength"),
});
const { set } = methods;

/** Where an array lies, whatever properties of its own it has: a kernel that believed those would read beside it. */
export function bufferOf(view: ArrayBufferView): ArrayBufferLike {
  return getters.buffer.call(view);
}

/** The byte of its buffer that it begins with. */
export function offsetOf(view: ArrayBufferView): number {
  return getters.byteOffset.call(view);
}

/** How many bytes it takes up. */
export function bytesOf(view: ArrayBufferView): number {
  return getters.byteLength.call(view);
}

/** Writes numbers into an array, from the element `at` on: as its `set`, which it may have one of its own of. */
export function write(array: NumericArray, numbers: NumericArray, at = 0): void {
  set.call(array as Uint8Array, numbers, at);
}
/** Rows of one array in the arena, back to back. */
export type ArenaRows<E extends Elem = Elem> = ArrayOf<E>[] & Disposable;

/** Planes of such rows. */
export type ArenaPlanes<E extends Elem = Elem> = ArrayOf<E>[][] & Disposable;

/** An array of arrays in the arena. */
export type ArenaGrid = ArenaRows | ArenaPlanes;

/** A view of `length` elements from a byte address of a buffer on. */
export function viewOf<E extends Elem>(
  elem: E,
  buffer: ArrayBufferLike,
  address: number,
  length: number,
): ArrayOf<E> {
  const ArrayClass = arrayClasses[elem] as unknown as new (
    buffer: ArrayBufferLike,
    address: number,
    length: number,
  ) => ArrayOf<E>;
  return new ArrayClass(buffer, address, length);
}
