/**
 * What the arguments of a call are: numbers, booleans, typed arrays by their brand (also of other realms, subclasses
 * and over shared memory), ordinary arrays, or something that no kernel takes.
 */
import { isProxy, isSharedArrayBuffer } from "node:util/types";
import type { ArgKind, Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import { arrayClasses, bufferOf, bytesOf, type NumericArray, offsetOf } from "./memory/views";

/** Kinds as small numbers, so that a whole signature is one number: `number`, `boolean`, … see `kindOf`. */
export const kinds = Object.freeze({
  number: 0,
  boolean: 1,
  plain: 11,
  missing: 12,
  bigints: 13,
  other: 14,
  odd: 15,
});

const elems = Object.freeze(Object.keys(arrayClasses)) as readonly Elem[];
const elemsFrom = 2;

const kindByTag: Readonly<Record<string, number>> = Object.freeze({
  ...Object.fromEntries(elems.map((elem, i) => [arrayClasses[elem].name, elemsFrom + i])),
  BigInt64Array: kinds.bigints,
  BigUint64Array: kinds.bigints,
});

const typedArray: Uint8Array = Object.getPrototypeOf(Uint8Array.prototype);
// The brand of a typed array, which a subclass, another realm or a proxy cannot feign.
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as (
  this: unknown,
) => string | undefined;
/** Throws for an array whose memory is gone. */
const { keys: keysOf } = typedArray;

/** What is read of typed arrays, or called: what tells where they lie first. */
const traits = ["length", "byteOffset", "byteLength", "buffer", "subarray", "set", Symbol.iterator] as const;

const prototypes: ReadonlySet<object> = new Set(
  Object.values(arrayClasses).map(({ prototype }) => prototype),
);
/** What most arrays are is told without a search. */
const doubles: object = arrayClasses.f64.prototype;
/** As `Object.hasOwn`, which engines look up each time. */
const { hasOwnProperty: hasOwn } = Object.prototype;

/**
 * Whether a typed array is what it looks like: neither it nor a subclass has a length, a place or an iterator of its
 * own, and its memory is there. A kernel that believed in such a length would read what lies beside the array.
 */
function isOrdinary(value: object): boolean {
  const prototype: object = Object.getPrototypeOf(value);
  if (prototype === doubles || prototypes.has(prototype)) {
    if (hasOwn.call(value, "length") || hasOwn.call(value, Symbol.iterator)) return false;
    return (value as NumericArray).length > 0 || isThere(value);
  }
  let at = value;
  for (; !Object.hasOwn(at, "BYTES_PER_ELEMENT"); at = Object.getPrototypeOf(at) ?? Object.prototype) {
    if (at === Object.prototype || traits.some((name) => Object.hasOwn(at, name))) return false;
  }
  return (value as NumericArray).length > 0 || isThere(value);
}

/** Whether an array without elements has memory: one whose buffer was transferred cannot be gone through. */
function isThere(value: object): boolean {
  try {
    keysOf.call(value as Uint8Array);
    return true;
  } catch {
    return false;
  }
}

export function kindOf(value: unknown): number {
  if (typeof value === "number") return kinds.number;
  if (typeof value === "boolean") return kinds.boolean;
  if (typeof value !== "object" || value === null) return value === undefined ? kinds.missing : kinds.other;
  const tag = tagOf.call(value);
  if (tag === undefined) return Array.isArray(value) ? kinds.plain : kinds.other;
  if (!isOrdinary(value)) return kinds.odd;
  return tag === "Float64Array" ? elemsFrom : (kindByTag[tag] ?? kinds.odd);
}

/** Kinds of arrays of arrays are above all others: how deep they are, and the kind of the innermost. */
const nesting = 16;
export const deepest = 3;

export function isNestedKind(kind: number): boolean {
  return kind >= 2 * nesting;
}

/**
 * As `kindOf`, of what is given for a parameter that is gone into by so many indices: of an array of arrays by what
 * comes first in it. Whether all of it is like that is looked at when it is used.
 */
export function deepKindOf(value: unknown, rank: number): number {
  const kind = kindOf(value);
  if (kind !== kinds.plain || rank < 2) return kind;
  let at = value as readonly unknown[];
  for (let depth = 1; ; depth++) {
    if (at.length === 0) return nesting * Math.max(rank, depth) + kinds.plain;
    const first: unknown = isProxy(at) ? undefined : Object.getOwnPropertyDescriptor(at, 0)?.value;
    const inner = kindOf(first);
    if (inner === kinds.plain && depth < deepest) at = first as readonly unknown[];
    else if (isTypedKind(inner) && depth < deepest) return nesting * (depth + 1) + inner;
    else return depth === 1 ? kind : nesting * depth + kinds.plain;
  }
}

/** Whether it is an array that a map goes through. Kernels take all but the odd ones. */
export function isArrayKind(kind: number): boolean {
  return (kind >= elemsFrom && kind <= kinds.plain) || kind === kinds.odd;
}

export function isTypedKind(kind: number): boolean {
  return kind >= elemsFrom && kind < kinds.plain;
}

export function elemOf(kind: number): Elem {
  return kind === kinds.plain ? "f64" : (elems[kind - elemsFrom] as Elem);
}

/** Undefined for what no kernel takes. */
export function argKind(kind: number): ArgKind | undefined {
  if (kind === kinds.number) return { tag: "number" };
  if (kind === kinds.boolean) return { tag: "boolean" };
  if (kind === kinds.odd) return undefined;
  if (isNestedKind(kind)) {
    const inner = kind % nesting;
    const rank = Math.floor(kind / nesting) as 2 | 3;
    return { tag: "array", elem: elemOf(inner), plain: inner === kinds.plain, rank };
  }
  return isArrayKind(kind) ? { tag: "array", elem: elemOf(kind), plain: kind === kinds.plain } : undefined;
}

/** A new typed array of such elements. */
export function makeArray(elem: Elem, length: number): NumericArray {
  return new arrayClasses[elem](length);
}

/** The numbers of an ordinary array as doubles; undefined when an element is anything else. */
export function packed(values: readonly unknown[]): Float64Array | undefined {
  const copy = new Float64Array(values.length);
  for (let i = 0; i < copy.length; i++) {
    const value = values[i];
    if (typeof value !== "number") return undefined;
    copy[i] = value;
  }
  return copy;
}

/** Of the longest array of a plain call. */
export function lengthOf(args: readonly unknown[]): number {
  let most = 0;
  for (const arg of args) most = Math.max(most, (arg as NumericArray | undefined)?.length ?? 0);
  return most;
}

/** "f64[]", "number", "number[]": one argument, for people. */
function nameOfKind(arg: ArgKind): string {
  if (arg.tag !== "array") return arg.tag;
  return `${arg.plain ? "number" : arg.elem}${"[]".repeat(arg.rank ?? 1)}`;
}

/** "map(f64[], number) → f64[]", for people. */
export function showSignature({ args, map }: Signature): string {
  const list = args.map(nameOfKind).join(", ");
  return map === undefined ? `call(${list})` : `map(${list}) → ${map.out}[]`;
}

function isShared(buffer: ArrayBufferLike): boolean {
  return Object.getPrototypeOf(buffer) !== ArrayBuffer.prototype && isSharedArrayBuffer(buffer);
}

/** How two arrays lie in memory: apart, at the very same elements, or overlapping in another way. */
export type Lying = "apart" | "same" | "overlapping";

/** @param locate where an array starts in memory that several buffer objects stand for; undefined for all others */
export function overlap(
  a: NumericArray,
  b: NumericArray,
  locate: (array: NumericArray) => number | undefined,
): Lying {
  const [aAt, bAt] = [offsetOf(a), offsetOf(b)];
  // Whatever memory they lie in: asking for that is slow.
  if (aAt + bytesOf(a) <= bAt || bAt + bytesOf(b) <= aAt) return "apart";
  if (locate(a) === undefined || locate(b) === undefined) {
    const [own, other] = [bufferOf(a), bufferOf(b)];
    // Two objects may stand for the same shared memory, as after a trip to another thread.
    if (own !== other) return isShared(own) && isShared(other) ? "overlapping" : "apart";
  }
  return aAt === bAt && a.BYTES_PER_ELEMENT === b.BYTES_PER_ELEMENT ? "same" : "overlapping";
}
