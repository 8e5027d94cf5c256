/** Constant folding and the rules: what becomes of what, what must stay, and that nothing changes a result. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, bool, constant, f64, get, i32, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, OpName, Stmt } from "../../../src/jit/ir/node";
import { print, printNode } from "../../../src/jit/ir/print";
import type { Scalar } from "../../../src/jit/ir/types";
import { branch } from "../../../src/jit/ir/walk";
import { fold } from "../../../src/jit/passes/fold";
import { powerRules } from "../../../src/jit/passes/rules/powers";
import { simplify } from "../../../src/jit/passes/simplify";
import { doubles, scalarValue } from "../ops/values";
import { keepsMeaning } from "./properties";

const x: Local = { id: 0, name: "x", type: "f64" };
const i: Local = { id: 1, name: "i", type: "i32" };
const j: Local = { id: 2, name: "j", type: "i32" };
const p: Local = { id: 3, name: "p", type: "bool" };
const q: Local = { id: 4, name: "q", type: "bool" };
const s: Local = { id: 5, name: "s", type: "f32" };
const locals = [x, i, j, p, q, s];
const floats: ArrayRef = { slot: 0, name: "floats", elem: "f32", origin: "param" };
const bytes: ArrayRef = { slot: 1, name: "bytes", elem: "u8", origin: "param" };

function fnOf(body: readonly Stmt[], type: Scalar = "f64"): Fn {
  return {
    name: "f",
    params: [
      ...locals.map((local) => ({ tag: "scalar" as const, local })),
      { tag: "array", array: floats },
      { tag: "array", array: bytes },
    ],
    locals,
    arrays: [floats, bytes],
    body,
    result: { tag: "value", type },
    undefinedReads: false,
    guards: [],
  };
}

const of = (node: Node): Fn => fnOf([{ tag: "return", value: node }], node.type as Scalar);
const simplified = (node: Node): Node => {
  const [last] = simplify(of(node), { machine: true }).body;
  return (last as { value: Node }).value;
};

const op = (name: OpName, ...args: Node[]): Node => apply(name as "add", args);
const [X, I, J, P, Q, S] = locals.map(get) as [Node, Node, Node, Node, Node, Node];
const [II, JJ, SS] = [op("toF64", I), op("toF64", J), op("toF64", S)] as const;
const byte = load(bytes, op("and", I, i32(1)), { checked: false });

const rewrites: readonly (readonly [Node, string])[] = [
  [op("mul", X, f64(1)), "v0"],
  [op("mul", f64(-1), X), "neg(v0)"],
  [op("add", X, f64(-0)), "v0"],
  [op("sub", X, f64(0)), "v0"],
  [op("sub", f64(-0), X), "neg(v0)"],
  [op("add", op("neg", X), SS), "sub(toF64(v5), v0)"],
  [op("sub", X, op("neg", SS)), "add(v0, toF64(v5))"],
  [op("mul", op("neg", X), op("neg", SS)), "mul(v0, toF64(v5))"],
  [op("neg", op("mul", X, f64(3))), "mul(v0, -3)"],
  [op("div", X, f64(8)), "mul(v0, 0.125)"],
  [op("div", X, f64(-0.5)), "mul(v0, -2)"],
  [op("div", X, f64(2 ** 1023)), "mul(v0, 1.1125369292536007e-308)"],
  [op("neg", op("neg", X)), "v0"],
  [op("abs", op("neg", X)), "abs(v0)"],
  [op("abs", op("pow", X, f64(2))), "mul(v0, v0)"],
  [op("floor", II), "toF64(v1)"],
  [op("trunc", op("ceil", X)), "ceil(v0)"],
  [op("max", X, X), "v0"],
  [op("pow", X, f64(2)), "mul(v0, v0)"],
  [op("pow", X, f64(-0)), "1"],
  [op("pow", X, f64(0.5)), "select(eq(v0, -Infinity), Infinity, sqrt(add(v0, 0)))"],
  [op("toI32", II), "v1"],
  [op("toI32", op("add", II, JJ)), "add.i32(v1, v2)"],
  [op("toI32", op("sub", op("mul", II, f64(3)), op("neg", JJ))), "add.i32(mul.i32(v1, 3i), v2)"],
  [
    op("toI32", op("mul", op("toF64", byte), op("toF64", byte))),
    "mul.i32(a1[and.i32(v1, 1i)], a1[and.i32(v1, 1i)])",
  ],
  [op("toI32", op("u32ToF64", I)), "v1"],
  [op("toI32", op("trunc", X)), "toI32(v0)"],
  [op("toI32", op("select", P, II, f64(2 ** 32 + 5))), "select.i32(v3, v1, 5i)"],
  [op("toI32", op("toF64", P)), "toI32(v3)"],
  [op("asI32", II), "v1"],
  [op("u32ToF64", op("shru", I, i32(1))), "toF64(shru.i32(v1, 1i))"],
  [op("u32ToF64", op("and", I, i32(255))), "toF64(and.i32(v1, 255i))"],
  [op("lt", II, f64(7)), "lt(v1, 7i)"],
  [op("ge", II, op("toF64", length(floats))), "ge(v1, len(a0))"],
  [op("eq", op("rem", II, f64(4)), f64(0)), "eq(and.i32(v1, 3i), 0i)"],
  [op("add", I, i32(0)), "v1"],
  [op("sub", op("add", I, i32(5)), i32(7)), "add.i32(v1, -2i)"],
  [op("mul", I, i32(8)), "shl.i32(v1, 3i)"],
  [op("imul", I, J), "mul.i32(v1, v2)"],
  [op("and", op("and", I, i32(6)), i32(3)), "and.i32(v1, 2i)"],
  [op("shr", I, i32(32)), "v1"],
  [op("not", op("lt", I, J)), "ge(v1, v2)"],
  [op("not", op("eq", X, SS)), "ne(v0, toF64(v5))"],
  [op("eq", I, I), "true"],
  [op("and", P, bool(true)), "v3"],
  [op("xor", P, bool(true)), "not(v3)"],
  [op("select", P, Q, bool(false)), "and(v3, v4)"],
  [op("select", op("not", P), X, f64(1)), "select(v3, 1, v0)"],
  [op("toBool", op("select", P, f64(1), f64(0))), "v3"],
  [op("toBool", op("toF64", P)), "v3"],
  [op("ne", op("toF64", P), f64(0)), "v3"],
  [op("eq", op("toF64", P), f64(0)), "not(v3)"],
  [op("eq", op("toF64", P), f64(2)), "false"],
  [op("toF32", SS), "v5"],
  [op("toF32", op("add", SS, f64(0.5))), "add.f32(v5, 0.5f)"],
  [op("toF32", op("sqrt", SS)), "sqrt.f32(v5)"],
  [op("toF32", op("select", P, SS, f64(2))), "select.f32(v3, v5, 2f)"],
  [op("add", op("mul", f64(2), f64(3)), X), "add(6, v0)"],
  [op("select", bool(false), X, f64(1)), "1"],
];

test.each(rewrites.map(([node, text]) => [printNode(node), text, node] as const))(
  "%s is %s",
  (_, text, node) => {
    const result = simplified(node);
    expect(printNode(result)).toBe(text);
    const args = fc.tuple(...locals.map((local) => scalarValue(local.type as Scalar)));
    const elements = Uint8Array.of(200, 3);
    fc.assert(
      fc.property(args, (given) => {
        const run = (one: Node) => interpret(of(one), [...given, new Float32Array(3), elements]);
        expect(run(result)).toBe(run(node));
      }),
      { numRuns: 50 },
    );
  },
);

test.each(
  [
    op("add", X, f64(0)),
    op("sub", f64(0), X),
    op("mul", X, f64(0)),
    op("sub", X, X),
    op("div", X, f64(3)),
    op("div", X, f64(5e-324)),
    op("neg", op("sub", X, SS)),
    op("not", op("lt", X, SS)),
    op("eq", X, X),
    op("pow", X, f64(3)),
    op("pow", X, f64(1.5)),
    op("pow", X, f64(-0.5)),
    op("toI32", op("mul", II, JJ)),
    op("toI32", op("floor", X)),
    op("lt", II, f64(2.5)),
    op("toF32", op("add", SS, f64(0.1))),
    op("toF32", op("add", op("mul", SS, SS), SS)),
    op("u32ToF64", I),
    op("asI32", X),
  ].map((node) => [printNode(node), node] as const),
)("%s stays as it is", (text, node) => {
  expect(printNode(simplified(node))).toBe(text);
});

test("a division stays one for JavaScript, where V8 may know that it divides integers", () => {
  const node = op("div", X, f64(2));
  expect(simplify(of(node)).body).toEqual(of(node).body);
});

test("an engine whose powers are computed in another way keeps its calls", () => {
  const [rule] = powerRules((base, exponent) => Math.exp(exponent * Math.log(base))).pow ?? [];
  for (const exponent of [2, -1, 0.5]) {
    const node = op("pow", X, f64(exponent));
    expect(rule?.(node as never, X, f64(exponent), X)).toBeUndefined();
  }
});

test("a rule for powers that this engine keeps holds for all numbers", () => {
  const exponents = [1, 2, -1, 0.5].map((exponent) => [
    op("pow", X, f64(exponent)),
    simplified(op("pow", X, f64(exponent))),
  ]);
  fc.assert(
    fc.property(doubles, (value) => {
      const args = [value, 0, 0, 0, 0, 0, new Float32Array(1), new Uint8Array(1)];
      for (const [before, after] of exponents) {
        expect(interpret(of(after as Node), args)).toBe(interpret(of(before as Node), args));
      }
    }),
  );
});

test("a sum of two floats that is stored as one is computed as one", () => {
  const read = load(floats, I, { checked: true });
  const value = op("mul", op("toF64", read), f64(0.5));
  const store: Stmt = { tag: "store", array: floats, index: I, value, checked: true };
  expect(print(simplify(fnOf([store])))).toContain("a0[v1]? = mul.f32(a0[v1]?, 0.5f)\n");
});

test("conditions that are known choose, and what stands after a jump goes", () => {
  const set = (value: number): Stmt => ({ tag: "set", local: x, value: f64(value) });
  const body: Stmt[] = [
    branch(op("lt", f64(1), f64(2)), [set(1)], [set(2)]),
    { tag: "while", label: 1, cond: bool(false), body: [set(3)], update: [], test: "before" },
    { tag: "for", label: 2, local: i, from: i32(3), limit: i32(3), compare: "lt", step: 1, body: [set(4)] },
    branch(P, [{ tag: "return", value: X }, set(5)], []),
    branch(Q, [], []),
    { tag: "return", value: X },
    set(6),
  ];
  expect(
    print(fold(fnOf(body)))
      .split("\n")
      .slice(1, -1),
  ).toEqual(["v0 = 1", "v1 = 3i", "if v3", "  return v0", "return v0"]);
});

test("folding keeps what random functions mean", () => keepsMeaning("fold", fold));

test("the rules keep what random functions mean", () => keepsMeaning("simplify", simplify));

test("vectors of constants fold, those made of lanes do not", () => {
  const two = constant("f64x2", 2);
  expect(printNode(simplified(op("reduceAdd", op("mul", two, two))))).toBe("reduceAdd(4:f64x2)");
});
