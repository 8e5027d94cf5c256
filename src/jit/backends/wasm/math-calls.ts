/** Functions that a kernel calls: which those are, by their names, and what JavaScript functions stand behind them. */
import type { Fn, MathOp, Node } from "../../ir/node";
import { eachNode } from "../../ir/walk";
import { eachNodeOf } from "./layout";

type Function2 = (...args: number[]) => number;

/**
 * By operation. An engine that is handed its own `Math.sin` knows it, and calls its code without the detour through
 * JavaScript.
 */
const called: Readonly<Partial<Record<MathOp | "rem", Function2>>> = {
  cbrt: Math.cbrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  pow: Math.pow,
  atan2: Math.atan2,
  hypot: Math.hypot,
  hypot3: Math.hypot,
  rem: (a, b) => (a as number) % (b as number),
};

/** How many doubles a function takes. */
export function countOf(name: string): number {
  if (name === "hypot3") return 3;
  return ["pow", "atan2", "hypot", "rem"].includes(name) ? 2 : 1;
}

/** Names of the functions that a kernel imports, sorted. */
export function importsOf(fn: Fn): readonly string[] {
  const names = new Set<string>();
  eachNodeOf(fn, (node) => {
    if (node.op in called) names.add(node.op);
  });
  return [...names].sort();
}

/** The functions behind these names, to instantiate a kernel with. */
export function importObject(names: readonly string[]): Record<string, Function2> {
  return Object.fromEntries(names.map((name) => [name, called[name as MathOp] as Function2]));
}

/** Whether computing it in vain costs more than a branch that may be guessed wrong. */
export function isCostly(node: Node): boolean {
  let costly = false;
  eachNode([node], ({ op }) => {
    costly ||= op in called;
  });
  return costly;
}
