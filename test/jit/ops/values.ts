/** Random values of the scalar types, the special ones often. A bool is 0 or 1. */
import fc from "fast-check";
import type { Scalar } from "../../../src/jit/ir/types";

const specials = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -0.5,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  2 ** -1022,
];

export const doubles: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...specials),
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.double(),
);

export const integers: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, -1, 31, 32, 2 ** 31 - 1, -(2 ** 31)),
  fc.integer({ min: -40, max: 40 }),
  fc.integer(),
);

export function scalarValue(scalar: Scalar): fc.Arbitrary<number> {
  if (scalar === "f64") return doubles;
  if (scalar === "f32") return doubles.map(Math.fround);
  return scalar === "i32" ? integers : fc.constantFrom(0, 1);
}
