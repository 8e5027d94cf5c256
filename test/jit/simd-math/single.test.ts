/** The forms on four floats against `Math` on doubles, which is true to a billionth of a float's last place. */
import { SeededRandom } from "../../../src/random";
import { mathOf, runVector, specialPoints } from "./kernels";

const ranges: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  sin: [
    [-1, 1],
    [-30, 30],
    [-8192, 8192],
  ],
  cos: [
    [-1, 1],
    [-30, 30],
    [-8192, 8192],
  ],
  exp: [
    [-1, 1],
    [-104, 89],
  ],
  log: [
    [0.5, 2],
    [0, 1e9],
    [1 - 2 ** -10, 1 + 2 ** -10],
  ],
};

function points([low, high]: readonly [number, number], seed: number): Float32Array {
  const random = new SeededRandom(seed);
  return Float32Array.from({ length: 20_000 }, (_, index) => {
    const at = low + random.next() * (high - low);
    return index % 4 === 0 && low <= 0 ? at * 2 ** -random.below(60) : at;
  });
}

/** In units of the last place of a float next to `truth`. */
function ulps(value: number, truth: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(truth))), -126);
  return Math.abs(value - truth) / 2 ** (exponent - 23);
}

for (const [name, of] of Object.entries(ranges)) {
  test(`simd-math: ${name} of floats is within 2 ulp`, () => {
    of.forEach((range, seed) => {
      const inputs = points(range, seed);
      const { values, rare } = runVector(name, "f32", [inputs]);
      let worst = 0;
      let left = 0;
      values.forEach((value, row) => {
        const truth = mathOf(name)(inputs[row] as number);
        if (rare(row)) left++;
        else if (Math.abs(truth) < 3.4e38 && truth !== 0) worst = Math.max(worst, ulps(value, truth));
      });
      expect({ range, worst: worst < 2 ? "small" : worst }).toEqual({ range, worst: "small" });
      // Those of log are denormal.
      expect(left / values.length).toBeLessThan(0.01);
    });
  });
}

test("simd-math: forms on floats know zeros, infinities, NaN, overflow and underflow", () => {
  const inputs = Float32Array.from(specialPoints());
  for (const name of [...Object.keys(ranges), "sqrt", "sign", "floor", "abs"]) {
    const { values, rare } = runVector(name, "f32", [inputs]);
    values.forEach((value, row) => {
      const x = inputs[row] as number;
      const truth = Math.fround(mathOf(name)(x));
      const special = truth === 0 || !Number.isFinite(truth) || x === 0;
      if (special && !rare(row)) expect({ name, x, value }).toEqual({ name, x, value: truth });
      if (!special && !rare(row) && ulps(value, truth) > 3) expect({ name, x, value }).toBe(truth);
    });
  }
});
