/** Inputs for random programs: any double, often one of the special ones; arrays of any kind and length, also empty. */
import fc from "fast-check";
import type { Elem } from "../../../src/jit/ir/types";
import { arrayClasses, elemByName, type NumericArray } from "../../../src/jit/memory/views";
import type { ArrayKind, ParamKind, Program } from "./programs";

const special = [
  0, -0, 1, -1, 0.5, -0.5, 2, 3, 10, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324,
  2.2250738585072014e-308, Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON, 2 ** 31, 2 ** 31 - 1, -(2 ** 31),
  2 ** 32, 2 ** 53, 2 ** 53 - 1, Math.PI, Math.PI / 2, Math.E, 709.782712893384, -745.1332191019412, 1e6, 1e22,
] as const; // biome-ignore format: a table

export const numbers: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constantFrom(...special), weight: 3 },
  { arbitrary: fc.integer({ min: -20, max: 20 }), weight: 2 },
  { arbitrary: fc.double({ min: -100, max: 100, noNaN: true }), weight: 3 },
  { arbitrary: fc.double(), weight: 2 },
);

export type Argument = number | boolean | NumericArray;

export function arrayOf(kind: ArrayKind, lengthMax = 19): fc.Arbitrary<NumericArray> {
  return fc
    .array(numbers, { maxLength: lengthMax })
    .map((values) => new arrayClasses[elemByName[kind] as Elem](values));
}

function argument(kind: ParamKind): fc.Arbitrary<Argument> {
  if (kind === "number") return numbers;
  return kind === "boolean" ? fc.boolean() : arrayOf(kind);
}

/** Arguments for a plain call. */
export function argumentsOf(program: Program): fc.Arbitrary<Argument[]> {
  return fc.tuple(...program.params.map(argument));
}

export function copyOf(args: readonly Argument[]): Argument[] {
  return args.map((value) => (typeof value === "object" ? value.slice() : value));
}

/** Equal bit for bit, apart from the payload of a NaN. */
export function isSame(a: unknown, b: unknown): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return Object.is(a, b);
  const [x, y] = [a as NumericArray, b as NumericArray];
  return x.length === y.length && x.every((value, at) => Object.is(value, y[at]));
}
