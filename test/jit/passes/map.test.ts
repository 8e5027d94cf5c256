/** The loop of a map: it gives what calls of the function give, one for each element. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, f64, get, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import type { Signature } from "../../../src/jit/ir/signature";
import type { Elem } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { branch, eachStmt } from "../../../src/jit/ir/walk";
import { mapOver } from "../../../src/jit/passes/map";
import { freshArgs, randomFns } from "../ir/random";
import { doubles } from "../ops/values";

const x: Local = { id: 0, name: "x", type: "f64" };
const k: Local = { id: 1, name: "k", type: "f64" };

function fnOf(body: readonly Stmt[], parts: Partial<Fn> = {}): Fn {
  return {
    name: "f",
    params: [
      { tag: "scalar", local: x },
      { tag: "scalar", local: k },
    ],
    locals: [x, k],
    arrays: [],
    body,
    result: { tag: "value", type: "f64" },
    undefinedReads: false,
    guards: [],
    ...parts,
  };
}

function signature(elem: Elem, out: Elem = "f64"): Signature {
  return {
    args: [{ tag: "array", elem, plain: false }, { tag: "number" }],
    map: { mapped: [true, false], out },
  };
}

const product = apply("mul", [get(x), get(k)]);

test("a single return becomes the store", () => {
  expect(
    print(verify(mapOver(fnOf([{ tag: "return", value: product }]), signature("i16")), "map")),
  ).toBe(`fn f(v2: i32 start, v3: i32 end, a0: i16[] x, v1: f64 k, a1: f64[] out) → void
v0: f64 x; v4: i32 i
for v4 = v2 while v4 lt v3 step 1 #1 independent
  v0 = toF64(a0[v4])
  a1[v4] = mul(v0, v1)
`);
});

test("an early return leaves the block of its element; a parameter that is changed starts anew for each", () => {
  const body: Stmt[] = [
    { tag: "set", local: k, value: apply("add", [get(k), f64(1)]) },
    branch(apply("lt", [get(x), f64(0)]), [{ tag: "return", value: f64(-1) }]),
    { tag: "return", value: product },
  ];
  const mapped = verify(mapOver(fnOf(body), signature("f64")), "map");
  expect(print(mapped)).toBe(`fn f(v2: i32 start, v3: i32 end, a0: f64[] x, v1: f64 k, a1: f64[] out) → void
v0: f64 x; v4: i32 i; v5: f64 k; v6: f64 result
for v4 = v2 while v4 lt v3 step 1 #2 independent
  v0 = a0[v4]
  v5 = v1
  block #1
    v5 = add(v5, 1)
    if lt(v0, 0)
      v6 = -1
      break #1
    v6 = mul(v0, v5)
    break #1
  a1[v4] = v6
`);
  const out = new Float64Array(4);
  interpret(mapped, [1, 4, Float64Array.of(1, 2, -3, 4), 10, out]);
  expect([...out]).toEqual([0, 22, -1, 44]);
});

test("what calls could see of each other is refused", () => {
  const shared: ArrayRef = { slot: 0, name: "shared", elem: "f64", origin: "param" };
  const made: ArrayRef = { ...shared, name: "made", origin: "alloc", length: f64(3) };
  const store: Stmt = { tag: "store", array: shared, index: f64(0), value: get(x), checked: true, at: 7 };
  const back: Stmt = { tag: "return", value: f64(1) };
  expect(() => mapOver(fnOf([store, back], { arrays: [shared] }), signature("f64"))).toThrow(
    expect.objectContaining({
      code: "map-effects",
      reason: "each call writes to shared",
      span: { start: 7, end: 8 },
    }),
  );
  expect(() => mapOver(fnOf([back], { arrays: [made] }), signature("f64"))).toThrow("makes an array");
  expect(() => mapOver(fnOf([], { result: { tag: "void" } }), signature("f64"))).toThrow(
    "no call gives a value",
  );
  const array: Fn["result"] = { tag: "array", array: shared };
  expect(() => mapOver(fnOf([], { arrays: [shared], result: array }), signature("f64"))).toThrow(
    "gives an array",
  );
});

test("arrays that are not mapped are read as they are", () => {
  const table: ArrayRef = { slot: 0, name: "table", elem: "f64", origin: "param" };
  const read = load(table, get(x), { checked: true });
  const value = apply("add", [read, apply("toF64", [length(table)])]);
  const fn = fnOf([{ tag: "return", value }], {
    arrays: [table],
    params: [
      { tag: "scalar", local: x },
      { tag: "array", array: table },
    ],
    locals: [x],
  });
  const out = new Int8Array(3);
  interpret(verify(mapOver(fn, signature("u8", "i8")), "map"), [
    0,
    3,
    Uint8Array.of(1, 0, 5),
    Float64Array.of(7, 9),
    out,
  ]);
  expect([...out]).toEqual([11, 9, 0]);
});

test("random functions without stores: each element is what a call gives", () => {
  const values = fc.array(doubles, { minLength: 1, maxLength: 4 });
  const map = { mapped: [true], out: "f64" } as const;
  const args = [{ tag: "array", elem: "f64", plain: false }] as const;
  fc.assert(
    fc.property(randomFns, values, ({ fn, args: others }, elements) => {
      let writes = false;
      eachStmt(fn.body, ({ tag }) => {
        writes ||= tag === "store";
      });
      fc.pre(!writes);
      const mapped = verify(mapOver(fn, { args, map }), "map");
      const rest = freshArgs(fn, others).slice(1);
      const out = new Float64Array(elements.length);
      interpret(mapped, [0, elements.length, Float64Array.from(elements), ...rest, out], {
        stepsMax: 100_000,
      });
      const called = elements.map((element) =>
        Number(interpret(fn, [element, ...rest], { stepsMax: 100_000 })),
      );
      expect([...out]).toEqual(called);
    }),
    { numRuns: 60 },
  );
});
