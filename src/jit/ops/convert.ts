/** Conversions between the scalar types. */
import { assert } from "../../assert";
import type { ConvertOp } from "../ir/node";
import { at, atom, type Code, call, condition, infix, int32, level, type Op, prefix } from "./op";

/** `true` → 1. */
function zeroOrOne([a]: readonly Code[]): Code {
  return { text: `${at(level.choice + 1, condition(a as Code))} ? 1 : 0`, level: level.choice };
}

export const conversions: Readonly<Record<ConvertOp, Op>> = {
  toF64: {
    evaluate: ([a]) => a as number,
    js: (args, scalar) => (scalar === "bool" ? zeroOrOne(args) : (args[0] as Code)),
    wasm: { scalar: { i32: "f64.convert_i32_s", f32: "f64.promote_f32", bool: "f64.convert_i32_u" } },
  },
  u32ToF64: {
    evaluate: ([a]) => (a as number) >>> 0,
    js: (args) => infix(">>>", level.shift, [args[0] as Code, atom("0")]),
    wasm: { scalar: { i32: "f64.convert_i32_u" } },
  },
  toI32: {
    evaluate: ([a]) => (a as number) | 0,
    js: (args, scalar) => (scalar === "bool" ? zeroOrOne(args) : int32(args[0] as Code)),
  },
  asI32: {
    evaluate: ([a]) => {
      const value = (a as number) | 0;
      assert(value === a, `asI32(${a}): the proof that it is an int32 was wrong`);
      return value;
    },
    js: (args) => int32(args[0] as Code),
    wasm: { scalar: { f64: "i32.trunc_sat_f64_s", f32: "i32.trunc_sat_f32_s" } },
  },
  toF32: {
    evaluate: ([a]) => Math.fround(a as number),
    js: (args) => call("Math.fround", args),
    wasm: { scalar: { f64: "f32.demote_f64", i32: "f32.convert_i32_s" } },
  },
  toBool: {
    evaluate: ([a]) => (a ? 1 : 0),
    js: (args) => prefix("!!", args),
  },
};
