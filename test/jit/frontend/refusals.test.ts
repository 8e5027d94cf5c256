/** Everything that is refused: by which code, at which place, and that each says how to write it. */

import type { Argument } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { refusalCodes } from "../../../src/jit/frontend/refusals";
import { sourceOf } from "../../../src/jit/frontend/source";
import * as intrinsics from "../../../src/jit/intrinsics";
import { pointAt } from "../../../src/jit/ir/refusal";
import { codeOf, kindOf, lowered, written } from "./lowered";

const array = Float64Array.of(1, 2, 3);
const scope = { ...intrinsics, helper: (x: number) => x, limit: 10 };

/** Code, function, what the carets are under, arguments (1 and 2 unless told otherwise). */
const cases: readonly (readonly [code: string, text: string, under: string, ...args: Argument[]])[] = [
  ["string", '(x) => x + "a"', '"a"'],
  ["template", "(x) => `a`", "`a`"],
  ["regular-expression", "(x) => /a/ + x", "/a/"],
  ["bigint", "(x) => x * 2n", "2n"],
  ["bigint-array", "(x) => { const a = new BigInt64Array(3); return x; }", "new BigInt64Array(3)"],
  ["null", "(x) => x + null", "null"],
  ["object", "(x) => ({ x })", "{ x }"],
  ["array-literal", "(x) => [x]", "[x]"],
  ["new", "(x) => new Map()", "new Map()"],
  ["allocation", "(x) => { for (;;) { const a = new Float64Array(3); } }", "new Float64Array(3)"],
  [
    "allocation",
    "(x) => { let n = x; n++; const a = new Float64Array(n); return a; }",
    "new Float64Array(n)",
  ],
  ["allocation", "(x) => { const a = new Float64Array([1, 2]); return a; }", "new Float64Array([1, 2])"],
  [
    "naming",
    '(x) => { const __name = (y, n) => -y; return __name(x, "x"); }',
    '(x) => { const __name = (y, n) => -y; return __name(x, "x"); }',
  ],
  ["new-target", "function (x) { return new.target ? 0 : x; }", "new.target"],
  ["expression", '(x) => import("x")', 'import("x")'],
  ["arrow-this", "(x) => x * this.rate", "this.rate"],
  ["arrow-this", "(x) => { const f = () => this.rate; return x * f(); }", "this.rate"],
  ["nested-array", "(a) => a[0][1]", "a[0][1]", array],
  ["array-value", "(a) => a + 1", "a + 1", array],
  ["array-choice", "(a, b) => { let c = a; c = b; return c[0]; }", "a", array, array],
  ["array-choice", "(a, b) => { if (a[0] > 1) return a; return b; }", "return b;", array, array],
  ["array-member", "(a) => a.fill(0)", "a.fill", array],
  ["array-member", "(a) => a.byteLength", "a.byteLength", array],
  ["plain-array-write", "(a) => { a[0] = 1; }", "a[0]", [1, 2]],
  ["plain-array-write", "(a) => { a[0]++; }", "a[0]", [1, 2]],
  ["number-index", "(x) => { const y = x + 1; return y[0]; }", "y[0]"],
  ["boolean-index", "(a, i) => a[i > 0]", "i > 0", array, 1],
  ["function-value", "(x) => { const f = () => 1; return f; }", "return f;"],
  ["undefined-value", "(x) => { let y = x > 1; y = undefined; return y; }", "y"],
  ["mixed-types", "(x) => { let y = 1; y = x > 1; return y; }", "y"],
  ["mixed-types", "(x, y) => x && y > 1", "x && y > 1"],
  ["mixed-types", "(x, y) => (x > 0 ? 1 : false)", "x > 0 ? 1 : false"],
  ["unset-variable", "(x) => { let y; if (x > 1) y = 2; return y; }", "return y;"],
  ["unset-variable", "(x) => { let y = 1; y = void 0; return y; }", "return y;"],
  ["undefined-test", "(a, i) => { let x = a[i]; return x === undefined ? 0 : x; }", "x", array, 1],
  ["undefined-test", "(a, i) => { const f = (v = 3) => v; return f(a[i]); }", "v = 3", array, 1],
  ["typeof", "(x) => typeof x", "typeof x"],
  ["property", "(x) => x.toFixed(2)", "x.toFixed"],
  ["try", "(x) => { try { return x; } catch { return 0; } }", "try { return x; } catch { return 0; }"],
  ["throw", "(x) => { if (x > 0) throw x; return x; }", "throw x;"],
  ["for-in", "(x) => { for (const k in x) k; }", "for (const k in x) k;"],
  ["for-of", "(x) => { const y = x * 2; for (const k of y) k; }", "y"],
  ["with", "function f(x) { with (x) { return y; } }", "with (x) { return y; }"],
  ["debugger", "(x) => { debugger; return x; }", "debugger;"],
  ["class-inside", "(x) => { class A {} return x; }", "class A {}"],
  ["await", "async (x) => { await x; return x; }", "await x"],
  ["await", "(x) => { const f = async () => x; return f(); }", "f()"],
  ["generator", "(x) => { const f = function* () { yield x; }; return f(); }", "f()"],
  [
    "switch-fallthrough",
    "(x) => { let y = 0; switch (x) { case 1: y = 1; case 2: y++; } return y; }",
    "y = 1;",
  ],
  ["missing-return", "(x) => { if (x > 0) return 1; }", "(x) => { if (x > 0) return 1; }"],
  ["missing-return", "(x) => { if (x > 0) return 1; return; }", "return;"],
  ["mixed-return", "(x) => { if (x > 0) return 1; return x < 0; }", "return x < 0;"],
  [
    "mixed-return",
    "(x) => { const f = () => { if (x > 0) return 1; return x < 0; }; return f(); }",
    "return x < 0;",
  ],
  ["expression", "(x) => { switch (x) { case (x = 2): return 1; } return 0; }", "x = 2"],
  ["operator", "(a) => 1 in a", "1 in a", array],
  ["operator", "(x) => { let y = 1; return (y ??= x); }", "y ??= x"],
  ["operator", "(x) => delete x", "delete x"],
  ["use-before-declaration", "(x) => { const y = z; const z = x; return y; }", "z"],
  [
    "use-before-declaration",
    "(x) => { switch (x) { case 1: { let y = 1; return y; } default: return f(); } const f = () => 1; }",
    "f",
  ],
  ["const-assignment", "(x) => { const y = x; y = 2; return y; }", "y"],
  ["captured-assignment", "(x) => { limit = x; return x; }", "limit"],
  ["captured-assignment", "(x) => { lib.limit = x; return x; }", "lib.limit"],
  ["captured-unknown", "(x) => x + nowhere", "nowhere"],
  ["this-value", "(x) => this", "this"],
  ["this-value", "function f(x) { const g = function () { return this.y; }; return g(); }", "this.y"],
  ["this-assignment", "function f(x) { this.y = x; }", "this.y"],
  ["private-member", "f(x) { return this.#y + x; }", "this.#y"],
  ["super", "f(x) { return super.f(x); }", "super"],
  ["super", "f(x) { return super.y + x; }", "super"],
  ["impure", "(x) => x + Math.random()", "Math.random"],
  ["impure", "(x) => x + Date.now()", "Date.now"],
  ["unknown-call", "(x) => Math.f16round2(x)", "Math.f16round2"],
  ["unknown-call", "(x) => Float64Array(x)", "Float64Array(x)"],
  ["closure-call", "(x) => (x > 0 ? f : g)(x)", "x > 0 ? f : g"],
  ["recursion", "function f(x) { return x > 1 ? f(x - 1) : 1; }", "f"],
  [
    "recursion",
    "(x) => { const f = (y) => (y > 0 ? g(y - 1) : 0); const g = (y) => f(y); return f(x); }",
    "f(y)",
  ],
  ["spread", "(a) => Math.max(...a)", "...a", array],
  ["argument-count", "(x) => Math.hypot(x, x, x, x)", "Math.hypot(x, x, x, x)"],
  ["argument-count", "(x) => sum(range())", "range()"],
  ["array-argument", "(a) => a[0]", "a"],
  ["range-value", "(x) => range(x) + 1", "range(x) + 1"],
  ["range-step", "(x, y) => sum(range(0, x, y))", "range(0, x, y)"],
  ["intrinsic-argument", "(x) => sum(x)", "sum(x)"],
  ["intrinsic-argument", "(x) => sum(range(x), x)", "sum(range(x), x)"],
  ["arguments", "function f(x) { return arguments[0]; }", "arguments"],
  ["missing-argument", "(x, y, z) => x + z", "z"],
  ["rest-parameter", "(x, ...more) => x", "...more"],
  ["rest-parameter", "(x) => { const f = (...y) => 1; return f(x); }", "...y"],
  ["destructuring", "({ x }) => x", "{ x }"],
  ["destructuring", "(x) => { const [y] = [x]; return y; }", "[y]"],
  ["destructuring", "(x) => { let y; [y] = x; return y; }", "[y]"],
];

test.each(cases)("%s: %s", (code, text, under, ...more) => {
  const args = more as Argument[];
  const refusal = codeOf(() => lowered(text as string, args.length > 0 ? args : [1, 2], scope));
  expect({ code: refusal.code, under: spanText(refusal) }).toEqual({ code, under });
  expect(refusal.fix).toMatch(/\.$/);
  expect(refusal.reason).not.toMatch(/\$|undefined undefined/);
});

test("whether something is undefined: the operand is named, not the comparison", () => {
  const text = "(a, i) => { let x = a[i]; if (x > 1) x = a[0]; return x === undefined ? 0 : x; }";
  expect(codeOf(() => lowered(text, [array, 1], scope)).reason).toMatch(/^whether x is undefined/);
});

test("what is refused in a function that is called is said to be there", () => {
  const noisy = (x: number) => x + Math.random();
  const refusal = codeOf(() => lowered("(x) => noisy(x)", [1], { noisy }));
  expect([refusal.code, refusal.helper]).toEqual(["impure", "noisy"]);
  expect(codeOf(() => lowered("(x) => Math.random()", [1], {})).helper).toBeUndefined();
});

function spanText({ span, source }: ReturnType<typeof codeOf>): string | undefined {
  return span && source?.slice(span.start, span.end);
}

/** Of function objects and texts that are no functions. */
const sources: readonly (readonly [code: string, work: () => unknown])[] = [
  ["native", () => sourceOf(Math.sin)],
  ["bound", () => sourceOf(((x: number) => x).bind(undefined))],
  ["proxy", () => sourceOf(new Proxy((x: number) => x, {}))],
  ["class", () => sourceOf(class A {} as never)],
  ["class", () => parseFunction("class A { f() {} g() {} }")],
  ["generator", () => sourceOf(written("function* f() {}"))],
  ["generator", () => sourceOf(written("async function* f() {}"))],
  ["generator", () => parseFunction("*f(x) { yield x; }")],
  ["accessor", () => parseFunction("get x() { return 1; }")],
  ["accessor", () => parseFunction("set [x](v) {}")],
  ["not-a-function", () => parseFunction("1 + 2")],
  ["syntax", () => parseFunction("(x: number) => x")],
  ["not-a-function", () => parseFunction("")],
  ["instrumented", () => sourceOf(written("(x) => { cov_1a2b3c().s[0]++; return x; }"))],
  [
    "instrumented",
    () => sourceOf(written("function f(x) { cov_2mdl().f[1]++; cov_2mdl().b[0][1]++; return x; }")),
  ],
  ["inline-size", () => lowered(`(x) => ${"x + ".repeat(2000)}x`, [1])],
  ["inline-size", () => lowered(calls(11, 2), [1])],
  ["inline-depth", () => lowered(calls(40, 1), [1])],
];

/** Functions of which each calls the one before so many times. */
function calls(depth: number, times: number): string {
  const one = (index: number) => `const f${index} = (y) => ${`f${index - 1}(y) + `.repeat(times)} 1;`;
  const all = Array.from({ length: depth }, (_, index) => one(index + 1)).join(" ");
  return `(x) => { const f0 = (y) => y; ${all} return f${depth}(x); }`;
}

test.each(sources)("%s of a source", (code, work) => {
  expect(codeOf(work).code).toBe(code);
});

test("a refusal in a function that is inlined stands in that function's text", () => {
  const helper = written("(y) => { throw y; }");
  const refusal = codeOf(() => lowered("(x) => helper(x)", [1], { helper }));
  expect(refusal).toMatchObject({ code: "throw", source: "(y) => { throw y; }" });
  const { text, line } = pointAt(refusal.source as string, refusal.span as { start: number; end: number });
  expect([line, text]).toEqual([1, "(y) => { throw y; }\n         ^^^^^^^^"]);
});

test("what is refused of a captured value stands where it is used", () => {
  const parsed = parseFunction("(x) => x * nowhere.rate");
  const refusal = codeOf(() => lower(parsed, { args: [kindOf(1)] }, globalsOnly));
  expect(refusal).toMatchObject({ code: "captured-unknown", reason: "nowhere.rate was not found" });
  expect(spanText(refusal)).toBe("nowhere.rate");
});

/** Tested in closure.test.ts, where there are closures, and in rows.test.ts, where there are arrays of arrays. */
const elsewhere = [
  "captured-accessor",
  "captured-array",
  "captured-unreachable",
  "captured-unset",
  "captured-value",
  "row-index",
  "row-value",
  "this-missing",
];

test("every code is tested", () => {
  const tested = new Set([...cases, ...sources].map(([code]) => code).concat(elsewhere));
  expect(refusalCodes.filter((code) => !tested.has(code))).toEqual([]);
  expect([...tested].filter((code) => !(refusalCodes as readonly string[]).includes(code))).toEqual([]);
});
