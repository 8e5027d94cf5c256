/** The interpreter: what each statement and node of the IR means. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, bool, f64, get, i32, iota, length, load, splat } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, Param, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import type { Elem, Scalar, Type } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { branch } from "../../../src/jit/ir/walk";
import { freshArgs, randomFns, small } from "../ir/random";

const scalar = (local: Local): Param => ({ tag: "scalar", local });
const array = (slot: number, elem: Elem): ArrayRef => ({ slot, name: `a${slot}`, elem, origin: "param" });
const local = (id: number, type: Type): Local => ({ id, name: `v${id}`, type });

function fnOf(parts: Partial<Fn> & Pick<Fn, "body">): Fn {
  const params = parts.params ?? [];
  const own = params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
  const arrays = params.flatMap((param) => (param.tag === "array" ? [param.array] : []));
  const base = { name: "f", arrays, result: { tag: "void" as const }, undefinedReads: false, guards: [] };
  const fn: Fn = { ...base, ...parts, params, locals: [...own, ...(parts.locals ?? [])] };
  return verify(fn, "test");
}

const value = (type: Scalar) => ({ tag: "value" as const, type });
const set = (to: Local, node: Node): Stmt => ({ tag: "set", local: to, value: node });

test("a function gives its value; a bool is a boolean", () => {
  expect(
    interpret(
      small((x) => apply("add", [x, f64(1)])),
      [41],
    ),
  ).toBe(42);
  expect(
    interpret(
      small((x) => apply("lt", [x, f64(1)])),
      [0],
    ),
  ).toBe(true);
  expect(
    interpret(
      small((x) => apply("neg", [x])),
      [0],
    ),
  ).toBe(-0);
});

test("a boolean argument is one in the function", () => {
  const [b, x] = [local(0, "bool"), local(1, "f64")];
  const body: Stmt[] = [{ tag: "return", value: apply("select", [get(b), get(x), f64(-1)]) }];
  const fn = fnOf({ params: [scalar(b), scalar(x)], body, result: value("f64") });
  expect([true, false].map((choice) => interpret(fn, [choice, 7]))).toEqual([7, -1]);
});

/** Sums `limit` steps, recording each value of the counter. */
function counting(
  type: "i32" | "f64",
  parts: { from: number; limit: number; step: number; compare: "lt" | "ge" | "ne" },
) {
  const [i, n] = [local(0, type), local(1, "i32")];
  const out = array(0, "f64");
  const stored: Stmt = { tag: "store", array: out, index: get(n), value: get(i), checked: true };
  const { from, limit, step, compare } = parts;
  const of = (number: number): Node => ({ op: "const", type, value: number });
  const body = [stored, set(n, apply("add", [get(n), i32(1)]))];
  const loop: Stmt = {
    tag: "for",
    label: 1,
    local: i,
    from: of(from),
    limit: of(limit),
    compare,
    step,
    body,
  };
  const last: Stmt = { tag: "return", value: get(i) };
  const params: Param[] = [{ tag: "array", array: out }];
  return fnOf({ params, locals: [i, n], body: [loop, last], result: value(type) });
}

test.each([
  [{ from: 0, limit: 3, step: 1, compare: "lt" }, [0, 1, 2], 3],
  [{ from: 5, limit: 1, step: -2, compare: "ge" }, [5, 3, 1], -1],
  [{ from: 0, limit: 0, step: 1, compare: "lt" }, [], 0],
  [{ from: 1, limit: 3, step: 1, compare: "ne" }, [1, 2], 3],
] as const)("a for from %j counts as told, and the counter keeps its last value", (parts, counted, last) => {
  for (const type of ["i32", "f64"] as const) {
    const out = new Float64Array(counted.length);
    expect(interpret(counting(type, parts), [out])).toBe(last);
    expect([...out]).toEqual(counted);
  }
});

test("continue runs the update of a while and the step of a for; break leaves the loop that is named", () => {
  const [i, n] = [local(0, "f64"), local(1, "f64")];
  const inner: Stmt = {
    tag: "while",
    label: 2,
    cond: bool(true),
    body: [
      branch(apply("gt", [get(n), f64(10)]), [{ tag: "break", label: 1 }]),
      branch(apply("eq", [apply("rem", [get(n), f64(3)]), f64(2)]), [{ tag: "continue", label: 1 }]),
      { tag: "continue", label: 2 },
    ],
    update: [set(n, apply("add", [get(n), f64(1)]))],
    test: "before",
  };
  const outer: Stmt = {
    tag: "for",
    label: 1,
    local: i,
    from: f64(0),
    limit: f64(100),
    compare: "lt",
    step: 1,
    body: [set(n, apply("add", [get(n), f64(1)])), inner],
  };
  const result = apply("add", [apply("mul", [get(i), f64(100)]), get(n)]);
  const fn = fnOf({ locals: [i, n], body: [outer, { tag: "return", value: result }], result: value("f64") });
  // n stops at 2, 5, 8, each an iteration of the outer loop, then passes 10 in the fourth.
  expect(interpret(fn, [])).toBe(311);
});

test("a loop tested after runs once at least; a block is left by its label", () => {
  const n = local(0, "f64");
  const more = set(n, apply("add", [get(n), f64(1)]));
  const once: Stmt = {
    tag: "while",
    label: 1,
    cond: bool(false),
    body: [more],
    update: [more],
    test: "after",
  };
  const block: Stmt = { tag: "block", label: 2, body: [more, { tag: "break", label: 2 }, more] };
  const fn = fnOf({
    locals: [n],
    body: [once, block, { tag: "return", value: get(n) }],
    result: value("f64"),
  });
  expect(interpret(fn, [])).toBe(3);
});

test.each([
  ["f64", [0, 1.5, 2 ** 31], [0, 1.5, 2 ** 31]],
  ["f32", [0.1, 1e300, Number.NaN], [Math.fround(0.1), Number.POSITIVE_INFINITY, Number.NaN]],
  ["u8", [257.9, -1, Number.NaN], [1, 255, 0]],
  ["u8c", [257.9, -1, 1.5], [255, 0, 2]],
  ["i16", [32768, 2 ** 32, 1.9], [-32768, 0, 1]],
  ["u32", [-1, 2 ** 31, Number.POSITIVE_INFINITY], [4294967295, 2147483648, 0]],
] as const)("a store into %s converts as the array does", (elem, written, read) => {
  const kinds = {
    f64: Float64Array,
    f32: Float32Array,
    u8: Uint8Array,
    u8c: Uint8ClampedArray,
    i16: Int16Array,
  };
  const elements = new { ...kinds, u32: Uint32Array }[elem](3);
  const to = array(0, elem);
  const body = written.map(
    (number, at): Stmt => ({ tag: "store", array: to, index: i32(at), value: f64(number), checked: false }),
  );
  interpret(fnOf({ params: [{ tag: "array", array: to }], body }), [elements]);
  expect([...elements]).toEqual(read);
});

test("reads outside are NaN where they are checked, and a wrong proof throws", () => {
  const [index, from] = [local(0, "f64"), array(0, "i32")];
  const reader = (checked: boolean, node: Node) => {
    const read = load(from, node, { checked });
    return fnOf({
      params: [scalar(index), { tag: "array", array: from }],
      body: [{ tag: "return", value: read }],
      result: value(read.type as Scalar),
    });
  };
  const elements = Int32Array.of(10, 20);
  const read = (at: number) => interpret(reader(true, get(index)), [at, elements]);
  expect([0, -0, 1, 2, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY].map(read)).toEqual([
    10,
    10,
    20,
    ...Array(5).fill(Number.NaN),
  ]);
  expect(interpret(reader(false, get(index)), [1, elements])).toBe(20);
  expect(() => interpret(reader(false, get(index)), [2, elements])).toThrow("proven to be inside, is not");
});

test("writes outside do nothing where they are checked, and a wrong proof throws", () => {
  const to = array(0, "f64");
  const params: Param[] = [{ tag: "array", array: to }];
  const writer = (checked: boolean): Stmt[] => [
    { tag: "store", array: to, index: f64(-1), value: f64(5), checked },
  ];
  const elements = new Float64Array(1);
  interpret(fnOf({ params, body: writer(true) }), [elements]);
  expect([...elements]).toEqual([0]);
  expect(() => interpret(fnOf({ params, body: writer(false) }), [elements])).toThrow("proven to be inside");
});

test("an array that the function makes is new for each call", () => {
  const n = local(0, "f64");
  const made: ArrayRef = { slot: 0, name: "made", elem: "f32", origin: "alloc", length: get(n) };
  const store: Stmt = { tag: "store", array: made, index: i32(0), value: length(made), checked: true };
  const fn = fnOf({
    params: [scalar(n)],
    arrays: [made],
    body: [store, { tag: "return" }],
    result: { tag: "array", array: made },
  });
  expect(interpret(fn, [2])).toEqual(Float32Array.of(2, 0));
  expect(interpret(fn, [2])).not.toBe(interpret(fn, [2]));
});

test("vectors: lanes are worked on one by one, masks choose what is stored", () => {
  const [from, to] = [array(0, "f64"), array(1, "f64")];
  const read = load(from, i32(0), { checked: false, lanes: 4 });
  const mask = apply("gt", [read, splat(f64(0), 4)]);
  const doubled = apply("add", [read, read]);
  const store: Stmt = { tag: "store", array: to, index: i32(0), value: doubled, checked: false, mask };
  const indices = apply("toF64", [iota(i32(5), 4)]);
  const sum = apply("reduceAdd", [apply("select", [mask, indices, splat(f64(0), 4)])]);
  const fn = fnOf({
    params: [
      { tag: "array", array: from },
      { tag: "array", array: to },
    ],
    body: [store, { tag: "return", value: apply("select", [apply("any", [mask]), sum, f64(-1)]) }],
    result: value("f64"),
  });
  const out = new Float64Array(4);
  expect(interpret(fn, [Float64Array.of(1, -2, Number.NaN, 4), out])).toBe(5 + 8);
  expect([...out]).toEqual([2, 0, 0, 8]);
});

test("a function that never ends is ended after the steps that were allowed", () => {
  const forever: Stmt = { tag: "while", label: 1, cond: bool(true), body: [], update: [], test: "before" };
  expect(() => interpret(fnOf({ body: [forever] }), [], { stepsMax: 1000 })).toThrow("more than 1000 steps");
});

test("random functions are well formed, print the same each time, and end", () => {
  fc.assert(
    fc.property(randomFns, ({ fn, args }) => {
      verify(fn, "random");
      expect(print(fn)).toBe(print(fn));
      const run = () => interpret(fn, freshArgs(fn, args), { stepsMax: 100_000 });
      expect(run()).toBe(run());
    }),
    { numRuns: 200 },
  );
});
