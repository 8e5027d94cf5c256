/** Each operation: its JavaScript gives what its meaning gives, for every type it takes. */
import fc from "fast-check";
import type { OpName } from "../../../src/jit/ir/node";
import type { Scalar, Type } from "../../../src/jit/ir/types";
import { opNames, resultType } from "../../../src/jit/ir/typing";
import { at, type Code, infix, level, literal, prefix } from "../../../src/jit/ops/op";
import { operandScalar, ops } from "../../../src/jit/ops/table";
import { scalarValue } from "./values";

const scalars: readonly Scalar[] = ["f64", "f32", "i32", "bool"];

/** Every way to apply an operation to scalars. */
function forms(op: OpName): Type[][] {
  if (op === "splat" || op === "iota") return [];
  const one = scalars.map((a) => [a]);
  const two = scalars.map((a) => [a, a]);
  const three = scalars.flatMap((a) => [[a, a, a], ["bool", a, a] as Scalar[]]);
  return [...one, ...two, ...three].filter((args) => resultType(op, args) !== undefined);
}

const cases = opNames.flatMap((op) => forms(op).map((types) => [op, types] as const));

test("every operation that takes scalars is tried", () => {
  const tried = new Set(cases.map(([op]) => op));
  expect(opNames.filter((op) => !tried.has(op))).toEqual([
    "any",
    "all",
    "reduceAdd",
    "reduceMin",
    "reduceMax",
    "splat",
    "iota",
  ]);
  expect(Object.keys(ops).sort()).toEqual([...opNames].sort());
});

test.each(cases)("%s of %j: the JavaScript means the same", (op, types) => {
  const names = types.map((_, i) => ({ text: `a + b${i}`, level: level.sum }));
  const args = types.map((type) => ({ op: "const", type, value: 0 }) as const);
  const scalar = operandScalar({ op, type: "f64", args });
  const code = ops[op].js?.(names, scalar) as Code;
  const body = code.text.replace(/a \+ (b\d)/g, "$1");
  const run = new Function("b0", "b1", "b2", `return ${body};`);
  const result = resultType(op as "add", types);
  const values = fc.tuple(...types.map((type) => scalarValue(type as Scalar)));
  fc.assert(
    fc.property(values, (given) => {
      const inputs = op === "asI32" ? given.map((value) => value | 0) : given;
      const meaning = ops[op].evaluate(inputs, scalar);
      const got: unknown = run(...inputs.map((value, i) => (types[i] === "bool" ? value === 1 : value)));
      expect(got).toBe(result === "bool" ? meaning === 1 : meaning);
    }),
    { numRuns: 60 },
  );
});

test("whole vectors: any, all and the reductions see all lanes", () => {
  expect(ops.any.evaluate([0, 0, 1, 0], "bool")).toBe(1);
  expect(ops.any.evaluate([0, 0], "bool")).toBe(0);
  expect(ops.all.evaluate([1, 0], "bool")).toBe(0);
  expect(ops.all.evaluate([1, 1], "bool")).toBe(1);
  expect(ops.reduceAdd.evaluate([1, 2, 3, 4], "f64")).toBe(10);
  expect(ops.reduceAdd.evaluate([2 ** 31 - 1, 1], "i32")).toBe(-(2 ** 31));
  expect(ops.reduceAdd.evaluate([2 ** 24, 1], "f32")).toBe(2 ** 24);
  expect(ops.reduceMin.evaluate([1, Number.NaN], "f64")).toBe(Number.NaN);
  expect(ops.reduceMax.evaluate([-0, 0], "f64")).toBe(0);
  expect(ops.iota.evaluate([2 ** 31 - 1, 1], "i32")).toBe(-(2 ** 31));
});

test("an i32 is never -0", () => {
  expect(ops.neg.evaluate([0], "i32")).toBe(0);
  expect(ops.toI32.evaluate([-0], "f64")).toBe(0);
  expect(ops.asI32.evaluate([-0], "f64")).toBe(0);
  expect(() => ops.asI32.evaluate([0.5], "f64")).toThrow("the proof that it is an int32 was wrong");
});

test("parentheses stand where they are needed, and only there", () => {
  const [a, b, c] = ["a", "b", "c"].map((text) => ({ text, level: level.atom })) as [Code, Code, Code];
  const sum = (x: Code, y: Code) => infix("+", level.sum, [x, y]);
  expect(sum(sum(a, b), c).text).toBe("a + b + c");
  expect(sum(a, sum(b, c)).text).toBe("a + (b + c)");
  expect(infix("*", level.product, [sum(a, b), c]).text).toBe("(a + b) * c");
  expect(prefix("-", [literal(-1)]).text).toBe("-(-1)");
  expect(prefix("-", [sum(a, b)]).text).toBe("-(a + b)");
  expect(at(level.sum, sum(a, b))).toBe("a + b");
  expect(sum(a, literal(-0)).text).toBe("a + -0");
});

test("a condition is written without what only makes it a boolean", () => {
  const x = { text: "x", level: level.atom };
  const truthy = ops.toBool.js?.([x], "f64") as Code;
  expect(truthy.text).toBe("!!x");
  expect(ops.select.js?.([truthy, x, x], "f64").text).toBe("x ? x : x");
  expect(ops.not.js?.([truthy], "bool").text).toBe("!x");
});

test("a literal is the same number when it is read back", () => {
  fc.assert(
    fc.property(scalarValue("f64"), (value) => {
      expect(new Function(`return ${literal(value).text}`)()).toBe(value);
    }),
  );
});
