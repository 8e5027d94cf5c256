import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, constant, f64, get, i32, load, splat } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node } from "../../../src/jit/ir/node";
import { doubles } from "../ops/values";
import { runWasm } from "./run";

const [xs, ys, out]: ArrayRef[] = ["xs", "ys", "out"].map((name, slot) => {
  return { slot, name, elem: "f64", origin: "param" };
}) as never;
const flag: Local = { id: 0, name: "flag", type: "bool" };

/** Four lanes of `choose(x, y)`, where x, y are the first four of their arrays. */
function choice(choose: (x: Node, y: Node) => Node): Fn {
  const read = (array: ArrayRef) => load(array, i32(0), { checked: false, lanes: 4 });
  const arrays = [xs, ys, out] as ArrayRef[];
  return {
    name: "choice",
    params: [{ tag: "scalar", local: flag }, ...arrays.map((array) => ({ tag: "array" as const, array }))],
    locals: [flag],
    arrays,
    body: [
      {
        tag: "store",
        array: out as ArrayRef,
        index: i32(0),
        value: choose(read(xs as ArrayRef), read(ys as ArrayRef)),
        checked: false,
      },
    ],
    result: { tag: "void" },
    undefinedReads: false,
    guards: [],
  };
}

const select = (cond: Node, a: Node, b: Node) => apply("select", [cond, a, b]);
const bound = (value: number) => constant("f64x4", value);
const single = (x: Node) => apply("toF32", [x]);
const back = (x: Node) => apply("toF64", [x]);
const steps = [1, -1, 0, -0, 0.1, Number.NaN];
const bounds = [0, -0, 1, -2.5, Number.POSITIVE_INFINITY, Number.NaN];

const forms: readonly ((x: Node, y: Node) => Node)[] = [
  (x, y) => select(apply("lt", [x, y]), x, y),
  (x, y) => select(apply("lt", [x, y]), y, x),
  (x, y) => select(apply("gt", [x, y]), x, y),
  (x, y) => select(apply("gt", [x, y]), y, x),
  (x, y) => back(select(apply("lt", [single(x), single(y)]), single(x), single(y))),
  (x, y) => {
    const [a, b] = [single(x), single(y)];
    return back(select(apply("gt", [a, b]), a, b));
  },
  (x, y) => select(apply("le", [x, y]), x, bound(0)),
  (x, y) => select(apply("ge", [x, y]), bound(0), x),
  (x, y) => select(apply("ge", [x, y]), bound(-0), x),
  (x) => select(get(flag), x, bound(0)),
  (x, y) => select(get(flag), x, y),
  (x, y) => select(get(flag), apply("lt", [x, y]), apply("gt", [x, y])),
  ...steps.flatMap((by) =>
    (["add", "sub"] as const).map(
      (op) => (x: Node, y: Node) => select(apply("lt", [y, bound(1)]), apply(op, [x, bound(by)]), x),
    ),
  ),
  ...bounds.flatMap((at) =>
    (["min", "max"] as const).flatMap((op) => [
      (x: Node) => apply(op, [x, bound(at)]),
      (x: Node) => apply(op, [bound(at), x]),
      (x: Node) => back(apply(op, [single(x), constant("f32x4", at)])),
    ]),
  ),
  (x, y) => apply("rem", [x, y]),
  (x) => apply("rem", [x, splat(f64(360), 4)]),
  (x) => apply("rem", [x, bound(1)]),
];

test("the short forms of choices between vectors have the bits of the long ones", () => {
  const four = fc.array(doubles, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...forms), four, four, fc.boolean(), (form, x, y, isSet) => {
      const call = choice((a, b) => truthAsNumber(form(a, b)));
      const args = () => [isSet, Float64Array.from(x), Float64Array.from(y), new Float64Array(4)] as const;
      const [expected, actual] = [args(), args()];
      interpret(call, [...expected]);
      runWasm(call, [...actual]);
      expect([...actual[3]]).toEqual([...expected[3]]);
    }),
    { numRuns: 600 },
  );
});

function truthAsNumber(node: Node): Node {
  return node.type === "boolx4" ? apply("toF64", [node]) : node;
}
