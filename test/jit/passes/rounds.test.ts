/** How much work a call is: loops counted as often as its arguments say that they go round. */
import { cyclesOf } from "../../../src/jit/passes/rounds";
import { lowerText } from "../frontend/lowered";

type Numbers = number | Float64Array;

/** How many times the work of the first call the second one is. */
function ratio(text: string, first: readonly Numbers[], second: readonly Numbers[]): number {
  const fn = lowerText(text, first);
  return cyclesOf(fn, second) / cyclesOf(fn, first);
}

const array = (length: number) => new Float64Array(length);

describe("the work of a call", () => {
  test("follows a number, an array's length, and what is computed from them", () => {
    const counted = "(n) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s; }";
    expect(ratio(counted, [1_000], [4_000])).toBeCloseTo(4, 1);
    const long = "(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s; }";
    expect(ratio(long, [array(500)], [array(5_000)])).toBeCloseTo(10, 0);
    const half = `(x) => {
      const n = x.length >> 1; let s = 0;
      for (let i = n; i > 0; i -= 2) s += x[i];
      return s;
    }`;
    expect(ratio(half, [array(4_000)], [array(400)])).toBeCloseTo(0.1, 2);
  });

  test("is the product of loops in loops, and half of it where one counts up to the other", () => {
    const text = (end: string) => `(n) => {
      let s = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < ${end}; j++) s += i * j;
      return s;
    }`;
    expect(ratio(text("n"), [100], [300])).toBeCloseTo(9, 0);
    const whole = cyclesOf(lowerText(text("n"), [200]), [200]);
    const triangle = cyclesOf(lowerText(text("i"), [200]), [200]);
    expect(triangle / whole).toBeCloseTo(0.5, 1);
  });

  test("takes a few rounds where nothing tells: a limit that changes, a condition, a read", () => {
    const changing = `(n) => {
      let end = n; let s = 0;
      for (let k = 0; k < 3; k++) { end = end * s; for (let i = 0; i < end; i++) s += i; }
      return s;
    }`;
    expect(ratio(changing, [10], [10_000])).toBe(1);
    expect(ratio("(n) => { let x = n; while (x > 1) x /= 2; return x; }", [10], [10_000])).toBe(1);
    const read = "(x) => { let s = 0; for (let i = 0; i < x[0]; i++) s += i; return s; }";
    expect(ratio(read, [array(1)], [array(1_000)])).toBe(1);
    const endless = "(n) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s; }";
    expect(cyclesOf(lowerText(endless, [1]), [Number.POSITIVE_INFINITY])).toBeLessThan(1_000);
    expect(cyclesOf(lowerText(endless, [1]), [-5])).toBe(0);
  });
});
