import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, get, i32, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { branch } from "../../../src/jit/ir/walk";
import { runWasm } from "./run";

const xs: ArrayRef = { slot: 0, name: "xs", elem: "f64", origin: "param" };
const ys: ArrayRef = { slot: 1, name: "ys", elem: "i16", origin: "param" };
const [n, i, j, k, at]: Local[] = ["n", "i", "j", "k", "at"].map((name, id) => ({ id, name, type: "i32" }));
const sum = (...nodes: Node[]) => nodes.reduce((a, b) => apply("add", [a, b]));
const times = (a: Node, b: Node) => apply("mul", [a, b]);

/** An index from 100 to 900 or so: sums of counters, of their products with n (1 to 4), of constants of either sign. */
function indices(counters: readonly Local[]): fc.Arbitrary<Node> {
  const counter = fc.constantFrom(...counters).map((local): Node => get(local));
  const term = fc.oneof(
    counter,
    fc.integer({ min: -80, max: 80 }).map((value): Node => i32(value)),
    counter.map((c) => times(c, get(n as Local))),
    fc.tuple(fc.integer({ min: -3, max: 3 }), counter).map(([by, c]) => times(i32(by), c)),
    counter.map((c) => apply("sub", [i32(2), apply("neg", [c])])),
    counter.map((c) => times(sum(c, i32(2)), get(n as Local))),
    counter.map((c) => times(get(n as Local), sum(get(n as Local), c))),
    counter.map((c) => apply("shl", [c, i32(1)])),
  );
  return fc
    .tuple(fc.array(term, { maxLength: 4 }), fc.nat({ max: 30 }))
    .map(([terms, c]) => sum(i32(450 + c), ...terms));
}

const stores = (counters: readonly Local[]): fc.Arbitrary<Stmt[]> =>
  fc
    .tuple(
      fc.constantFrom(xs, ys),
      indices(counters),
      indices(counters),
      indices(counters),
      fc.nat({ max: 2 }),
    )
    .map(([array, to, from, more, form]): Stmt[] => {
      const read = (index: Node) => load(xs, index, { checked: false });
      const value = apply("sub", [apply("add", [read(from), read(sum(from, i32(1)))]), read(more)]);
      const store = (index: Node): Stmt => ({ tag: "store", array, index, value, checked: false });
      if (form === 0) return [store(to)];
      const set: Stmt = { tag: "set", local: at as Local, value: to };
      if (form === 1) return [set, store(get(at as Local)), store(sum(get(at as Local), i32(3)))];
      return [set, branch(apply("lt", [get(at as Local), i32(460)]), [store(get(at as Local))])];
    });

function loop(
  local: Local,
  label: number,
  [from, count, step]: readonly number[],
  body: readonly Stmt[],
): ForStmt {
  const start = i32(from as number);
  const [compare, limit] =
    (step as number) > 0
      ? (["lt", (from as number) + (count as number)] as const)
      : (["gt", (from as number) - (count as number)] as const);
  return { tag: "for", label, local, from: start, compare, limit: i32(limit), step: step as number, body };
}

const ranges = fc.tuple(fc.integer({ min: -3, max: 5 }), fc.nat({ max: 6 }), fc.constantFrom(1, 2, -1, 3));

const functions: fc.Arbitrary<Fn> = fc
  .tuple(
    stores([i as Local]),
    stores([i, j] as Local[]),
    stores([i, j, k] as Local[]),
    ranges,
    ranges,
    ranges,
  )
  .map(([outer, middle, inner, a, b, c]) => ({
    name: "loops",
    params: [
      { tag: "array", array: xs },
      { tag: "array", array: ys },
      { tag: "scalar", local: n as Local },
    ],
    locals: [n, i, j, k, at] as Local[],
    arrays: [xs, ys],
    body: [
      loop(i as Local, 1, a, [
        ...outer,
        loop(j as Local, 2, b, [...middle, loop(k as Local, 3, c, inner)]),
        ...outer,
      ]),
    ],
    result: { tag: "void" },
    undefinedReads: false,
    guards: [],
  }));

test("addresses that move along with counters are those of the interpreter", () => {
  fc.assert(
    fc.property(functions, fc.integer({ min: 1, max: 4 }), (fn, count) => {
      const arrays = () => [
        Float64Array.from({ length: 1000 }, (_, index) => index % 91),
        new Int16Array(1000),
      ];
      const [expected, actual] = [arrays(), arrays()];
      interpret(fn, [...expected, count]);
      runWasm(fn, [...actual, count]);
      if (
        expected.some(
          (array, index) =>
            Buffer.compare(Buffer.from(array.buffer), Buffer.from((actual[index] as Int16Array).buffer)) !==
            0,
        )
      ) {
        throw new Error(print(fn));
      }
    }),
    { numRuns: 200 },
  );
});
