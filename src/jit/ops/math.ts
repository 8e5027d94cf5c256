/** `Math.*`: the engine's own functions are their meaning. */
import type { MathOp } from "../ir/node";
import { call, floatInstructions, type Instructions, instructions, type Op } from "./op";

/** Those on f32 (`sqrt abs ceil floor trunc min max sign`): only `sqrt` has something to round. */
function math(
  name: Exclude<MathOp, "hypot3">,
  meaning: (...args: number[]) => number,
  wasm?: Instructions,
): Op {
  return {
    wasm,
    evaluate: (args, scalar) => (scalar === "f32" ? Math.fround(meaning(...args)) : meaning(...args)),
    js: (args, scalar) => {
      const value = call(`Math.${name}`, args);
      return scalar === "f32" && name === "sqrt" ? call("Math.fround", [value]) : value;
    },
  };
}

export const mathematics: Readonly<Record<MathOp, Op>> = {
  abs: math("abs", Math.abs, floatInstructions("abs")),
  ceil: math("ceil", Math.ceil, floatInstructions("ceil")),
  floor: math("floor", Math.floor, floatInstructions("floor")),
  trunc: math("trunc", Math.trunc, floatInstructions("trunc")),
  round: math("round", Math.round),
  sign: math("sign", Math.sign),
  sqrt: math("sqrt", Math.sqrt, floatInstructions("sqrt")),
  cbrt: math("cbrt", Math.cbrt),
  exp: math("exp", Math.exp),
  expm1: math("expm1", Math.expm1),
  log: math("log", Math.log),
  log1p: math("log1p", Math.log1p),
  log2: math("log2", Math.log2),
  log10: math("log10", Math.log10),
  sin: math("sin", Math.sin),
  cos: math("cos", Math.cos),
  tan: math("tan", Math.tan),
  asin: math("asin", Math.asin),
  acos: math("acos", Math.acos),
  atan: math("atan", Math.atan),
  sinh: math("sinh", Math.sinh),
  cosh: math("cosh", Math.cosh),
  tanh: math("tanh", Math.tanh),
  asinh: math("asinh", Math.asinh),
  acosh: math("acosh", Math.acosh),
  atanh: math("atanh", Math.atanh),
  min: math("min", Math.min, { scalar: floatInstructions("min").scalar }),
  max: math("max", Math.max, { scalar: floatInstructions("max").scalar }),
  pow: math("pow", Math.pow),
  atan2: math("atan2", Math.atan2),
  hypot: math("hypot", Math.hypot),
  hypot3: { evaluate: (args) => Math.hypot(...args), js: (args) => call("Math.hypot", args) },
  clz32: math("clz32", Math.clz32, { scalar: { i32: "i32.clz" } }),
  imul: math("imul", Math.imul, instructions("mul", ["i32"])),
};
