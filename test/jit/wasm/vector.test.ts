import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import type { Fn } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { arrayClasses } from "../../../src/jit/memory/views";
import { doubles } from "../ops/values";
import { type Argument, runWasm } from "./run";
import { elems, size, vectorFunctions } from "./vectors";

const inputs = fc.tuple(
  fc.tuple(doubles, fc.nat({ max: 1 }), fc.boolean(), doubles.map(Math.fround)),
  fc.array(doubles, { minLength: size, maxLength: size }),
);

function argumentsOf([scalars, numbers]: readonly [
  readonly (number | boolean)[],
  readonly number[],
]): Argument[] {
  return [
    ...scalars,
    ...elems.map((elem) => arrayClasses[elem].from(numbers.map((n) => (elem === "f64" ? n : n * 9)))),
  ];
}

function expectSame(fn: Fn, expected: Argument[], actual: Argument[]): void {
  const value = interpret(fn, expected);
  const { status, result } = runWasm(fn, actual);
  if (status !== 0 || !Object.is(result, Number(value))) {
    throw new Error(`${print(fn)}\nexpected ${value}, got ${result}, status ${status}`);
  }
  expect(actual).toEqual(expected);
}

test("vector functions give what the interpreter gives, bit for bit, and write what it writes", () => {
  fc.assert(
    fc.property(vectorFunctions, inputs, (fn, args) => {
      expectSame(fn, argumentsOf(args), argumentsOf(args));
    }),
    { numRuns: 120 },
  );
});
