/** Arithmetic: JavaScript's on doubles, each result rounded on f32, wrapping on i32. */
import type { ArithmeticOp } from "../ir/node";
import type { Scalar } from "../ir/types";
import {
  type Code,
  call,
  floatInstructions,
  type Instructions,
  infix,
  instructions,
  int32,
  level,
  type Op,
  prefix,
} from "./op";

type Pair = readonly [number, number];

/** Brings the result of a calculation in doubles back to the type. Never wrong for sums and differences of two. */
function settle(value: number, scalar: Scalar): number {
  if (scalar === "f64") return value;
  return scalar === "f32" ? Math.fround(value) : value | 0;
}

function settled(code: Code, scalar: Scalar): Code {
  if (scalar === "f64") return code;
  return scalar === "f32" ? call("Math.fround", [code]) : int32(code);
}

/** Two doubles into one. Sums, products and quotients of f32 in doubles, rounded once more, are the f32 results. */
function binary(
  operator: string,
  binds: number,
  evaluate: (a: number, b: number) => number,
  wasm?: Instructions,
): Op {
  return {
    wasm,
    evaluate: (args, scalar) => settle(evaluate(...(args as Pair)), scalar),
    js: (args, scalar) => settled(infix(operator, binds, args), scalar),
  };
}

const product = binary("*", level.product, (a, b) => a * b);

export const arithmetic: Readonly<Record<ArithmeticOp, Op>> = {
  add: binary("+", level.sum, (a, b) => a + b, instructions("add")),
  sub: binary("-", level.sum, (a, b) => a - b, instructions("sub")),
  mul: {
    evaluate: (args, scalar) =>
      scalar === "i32" ? Math.imul(...(args as Pair)) : product.evaluate(args, scalar),
    js: (args, scalar) =>
      scalar === "i32" ? call("Math.imul", args) : settled(infix("*", level.product, args), scalar),
    wasm: instructions("mul"),
  },
  div: binary("/", level.product, (a, b) => a / b, floatInstructions("div")),
  rem: binary("%", level.product, (a, b) => a % b),
  neg: {
    evaluate: ([a], scalar) => settle(-(a as number), scalar),
    js: (args, scalar) => settled(prefix("-", args), scalar === "f32" ? "f64" : scalar),
    wasm: { scalar: floatInstructions("neg").scalar, vector: instructions("neg").vector },
  },
};
