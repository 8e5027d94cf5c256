/** The JavaScript backend: readable code that means what the interpreter says. */
import fc from "fast-check";
import { Evaluator } from "../../../src/jit/backends/evaluate";
import { interpret } from "../../../src/jit/backends/interpret";
import { compileJs, emitJs, type JsKernel } from "../../../src/jit/backends/js";
import { apply, bool, f64, get, i32, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, Stmt } from "../../../src/jit/ir/node";
import { verify } from "../../../src/jit/ir/verify";
import { branch } from "../../../src/jit/ir/walk";
import { freshArgs, randomFns, small } from "../ir/random";

const evaluator = new Evaluator();

function compiled(fn: Fn): JsKernel {
  const kernel = compileJs(verify(fn, "test"), evaluator);
  if (kernel === undefined) throw new Error("not compiled");
  return kernel;
}

const xs: ArrayRef = { slot: 0, name: "xs", elem: "f64", origin: "param" };
const ys: ArrayRef = { slot: 1, name: "ys", elem: "f64", origin: "param" };
const k: Local = { id: 0, name: "k", type: "f64" };
const i: Local = { id: 1, name: "i", type: "i32" };
const total: Local = { id: 2, name: "total", type: "f64" };
const y: Local = { id: 3, name: "y", type: "f64" };

function fnOf(body: readonly Stmt[], parts: Partial<Fn> = {}): Fn {
  const base = {
    name: "f",
    undefinedReads: false,
    guards: [],
    result: { tag: "value", type: "f64" },
  } as const;
  const params: Fn["params"] = [
    { tag: "scalar", local: k },
    { tag: "array", array: xs },
    { tag: "array", array: ys },
  ];
  return { ...base, params, locals: [k, i, total, y], arrays: [xs, ys], body, ...parts };
}

const set = (local: Local, value: Node): Stmt => ({ tag: "set", local, value });
const loop = (label: number, body: readonly Stmt[], limit: Node = length(xs)): Stmt => {
  return { tag: "for", label, local: i, from: i32(0), compare: "lt", limit, step: 1, body };
};
const back = (value: Node): Stmt => ({ tag: "return", value });

test("a loop reads as if written by hand", () => {
  const element = load(xs, get(i), { checked: false });
  const fn = fnOf([
    set(total, f64(0)),
    loop(1, [
      set(y, apply("mul", [element, get(k)])),
      branch(apply("lt", [get(y), f64(0)]), [{ tag: "continue", label: 1 }]),
      set(total, apply("add", [get(total), apply("sqrt", [get(y)])])),
      { tag: "store", array: ys, index: get(i), value: apply("neg", [get(y)]), checked: true },
    ]),
    back(get(total)),
  ]);
  expect(emitJs(fn)).toBe(`// f(v0: f64 k, a0: f64[] xs, a1: f64[] ys) → f64
function kernel(v0, a0, a1) {
  const n0 = a0.length;
  let v2 = 0;
  for (let v1 = 0; v1 < n0; v1++) {
    const v3 = a0[v1] * v0;
    if (v3 < 0) {
      continue;
    }
    v2 += Math.sqrt(v3);
    a1[v1] = -v3;
  }
  return v2;
}`);
  const out = new Float64Array(2);
  expect(compiled(fn)(2, Float64Array.of(8, -1, 2), out)).toBe(6);
  expect([...out]).toEqual([-16, 0]);
});

test("else-if chains, loops with updates, labels where a jump needs them", () => {
  const more = set(total, apply("add", [get(total), f64(1)]));
  const inner: Stmt = {
    tag: "while",
    label: 2,
    cond: apply("toBool", [get(total)]),
    body: [
      branch(
        apply("gt", [get(k), f64(9)]),
        [{ tag: "break", label: 1 }],
        [branch(apply("not", [apply("toBool", [get(k)])]), [{ tag: "break", label: 2 }], [more])],
      ),
    ],
    update: [set(k, apply("add", [get(k), f64(-1)]))],
    test: "before",
  };
  const last: Stmt = { tag: "while", label: 3, cond: bool(false), body: [more], update: [], test: "after" };
  const fn = fnOf([set(total, f64(1)), loop(1, [inner]), last, back(get(total))]);
  expect(emitJs(fn)).toBe(`// f(v0: f64 k, a0: f64[] xs, a1: f64[] ys) → f64
function kernel(v0, a0, a1) {
  const n0 = a0.length;
  let v2 = 1;
  L1: for (let v1 = 0; v1 < n0; v1++) {
    for (; v2; v0 += -1) {
      if (v0 > 9) {
        break L1;
      } else if (!v0) {
        break;
      } else {
        v2 += 1;
      }
    }
  }
  do {
    v2 += 1;
  } while (false);
  return v2;
}`);
  expect(compiled(fn)(3, new Float64Array(2), xs)).toBe(5);
});

test("a counter that may pass the largest int32 wraps as it does in the interpreter", () => {
  const high = i32(2 ** 31 - 2);
  const wraps = { ...loop(1, []), from: high, compare: "gt", limit: i32(0), step: 3 } as Stmt;
  const fn = fnOf([wraps, back(apply("toF64", [get(i)]))]);
  const args = [0, new Float64Array(0), new Float64Array(0)];
  expect(emitJs(fn)).toContain("v1 = (v1 + 3) | 0");
  expect(compiled(fn)(...args)).toBe(interpret(fn, args));
});

test("what is used twice in a statement is computed once", () => {
  const heavy = apply("sin", [get(k)]);
  const fn = fnOf([back(apply("mul", [heavy, heavy]))]);
  expect(emitJs(fn)).toContain("  const t1 = Math.sin(v0);\n  return t1 * t1;");
  let square: Node = get(k);
  for (let times = 0; times < 60; times++) square = apply("mul", [square, square]);
  const cond = apply("lt", [square, f64(1)]);
  const body = set(k, apply("add", [get(k), f64(1)]));
  for (const test of ["before", "after"] as const) {
    const loops: Stmt = { tag: "while", label: 1, cond, body: [body], update: [], test };
    expect(compiled(fnOf([loops, back(get(k))]))(-0.5)).toBe(1.5);
  }
});

test("numbers are printed exactly", () => {
  for (const value of [-0, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324, 0.1, -1e21]) {
    expect(compiled(small(() => f64(value)))(0)).toBe(value);
    expect(compiled(small((x) => apply("sub", [x, f64(value)])))(0)).toBe(0 - value);
    expect(compiled(small(() => apply("neg", [f64(value)])))(0)).toBe(-value);
  }
});

test("a read outside is NaN when it leaves the function or is compared with itself", () => {
  const read = load(xs, get(k), { checked: true });
  const through = [set(y, read), set(total, apply("select", [bool(true), get(y), f64(1)])), back(get(total))];
  const args = [5, new Float64Array(1), ys];
  expect(compiled(fnOf([back(read)]))(...args)).toBe(Number.NaN);
  expect(compiled(fnOf(through))(...args)).toBe(Number.NaN);
  const same = back(apply("eq", [get(y), get(y)]));
  expect(compiled(fnOf([set(y, read), same], { result: { tag: "value", type: "bool" } }))(...args)).toBe(
    false,
  );
});

test("a read outside is undefined in a function that may show it", () => {
  const read = load(xs, get(k), { checked: true });
  expect(compiled(fnOf([back(read)], { undefinedReads: true }))(5, new Float64Array(1))).toBeUndefined();
});

test("arrays that a function makes are made in each call", () => {
  const made: ArrayRef = { slot: 2, name: "made", elem: "u8c", origin: "alloc", length: length(xs) };
  const fill = loop(
    1,
    [{ tag: "store", array: made, index: get(i), value: get(k), checked: true }],
    length(made),
  );
  const fn = fnOf([fill, { tag: "return" }], {
    arrays: [xs, ys, made],
    result: { tag: "array", array: made },
  });
  expect(compiled(fn)(300, new Float64Array(2))).toEqual(Uint8ClampedArray.of(255, 255));
  expect(
    emitJs({ ...fn, body: [fill] })
      .split("\n")
      .slice(2),
  ).toEqual([
    "  const a2 = new Uint8ClampedArray(a0.length);",
    "  const n2 = a2.length;",
    "  for (let v1 = 0; v1 < n2; v1++) {",
    "    a2[v1] = v0;",
    "  }",
    "  return a2;",
    "}",
  ]);
});

test("a name of the user's cannot become code", () => {
  const evil = "x\n} throw new Error('reached'); /*\u2028 */ `";
  const param: Local = { ...k, name: evil };
  const array: ArrayRef = { ...xs, name: evil };
  const fn: Fn = {
    ...fnOf([back(load(array, get(param), { checked: true }))]),
    name: evil,
    params: [
      { tag: "scalar", local: param },
      { tag: "array", array },
    ],
    locals: [param],
    arrays: [array],
  };
  expect(compiled(fn)(0, Float64Array.of(7))).toBe(7);
  expect(emitJs(fn).split("\n")).toHaveLength(4);
  expect(emitJs(fn)).not.toContain("`");
});

test("a function with guards is not for this backend, and nothing is made where that is forbidden", () => {
  expect(() => compileJs(fnOf([back(f64(1))], { guards: [bool(true)] }), evaluator)).toThrow("has guards");
  const forbidden = new Evaluator(() => {
    throw new EvalError("forbidden");
  });
  expect(compileJs(fnOf([back(f64(1))]), forbidden)).toBeUndefined();
});

test("random functions: the code gives and writes what the interpreter does", () => {
  fc.assert(
    fc.property(randomFns, ({ fn, args }) => {
      const [expected, got] = [freshArgs(fn, args), freshArgs(fn, args)];
      const value = interpret(fn, expected, { stepsMax: 100_000 });
      expect(compiled(fn)(...got)).toBe(value);
      expect(got).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
