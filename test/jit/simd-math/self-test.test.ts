/** Which functions have a vector form, and that one whose results are not this engine's is not used. */
import { canEmitMath } from "../../../src/jit/backends/wasm/simd-math/emit-math";
import { SimdMath } from "../../../src/jit/backends/wasm/simd-math/simd-math";

const functions = [
  ...[
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
  ],
  ...["exp", "expm1", "log", "log1p", "log2", "log10", "cbrt", "hypot", "hypot3", "sqrt"],
  ...["abs", "ceil", "floor", "trunc", "round", "sign", "min", "max"],
];

afterEach(() => jest.restoreAllMocks());

test("simd-math: all functions but pow have an exact form, and pass their self-test here", () => {
  const math = new SimdMath("exact");
  expect(functions.filter((name) => !math.has(name))).toEqual([]);
  expect(["pow", "random", "toString", "constructor", "fround"].filter((name) => math.has(name))).toEqual([]);
});

test("simd-math: every function has a fast form, and passes its self-test here", () => {
  const math = new SimdMath("fast");
  expect(functions.filter((name) => !math.has(name))).toEqual([]);
  expect(canEmitMath("pow", "fast")).toBe(false);
});

test("simd-math: an engine whose sin differs in the last bit of few points does not use the exact form", () => {
  const { sin } = Math;
  jest.spyOn(Math, "sin").mockImplementation((x) => {
    const y = sin(x);
    return x > 0 && Math.floor(x * 1e6) % 30 === 0 ? y * (1 + Number.EPSILON) : y;
  });
  expect(new SimdMath("exact").has("sin")).toBe(false);
  expect(new SimdMath("fast").has("sin")).toBe(true);
});

test("simd-math: an engine whose log is wrong at one special value does not use either form", () => {
  const { log } = Math;
  jest.spyOn(Math, "log").mockImplementation((x) => (x === 0 ? Number.NaN : log(x)));
  expect(new SimdMath("exact").has("log")).toBe(false);
  expect(new SimdMath("fast").has("log")).toBe(false);
  expect(new SimdMath("exact").has("log2")).toBe(true);
});

test("simd-math: a function is tested once", () => {
  const math = new SimdMath("exact");
  expect(math.has("exp")).toBe(true);
  const exp = jest.spyOn(Math, "exp");
  expect(math.has("exp")).toBe(true);
  expect(exp).not.toHaveBeenCalled();
});
