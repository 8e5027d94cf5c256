/** What may be looser than exact, and how loose it is. */
import fc from "fast-check";
import { Jit, offload, type Tier } from "../../../src/jit/index";

const { fround } = Math;
const tiers: readonly Tier[] = ["js", "wasm"];

describe.each(tiers)("on tier %s", (tier) => {
  const jit = new Jit({ tiers: [tier] });

  test("f32: every operation rounds to 32 bits", () => {
    const mapped = offload({ jit, precision: "f32", returns: "f32" })((x: number, y: number) => {
      const square = x * x + y;
      return square > 2 ? Math.sqrt(square) / 3 : square | 0;
    });
    const expected = (x: number, y: number) => {
      const square = fround(fround(x * x) + y);
      return square > 2 ? fround(fround(Math.sqrt(square)) / 3) : square | 0;
    };
    fc.assert(
      fc.property(fc.array(fc.float(), { maxLength: 40 }), fc.double(), (values, y) => {
        const x = Float32Array.from(values);
        const result = mapped.map(x, y);
        expect(result).toEqual(x.map((value) => expected(value, fround(y))));
        const wide = mapped.map(Float64Array.from(x), y);
        expect(wide).toEqual(result);
      }),
    );
    expect(mapped.explain().tier).toBe(tier);
  });

  test("f32: functions of Math are within 2 units in the last place of a float", () => {
    const mapped = offload({ jit, precision: "f32", returns: "f32" })((x: number) => Math.sin(x));
    const x = Float32Array.from({ length: 999 }, (_, i) => (i - 500) * 0.37);
    for (const [i, value] of mapped.map(x).entries()) {
      const exact = Math.sin(x[i] as number);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(Math.abs(exact), 2 ** -126) * 2 ** -21);
    }
    expect(mapped.explain().tier).toBe(tier);
  });

  test("f32: a function with a loop computes exactly, which is not looser", () => {
    const mapped = offload({ jit, precision: "f32" })((x: number) => {
      let s = x;
      for (let i = 0; i < 5; i++) s = s * 1.1;
      return s;
    });
    let expected = 0.3;
    for (let i = 0; i < 5; i++) expected *= 1.1;
    expect([...mapped.map([0.3])]).toEqual([expected]);
  });

  test("fast: within 2 units in the last place of a double", () => {
    const mapped = offload({ jit, precision: "fast" })((x: number) => Math.exp(Math.sin(x)));
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { maxLength: 40 }), (values) => {
        const result = mapped.map(Float64Array.from(values));
        for (const [i, x] of values.entries()) {
          const exact = Math.exp(Math.sin(x));
          expect(Math.abs((result[i] as number) - exact)).toBeLessThanOrEqual(exact * 2 ** -49);
        }
      }),
    );
  });

  test("reassociate: sums in another order, near the one in order", () => {
    const source = (a: Float64Array) => {
      let s = 0;
      for (let i = 0; i < a.length; i++) s += a[i] as number;
      return s;
    };
    const [ordered, any] = [offload({ jit })(source), offload({ jit, reassociate: true })(source)];
    const a = Float64Array.from({ length: 1_001 }, (_, i) => Math.sin(i) * 1e3);
    expect(ordered(a)).toBe(source(a));
    expect(any(a)).toBeCloseTo(source(a), 6);
    expect(ordered.explain().tier).toBe(tier);
  });
});
