/** The fast forms against true values: at most 2 units in the last place, and all that is special as in JavaScript. */
import type { MathMode } from "../../../src/jit/backends/wasm/simd-math/emit-math";
import { hasFused } from "../../../src/jit/backends/wasm/simd-math/simd-math";
import { SeededRandom } from "../../../src/random";
import { mathOf, runVector, specialRows } from "./kernels";
import * as reference from "./reference";

const modes: readonly MathMode[] = hasFused() ? ["fast", "fused"] : ["fast"];

/** Points of a range, even and with more of small ones. */
function points(low: number, high: number, seed: number, count = 2000): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: count }, (_, index) => {
    const at = low + random.next() * (high - low);
    return index % 3 === 0 && low < 0 ? at * 2 ** -random.below(24) : at;
  });
}

/** Multiples of pi/2 that are off by some bits. */
function nearMultiples(seed: number, count = 2000): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: count }, () => {
    const n = (1 + random.below(2 ** random.below(19))) * (random.below(2) * 2 - 1);
    return n * (Math.PI / 2) * (1 + (random.next() - 0.5) * 2 ** -random.below(30));
  });
}

function worst(
  name: string,
  mode: MathMode,
  inputs: Float64Array,
  distance: (x: number, y: number) => number,
): number {
  const { values, rare } = runVector(name, mode, [inputs]);
  let most = 0;
  values.forEach((value, row) => {
    if (!rare(row)) most = Math.max(most, Math.abs(distance(inputs[row] as number, value)));
  });
  return most;
}

for (const mode of modes) {
  for (const [name, of] of Object.entries({ sin: reference.sin, cos: reference.cos })) {
    const distance = (x: number, y: number) => reference.ulps(y, of(x));
    test(`simd-math: ${mode} ${name} is within 2 ulp`, () => {
      expect(worst(name, mode, points(-1, 1, 1), distance)).toBeLessThan(2);
      expect(worst(name, mode, points(-30, 30, 2), distance)).toBeLessThan(2);
      expect(worst(name, mode, points(-823_000, 823_000, 3), distance)).toBeLessThan(2);
      expect(worst(name, mode, nearMultiples(4), distance)).toBeLessThan(2);
    });
  }

  test(`simd-math: ${mode} exp is within 2 ulp`, () => {
    const distance = (x: number, y: number) => {
      const { mantissa, exponent } = reference.exp(x);
      // In two steps: one power of two may be no double.
      const half = Math.trunc(exponent / 2);
      return reference.ulps(y * 2 ** -half * 2 ** -(exponent - half), mantissa);
    };
    expect(worst("exp", mode, points(-1, 1, 5), distance)).toBeLessThan(2);
    expect(worst("exp", mode, points(-708, 709.7, 6), distance)).toBeLessThan(2);
  });

  test(`simd-math: ${mode} log is within 2 ulp`, () => {
    const distance = (x: number, y: number) => reference.ulps(y, reference.log(x));
    expect(worst("log", mode, points(0.001, 3, 7), distance)).toBeLessThan(2);
    expect(worst("log", mode, points(1 - 2 ** -12, 1 + 2 ** -12, 8), distance)).toBeLessThan(2);
    expect(worst("log", mode, points(1, 1e9, 9), distance)).toBeLessThan(2);
    expect(worst("log", mode, points(-700, 700, 10).map(Math.exp), distance)).toBeLessThan(2);
  });

  test(`simd-math: ${mode} forms agree with Math at zeros, infinities, NaN, overflow and underflow`, () => {
    for (const name of ["sin", "cos", "exp", "log"]) {
      const inputs = specialRows(1);
      const { values, rare } = runVector(name, mode, inputs);
      values.forEach((value, row) => {
        const x = (inputs[0] as Float64Array)[row] as number;
        const expected = mathOf(name)(x);
        const special = expected === 0 || !Number.isFinite(expected) || Object.is(x, 0) || Object.is(x, -0);
        if (special && !rare(row)) expect({ name, x, value }).toEqual({ name, x, value: expected });
        // Next to zero a double has no units in the last place to speak of.
        const allowed = Math.max(Math.abs(expected) * 2 ** -50, 2 * Number.MIN_VALUE);
        if (!special && !rare(row) && !(Math.abs(value - expected) <= allowed))
          expect({ name, x, value }).toBe(expected);
      });
    }
  });
}

test("simd-math: the reference knows its functions", () => {
  const { exactly, ulps } = reference;
  expect(Number(exactly(0.1) >> 256n) / 2 ** 64).toBe(0.1);
  expect(Math.abs(ulps(Math.sin(3), reference.sin(3)))).toBeLessThan(1);
  expect(Math.abs(ulps(Math.cos(-100), reference.cos(-100)))).toBeLessThan(1);
  expect(Math.abs(ulps(Math.log(0.3), reference.log(0.3)))).toBeLessThan(1);
  expect(Math.abs(ulps(Math.exp(0.3), reference.exp(0.3).mantissa))).toBeLessThan(1);
  expect(ulps(1 + Number.EPSILON, exactly(1))).toBe(1);
});
