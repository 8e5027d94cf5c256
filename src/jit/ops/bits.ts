/** Bit operations on int32, and logic on bool. Operands have no effects, so `&&` may or may not evaluate its second. */
import type { BitOp } from "../ir/node";
import { type Code, condition, infix, int32, level, type Op, prefix } from "./op";

type Pair = readonly [number, number];

/** On 0 and 1 the bit operation is the logical one, but for `not`. */
function both(operator: string, binds: number, logic: [string, number], meaning: (...pair: Pair) => number) {
  return {
    evaluate: (args: readonly number[]) => meaning(...(args as Pair)),
    js: (args: readonly Code[], scalar: string) =>
      scalar === "bool" ? infix(...logic, args) : infix(operator, binds, args),
  };
}

function shift(operator: string, meaning: (...pair: Pair) => number): Op {
  return {
    evaluate: (args) => meaning(...(args as Pair)),
    js: (args) => infix(operator, level.shift, args),
  };
}

export const bits: Readonly<Record<BitOp, Op>> = {
  and: both("&", level.bitAnd, ["&&", level.and], (a, b) => a & b),
  or: both("|", level.bitOr, ["||", level.or], (a, b) => a | b),
  xor: both("^", level.bitXor, ["!==", level.equality], (a, b) => a ^ b),
  not: {
    evaluate: ([a], scalar) => (scalar === "bool" ? 1 - (a as number) : ~(a as number)),
    js: (args, scalar) => (scalar === "bool" ? prefix("!", args.map(condition)) : prefix("~", args)),
  },
  shl: shift("<<", (a, b) => a << b),
  shr: shift(">>", (a, b) => a >> b),
  shru: {
    evaluate: (args) => ((args[0] as number) >>> (args[1] as number)) | 0,
    js: (args) => int32(infix(">>>", level.shift, args)),
  },
};
