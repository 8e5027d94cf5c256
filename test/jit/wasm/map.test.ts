import fc from "fast-check";
import { SimdMath } from "../../../src/jit/backends/wasm/simd-math/simd-math";
import { SingleMath } from "../../../src/jit/backends/wasm/single-math";
import { apply, f64, get } from "../../../src/jit/ir/build";
import type { Fn, Local, Node } from "../../../src/jit/ir/node";
import type { Lanes } from "../../../src/jit/ir/types";
import { mapOver } from "../../../src/jit/passes/map";
import { vectorize } from "../../../src/jit/passes/vectorize";
import { doubles } from "../ops/values";
import { runWasm } from "./run";

const math = new SimdMath("exact");

/** `f` over an array of doubles, in lanes. */
function mapped(lanes: Lanes, f: (x: Node) => Node): Fn {
  const x: Local = { id: 0, name: "x", type: "f64" };
  const scalar: Fn = {
    name: "f",
    params: [{ tag: "scalar", local: x }],
    locals: [x],
    arrays: [],
    body: [{ tag: "return", value: f(get(x)) }],
    result: { tag: "value", type: "f64" },
    undefinedReads: false,
    guards: [],
  };
  const args = [{ tag: "array", elem: "f64", plain: false }] as const;
  return vectorize(mapOver(scalar, { args, map: { mapped: [true], out: "f64" } }), { lanes }).fn;
}

const wave = (x: Node) => apply("add", [apply("sin", [x]), apply("exp", [apply("sub", [f64(1), x])])]);
const waveOf = (x: number) => Math.sin(x) + Math.exp(1 - x);
const numbers = fc.array(fc.oneof(fc.double({ min: -700, max: 700, noNaN: true }), doubles), {
  maxLength: 40,
});
const lanes = fc.constantFrom<Lanes>(2, 4, 8);

test("a map calls Math for the lanes that its vectorised functions are not exact for", () => {
  fc.assert(
    fc.property(numbers, lanes, (xs, count) => {
      const out = new Float64Array(xs.length);
      runWasm(mapped(count, wave), [0, xs.length, Float64Array.from(xs), out], { math });
      expect([...out]).toEqual(xs.map(waveOf));
    }),
    { numRuns: 100 },
  );
});

test("a map with a repair list leaves out the blocks with such lanes, names them, and writes all others", () => {
  fc.assert(
    fc.property(numbers, lanes, (xs, count) => {
      const out = new Float64Array(xs.length).fill(77);
      const { repair } = runWasm(mapped(count, wave), [0, xs.length, Float64Array.from(xs), out], {
        math,
        repair: true,
      });
      const redo = new Set(
        repair.flatMap((first) => Array.from({ length: count }, (_, lane) => first + lane)),
      );
      expect([...out]).toEqual(xs.map((x, index) => (redo.has(index) ? 77 : waveOf(x))));
    }),
    { numRuns: 100 },
  );
});

test("only blocks with rare lanes are on the repair list", () => {
  const xs = Float64Array.from({ length: 24 }, (_, index) => (index === 13 ? 1e300 : index / 10));
  const run = (first: number) => {
    const fn = mapped(4, (x) => apply("sin", [x]));
    return runWasm(fn, [first, 24, xs, new Float64Array(24)], { math, repair: true }).repair;
  };
  expect(run(0)).toEqual([12]);
  expect(run(3)).toEqual([11]);
});

test("a kernel without vectorised functions has no repair list", () => {
  const out = new Float64Array(9);
  const fn = mapped(4, (x) => apply("mul", [x, x]));
  const { repair } = runWasm(fn, [0, 9, new Float64Array(9).fill(3), out], { math, repair: true });
  expect(repair).toEqual([]);
  expect([...out]).toEqual(Array(9).fill(9));
});

test("functions of floats that are rounded to floats are computed on four of them, rare lanes in 64 bits", () => {
  const singles = new SingleMath();
  const inSingle = (op: "sin" | "exp", x: Node) => apply("toF32", [apply(op, [apply("toF64", [x])])]);
  const single = (x: Node) => {
    const float = apply("toF32", [x]);
    return apply("toF64", [apply("mul", [inSingle("sin", float), inSingle("exp", float)])]);
  };
  fc.assert(
    fc.property(numbers, lanes, (given, count) => {
      const xs = Float64Array.from(given, Math.fround);
      const out = new Float64Array(xs.length);
      runWasm(mapped(count, single), [0, xs.length, xs, out], { math, singles });
      xs.forEach((x, index) => {
        const expected = Math.fround(Math.fround(Math.sin(x)) * Math.fround(Math.exp(x)));
        if (Object.is(expected, out[index])) return;
        const distance = Math.abs(expected - (out[index] as number));
        expect(distance).toBeLessThanOrEqual(Math.max(Math.abs(expected) * 2 ** -20, 2 ** -140));
      });
    }),
    { numRuns: 100 },
  );
});
