/** Texts of functions of all forms, their parameters, and what they use from outside. */
import { arrayParams } from "../../../src/jit/frontend/array-params";
import { parseFunction } from "../../../src/jit/frontend/parse";
import * as intrinsics from "../../../src/jit/intrinsics";
import { resolveIn, written } from "./lowered";

test.each([
  ["(x) => x", ""],
  ["x => x", ""],
  ["async (x) => x", ""],
  ["function (x) { return x; }", ""],
  ["function named(x) { return x; }", "named"],
  ["async function named(x) { return x; }", "named"],
  ["method(x) { return x; }", "method"],
  ["async method(x) { return x; }", "method"],
  ['"a b"(x) { return x; }', "a b"],
  ["12(x) { return x; }", "12"],
  ["[Symbol.iterator](x) { return x; }", ""],
  ["#secret(x) { return x; }", "#secret"],
  ["get(x) { return x; }", "get"],
  ["static(x) { return x; }", "static"],
  ["async(x) { return x; }", "async"],
  ["constructor(x) { return x; }", "constructor"],
  ["  (x) => x // with a comment", ""],
])("%s is a function", (text, name) => {
  const parsed = parseFunction(text);
  expect(parsed.name).toBe(name);
  expect(parsed.params.map((param) => param.name)).toEqual(["x"]);
  expect(parsed.isAsync).toBe(/^async[ (]/.test(text) && name !== "async");
  const [param] = parsed.params;
  expect(text.slice(param?.node.start, param?.node.end)).toBe("x");
});

test.each([
  ["(a, b) => a[b]", "a"],
  ["(a, b) => a.length + b", "a"],
  ["(a, b) => { const c = a; return c[0] + b; }", "a"],
  ["(a, b) => { let c = a; c = b; return c; }", ""],
  ["(a, b) => { const get = (x, i) => x[i]; return get(a, b); }", "a"],
  ["(a, b) => { const get = __name((x, i) => x[i], 'get'); return get(a, b); }", "a"],
  ["(a, b) => { return get(a, b) + get(b, 1); function get(x, i) { return x[i]; } }", "ab"],
  ["(a, b) => ((x) => x[0])(b)", "b"],
  ["(a, b) => { for (const x of a) b += x; return b; }", "a"],
  ["(a, b) => a.fill(b)", "a"],
  ["(a, b) => { const { length } = a; return length + b; }", "a"],
  ["(a, b) => a.toFixed(b)", ""],
  ["(a, b) => { const f = (a) => a[0]; return f(b) + a; }", "b"],
  ["(a, b) => sum(a) + b", "a"],
  ["(a, b) => any(range(b), (i) => a[i])", "a"],
  ["(a, b) => Math.max(...a) + b", "a"],
  ["(a, b) => first(a) + square(b)", "a"],
  ["(a, b) => through(b) + lib.first(a)", "ab"],
  ["(a, b) => round(a) + b", ""],
  ["(a, b) => nowhere(a) + b", ""],
] as const)("%s takes arrays: %s", (text, arrays) => {
  const first = (x: number[]) => x[0];
  const square = (x: number) => x * x;
  const through = (x: number[]) => first(x);
  const round = written("(x) => round(x)");
  const scope = { ...intrinsics, first, square, through, round, lib: { first } };
  const parsed = parseFunction(text);
  const found = arrayParams(parsed, resolveIn(scope));
  expect(["a", "b"].filter((_, index) => found[index]).join("")).toBe(arrays);
});

test.each([
  ["(x) => x * RATE + lib.a.b", "RATE lib.a.b"],
  ["(x) => Math.sin(x) + helper(RATE)", "Math.sin() helper() RATE"],
  ["(x) => (0, lib.f)(x) + lib['g'](x)", "lib.f() lib.g()"],
  ["(x) => { const y = x, { z } = y; return z; }", ""],
  ["function f(x) { return f(x - 1) + this.rate + this.go(x); }", "this.rate this.go()"],
  ["(x) => ({ x, y: z, [w]: 1 })", "z w"],
  ["(x) => { out: for (const i of range(x)) { for (;;) continue out; } }", "range()"],
  [
    "(x) => { try { f(); } catch (e) { g(e); } class A extends B { m() { return c + this.d; } } }",
    "f() g() B c this.d",
  ],
  ["(x, y = base) => { a = x; b.c++; [d] = y; for (e in y); return typeof h; }", "base a b.c d e h"],
  ["(x) => list[i].name", "list i"],
  ["(x) => { if (x) { var v = 1; function inner() {} } return v + inner() + late; }", "inner() late"],
])("%s uses %s", (text, expected) => {
  const { captured } = parseFunction(text);
  expect(captured.map(({ path, called }) => path.join(".") + (called ? "()" : "")).join(" ")).toBe(expected);
});

test("what it uses stands at its place", () => {
  const text = "(x) =>\n  x * lib.rate";
  const [captured] = parseFunction(text).captured;
  expect(text.slice(captured?.span.start, captured?.span.end)).toBe("lib.rate");
});
