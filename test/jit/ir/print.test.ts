/** The text of a function. */
import { apply, bool, f64, get, i32, length, load, splat } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { branch } from "../../../src/jit/ir/walk";

const k: Local = { id: 0, name: "k", type: "f64" };
const i: Local = { id: 1, name: "i", type: "i32" };
const t: Local = { id: 2, name: "t", type: "f64x2" };
const from: ArrayRef = { slot: 0, name: "from", elem: "f64", origin: "param" };
const made: ArrayRef = { slot: 1, name: "made", elem: "f32", origin: "alloc", length: get(k) };

const read = load(from, get(i), { checked: true });
const square = apply("mul", [read, read]);
const pair = load(from, i32(0), { checked: false, lanes: 2 });
const mask = apply("lt", [get(t), splat(f64(-0), 2)]);

const body: Stmt[] = [
  {
    tag: "for",
    label: 1,
    local: i,
    from: i32(0),
    compare: "lt",
    limit: length(from),
    step: 1,
    independent: true,
    body: [
      { tag: "store", array: made, index: get(i), value: square, checked: true },
      branch(apply("lt", [square, get(k)]), [{ tag: "continue", label: 1 }], [{ tag: "break", label: 1 }]),
    ],
  },
  { tag: "set", local: t, value: pair },
  { tag: "store", array: from, index: i32(0), value: get(t), checked: false, mask },
  {
    tag: "while",
    label: 2,
    cond: bool(true),
    body: [{ tag: "block", label: 3, body: [{ tag: "return" }] }],
    update: [{ tag: "set", local: k, value: apply("toF64", [apply("add", [get(i), i32(2)])]) }],
    test: "after",
  },
];

const fn: Fn = {
  name: "example",
  params: [
    { tag: "scalar", local: k },
    { tag: "array", array: from },
  ],
  locals: [k, i, t],
  arrays: [from, made],
  body,
  result: { tag: "array", array: made },
  undefinedReads: false,
  guards: [apply("le", [get(k), f64(10)])],
};

test("a function prints whole: its head, guards, arrays and statements; what is shared is named first", () => {
  expect(print(fn)).toBe(`fn example(v0: f64 k, a0: f64[] from) → a1
v1: i32 i; v2: f64x2 t
guard le(v0, 10)
a1: f32[] made = alloc(v0)
for v1 = 0i while v1 lt len(a0) step 1 #1 independent
  %1 = a0[v1]?
  a1[v1]? = mul(%1, %1)
  %2 = a0[v1]?
  if lt(mul(%2, %2), v0)
    continue #1
  else
    break #1
v2 = a0[0i]:f64x2
a0[0i]:f64x2 = v2 where lt.boolx2(v2, -0:f64x2)
do #2
  block #3
    return
update
  v0 = toF64(add.i32(v1, 2i))
while true
`);
});
