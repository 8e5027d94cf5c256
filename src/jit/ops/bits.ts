/** Bit operations on int32, and logic on bool. Operands have no effects, so `&&` may or may not evaluate its second. */
import type { BitOp } from "../ir/node";
import { type Code, condition, infix, int32, level, type Op, prefix } from "./op";

type Pair = readonly [number, number];

/** On 0 and 1 the bit operation is the logical one, but for `not`. */
function both(
  name: "and" | "or" | "xor",
  [operator, binds]: [string, number],
  logic: [string, number],
  meaning: (...pair: Pair) => number,
): Op {
  return {
    wasm: { scalar: { i32: `i32.${name}`, bool: `i32.${name}` }, vector: { i32: `v128.${name}` } },
    evaluate: (args: readonly number[]) => meaning(...(args as Pair)),
    js: (args: readonly Code[], scalar: string) =>
      scalar === "bool" ? infix(...logic, args) : infix(operator, binds, args),
  };
}

/** Of a register all lanes are shifted by one count: see backends/wasm/vector.ts. */
function shift(operator: string, instruction: string, meaning: (...pair: Pair) => number): Op {
  return {
    wasm: { scalar: { i32: instruction } },
    evaluate: (args) => meaning(...(args as Pair)),
    js: (args) => infix(operator, level.shift, args),
  };
}

export const bits: Readonly<Record<BitOp, Op>> = {
  and: both("and", ["&", level.bitAnd], ["&&", level.and], (a, b) => a & b),
  or: both("or", ["|", level.bitOr], ["||", level.or], (a, b) => a | b),
  xor: both("xor", ["^", level.bitXor], ["!==", level.equality], (a, b) => a ^ b),
  not: {
    evaluate: ([a], scalar) => (scalar === "bool" ? 1 - (a as number) : ~(a as number)),
    js: (args, scalar) => (scalar === "bool" ? prefix("!", args.map(condition)) : prefix("~", args)),
    wasm: { scalar: { bool: "i32.eqz" }, vector: { i32: "v128.not" } },
  },
  shl: shift("<<", "i32.shl", (a, b) => a << b),
  shr: shift(">>", "i32.shr_s", (a, b) => a >> b),
  shru: {
    evaluate: (args) => ((args[0] as number) >>> (args[1] as number)) | 0,
    js: (args) => int32(infix(">>>", level.shift, args)),
    wasm: { scalar: { i32: "i32.shr_u" } },
  },
};
