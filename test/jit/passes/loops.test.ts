/** Common subexpressions and loop-invariant motion: what they do, what they must not do, and that nothing changes. */
import { apply, f64, get, i32, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, OpName, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { verify } from "../../../src/jit/ir/verify";
import { branch } from "../../../src/jit/ir/walk";
import { cse } from "../../../src/jit/passes/cse";
import { loops } from "../../../src/jit/passes/loops";
import { finish, optimize, prepare } from "../../../src/jit/passes/pipeline";
import { keepsMeaning } from "./properties";

const x: Local = { id: 0, name: "x", type: "f64" };
const y: Local = { id: 1, name: "y", type: "f64" };
const z: Local = { id: 2, name: "z", type: "f64" };
const i: Local = { id: 3, name: "i", type: "i32" };
const from: ArrayRef = { slot: 0, name: "from", elem: "f64", origin: "param" };
const to: ArrayRef = { slot: 1, name: "to", elem: "f64", origin: "out" };

function fnOf(body: readonly Stmt[], parts: Partial<Fn> = {}): Fn {
  const fn: Fn = {
    name: "f",
    params: [
      { tag: "scalar", local: x },
      { tag: "array", array: from },
      { tag: "array", array: to },
    ],
    locals: [x, y, z, i],
    arrays: [from, to],
    body,
    result: { tag: "value", type: "f64" },
    undefinedReads: false,
    guards: [],
    ...parts,
  };
  return verify(fn, "test");
}

const op = (name: OpName, ...args: Node[]): Node => apply(name as "add", args);
const [X, Y, Z, I] = [x, y, z, i].map(get) as [Node, Node, Node, Node];
const set = (local: Local, value: Node): Stmt => ({ tag: "set", local, value });
const back = (value: Node): Stmt => ({ tag: "return", value });
const store = (value: Node): Stmt => ({ tag: "store", array: to, index: I, value, checked: false });
const loop = (body: readonly Stmt[], limit: Node = length(from)): Stmt => {
  return { tag: "for", label: 1, local: i, from: i32(0), compare: "lt", limit, step: 1, body };
};
const read = (): Node => load(from, I, { checked: false });
const root = (): Node => op("sqrt", op("add", op("mul", X, X), f64(1)));

const lines = (fn: Fn): string[] => print(fn).split("\n").slice(2, -1);

test("what was computed is read back from its local, or from one made for it", () => {
  expect(lines(cse(fnOf([set(y, root()), back(op("add", root(), op("cos", root())))])))).toEqual([
    "v1 = sqrt(add(mul(v0, v0), 1))",
    "return add(v1, cos(v1))",
  ]);
  const overwritten = [set(y, root()), set(y, f64(0)), back(op("add", Y, root()))];
  expect(lines(cse(fnOf(overwritten)))).toEqual([
    "v4 = sqrt(add(mul(v0, v0), 1))",
    "v1 = v4",
    "v1 = 0",
    "return add(0, v4)",
  ]);
});

test("an operand that was set in between makes another value", () => {
  const body = [set(y, root()), set(x, f64(7)), back(op("add", root(), Y))];
  expect(lines(cse(fnOf(body)))[2]).toBe("return add(sqrt(add(mul(7, 7), 1)), v1)");
});

test("a branch uses what was computed before it, and keeps its own to itself", () => {
  const condition = op("lt", root(), f64(3));
  const own = (): Node => op("exp", X);
  const body = [branch(condition, [set(y, own())], [set(z, own())]), back(op("add", root(), own()))];
  expect(lines(cse(fnOf(body)))).toEqual([
    "v4 = sqrt(add(mul(v0, v0), 1))",
    "if lt(v4, 3)",
    "  v1 = exp(v0)",
    "else",
    "  v2 = exp(v0)",
    "return add(v4, exp(v0))",
  ]);
});

test("copies and constants give way to what they are, also after branches that agree", () => {
  const body = [set(y, X), set(z, f64(2)), branch(op("lt", Y, Z), [set(z, f64(2))]), back(op("mul", Y, Z))];
  expect(lines(cse(fnOf(body))).at(-1)).toBe("return mul(v0, 2)");
});

test("a read is read again after a write that may be to the same memory", () => {
  const body = [set(y, read()), store(f64(1)), back(op("add", read(), Y))];
  const last = (fn: Fn) => lines(cse(fn)).at(-1);
  expect(last(fnOf(body))).toBe("return add(a0[v3], v1)");
  expect(last(fnOf(body, { disjoint: [[from, to]] }))).toBe("return add(v1, v1)");
  const made: ArrayRef = { ...to, origin: "alloc", length: X };
  const own: Fn = fnOf(
    [set(y, read()), { ...store(f64(1)), array: made } as Stmt, back(op("add", read(), Y))],
    {
      params: [
        { tag: "scalar", local: x },
        { tag: "array", array: from },
      ],
      arrays: [from, made],
    },
  );
  expect(last(own)).toBe("return add(v1, v1)");
});

test("what was written is what is read", () => {
  const body = [set(y, root()), store(Y), back(load(to, I, { checked: false }))];
  expect(lines(cse(fnOf(body))).at(-1)).toBe("return v1");
});

test("what a loop does not change moves before it", () => {
  const body = [loop([store(op("mul", root(), read()))], op("sub", length(from), i32(1))), back(X)];
  expect(lines(loops(fnOf(body)))).toEqual([
    "v4 = sub.i32(len(a0), 1i)",
    "v5 = sqrt(add(mul(v0, v0), 1))",
    "for v3 = 0i while v3 lt v4 step 1 #1",
    "  a1[v3] = mul(v5, a0[v3])",
    "return v0",
  ]);
});

test("what a loop changes, writes, or may never compute stays", () => {
  const first = load(from, i32(0), { checked: false });
  const written = [loop([set(x, op("mul", X, f64(3))), store(op("add", first, op("sin", X)))]), back(X)];
  expect(loops(fnOf(written)).body).toEqual(fnOf(written).body);
  const rare = [loop([branch(op("lt", read(), f64(0)), [store(op("exp", X))])]), back(X)];
  expect(loops(fnOf(rare)).body).toEqual(fnOf(rare).body);
});

test("a proven read becomes a checked one before the loop, which may run no iteration", () => {
  const body = [loop([store(load(from, i32(5), { checked: false }))]), back(X)];
  expect(lines(loops(fnOf(body, { disjoint: [[from, to]] })))[0]).toBe("v4 = a0[5i]?");
});

test("common subexpressions keep what random functions mean", () => keepsMeaning("cse", cse, 200));

test("loop-invariant motion keeps what random functions mean", () => keepsMeaning("loops", loops, 200));

test("the whole line of passes keeps what random functions mean, each pass verified", () => {
  for (const target of ["js", "wasm"] as const) {
    keepsMeaning("optimize", (fn) => optimize(fn, target, verify), 60);
  }
});

test("a function whose reads may be seen as undefined is left alone", () => {
  const fn = fnOf([back(op("mul", load(from, X, { checked: true }), f64(1)))], { undefinedReads: true });
  expect(optimize(fn, "js")).toBe(fn);
  expect(prepare(fn)).toBe(finish(fn, "wasm"));
});

test("a line of passes leaves what a good engineer would write", () => {
  const body = [
    set(z, op("pow", X, f64(2))),
    set(y, f64(0)),
    loop([
      set(y, op("add", op("mul", op("div", read(), f64(4)), op("pow", X, f64(2))), Y)),
      branch(op("eq", op("toF64", I), f64(-1)), [set(z, f64(3))]),
    ]),
    back(Y),
  ];
  expect(
    print(optimize(fnOf(body), "wasm", verify))
      .split("\n")
      .slice(1, -1),
  ).toEqual([
    "v1: f64 y; v2: f64 z; v3: i32 i; v4: f64",
    "v2 = mul(v0, v0)",
    "v1 = 0",
    "v4 = v2",
    "for v3 = 0i while v3 lt len(a0) step 1 #1",
    "  v1 = add(mul(mul(a0[v3], 0.25), v4), v1)",
    "return v1",
  ]);
});
