/** The verifier: well-formed functions pass, and each kind of fault is found and named. */
import { apply, bool, f64, get, i32, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Stmt } from "../../../src/jit/ir/node";
import { verify } from "../../../src/jit/ir/verify";
import { branch } from "../../../src/jit/ir/walk";

const x: Local = { id: 0, name: "x", type: "f64" };
const i: Local = { id: 1, name: "i", type: "i32" };
const own: Local = { id: 2, name: "own", type: "bool" };
const stranger: Local = { id: 9, name: "stranger", type: "f64" };
const bytes: ArrayRef = { slot: 0, name: "bytes", elem: "u8", origin: "param" };
const other: ArrayRef = { slot: 1, name: "other", elem: "f64", origin: "param" };

const good: Fn = {
  name: "good",
  params: [
    { tag: "scalar", local: x },
    { tag: "array", array: bytes },
  ],
  locals: [x, i, own],
  arrays: [bytes],
  body: [{ tag: "return", value: get(x) }],
  result: { tag: "value", type: "f64" },
  undefinedReads: false,
  guards: [apply("le", [get(x), f64(1)])],
};

const loop: ForStmt = {
  tag: "for",
  label: 1,
  local: i,
  from: i32(0),
  limit: i32(9),
  compare: "lt",
  step: 1,
  body: [],
};

/** Nodes and statements that builders would not make. */
const wrong = (op: string, type: string, ...args: Node[]) => ({ op, type, args }) as Node;
const set = (local: Local, value: Node): Stmt => ({ tag: "set", local, value });
const jump = (tag: "break" | "continue", label: number): Stmt => ({ tag, label });
const store = (parts: object): Stmt => {
  return { tag: "store", array: bytes, index: i32(0), value: f64(0), checked: true, ...parts };
};

test("a well-formed function is given back", () => {
  expect(verify(good, "test")).toBe(good);
  const inner: Stmt = { tag: "block", label: 2, body: [jump("break", 2), jump("continue", 1)] };
  verify({ ...good, body: [{ ...loop, body: [inner] }, ...good.body] }, "test");
});

const faults: readonly (readonly [string, Stmt | Partial<Fn>])[] = [
  ["set own: expected bool, found f64 in 1", set(own, f64(1))],
  ["set: expected a local of the function, found stranger", set(stranger, f64(1))],
  ["get: expected a local of the function, found stranger", set(x, get(stranger))],
  ["add: expected operands it takes, found f64, i32", set(x, wrong("add", "f64", f64(1), i32(1)))],
  ["add: expected i32, found f64 in add(1i, 1i)", set(x, wrong("add", "f64", i32(1), i32(1)))],
  ["splat: expected one scalar, found splat.f64x2(1, 1)", set(x, wrong("splat", "f64x2", f64(1), f64(1)))],
  ["iota: expected i32, found f64", set(x, wrong("iota", "i32x2", f64(1)))],
  ["a constant of i32: expected a value of it, found 0.5", set(i, i32(0.5))],
  ["a constant of bool: expected a value of it, found 2", set(own, { op: "const", type: "bool", value: 2 })],
  ["a constant of f32: expected a value of it, found 0.1", set(x, { op: "const", type: "f32", value: 0.1 })],
  ["a load: expected i32, found f64", set(x, { ...load(bytes, i32(0), { checked: false }), type: "f64" })],
  [
    "a checked load: expected f64, found i32",
    set(i, { ...load(bytes, i32(0), { checked: true }), type: "i32" }),
  ],
  ["an array: expected one of the function's, found other", set(x, load(other, i32(0), { checked: true }))],
  ["an index: expected f64 or i32, found bool", set(x, load(bytes, bool(true), { checked: true }))],
  ["an array: expected one of the function's, found other", store({ array: other })],
  ["a store with a mask: expected a vector, found f64", store({ mask: bool(true) })],
  ["if: expected bool, found f64", branch(f64(1), [])],
  ["break: expected a loop or block around it, found #7", jump("break", 7)],
  ["continue: expected a loop or block", { tag: "block", label: 1, body: [jump("continue", 1)] }],
  ["the limit of a for: expected i32, found f64", { ...loop, limit: f64(9) }],
  ["for: expected a step of the counter's type, not 0, found 0", { ...loop, step: 0 }],
  ["for: expected a step of the counter's type, not 0, found 0.5", { ...loop, step: 0.5 }],
  ["set: expected a counter that only its loop sets, found i", { ...loop, body: [set(i, i32(1))] }],
  ["block: expected a label of its own, found #1", { ...loop, body: [{ tag: "block", label: 1, body: [] }] }],
  ["return: expected f64, found i32", { tag: "return", value: i32(1) }],
  ["return: expected value, found undefined", { tag: "return" }],
  ["id of a local: expected each once", { locals: [x, i, own, { ...i }] }],
  ["parameter 0: expected among the locals", { locals: [i, own] }],
  ["a guard: expected bool, found f64", { guards: [get(x)] }],
  ["a guard: expected parameters, found v1", { guards: [apply("lt", [get(i), i32(0)])] }],
];

test.each(faults)("found: %s", (message, fault) => {
  const fn = "tag" in fault ? { ...good, body: [fault, ...good.body] } : { ...good, ...fault };
  expect(() => verify(fn, "planted")).toThrow("iris-actors bug: after planted, in good: ");
  expect(() => verify(fn, "planted")).toThrow(message);
});
