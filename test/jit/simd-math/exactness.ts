/** The check of the exact tests: every bit is that of `Math`, for special points and random ones of all kinds. */
import { drawn, draws, mathOf, runVector, specialRows } from "./kernels";

/** Points of each draw: nine draws make over 200 000. One instruction or two need fewer. */
const many = 24_000;
const fewer = 2000;
const simple = ["round", "sign", "abs", "floor", "ceil", "trunc", "sqrt", "min", "max"];

/** What differs, as readable lines; and which share of points is left to the caller. */
export function differences(
  name: string,
  arity: number,
  inputs: readonly Float64Array[],
): { wrong: string[]; rare: number } {
  const of = mathOf(name);
  const { values, rare } = runVector(name, "exact", inputs);
  const wrong: string[] = [];
  let rares = 0;
  values.forEach((value, row) => {
    if (rare(row)) {
      rares++;
      return;
    }
    const [a, b, c] = inputs.map((input) => input[row]) as [number, number, number];
    const expected = arity === 1 ? of(a) : arity === 2 ? of(a, b) : of(a, b, c);
    if (!Object.is(value, expected)) wrong.push(`${name}(${[a, b, c]}) is ${value}, not ${expected}`);
  });
  return { wrong: wrong.slice(0, 5), rare: rares / values.length };
}

/** Defines the tests of one function. */
export function exactTests(name: string, arity = 1): void {
  const each = simple.includes(name) ? fewer : many;
  test(`simd-math: ${name} gives the bits of Math.${name} at special points`, () => {
    expect(differences(name, arity, specialRows(arity)).wrong).toEqual([]);
  });

  test(`simd-math: ${name} gives the bits of Math.${name} at ${each * Object.keys(draws).length} random points`, () => {
    Object.keys(draws).forEach((draw, index) => {
      const { wrong, rare } = differences(name, arity, drawn(draw, 1000 + index, arity, each));
      expect({ draw, wrong }).toEqual({ draw, wrong: [] });
      // What people compute with is never left to the caller.
      if (/^(-|halves|next to 1)/.test(draw)) expect({ draw, rare }).toEqual({ draw, rare: 0 });
    });
  });
}
