/**
 * `Math` on vectors: writes the instructions of one function into a kernel.
 *
 *   emitMath ── the formula (exact-*.ts, …) over Lanes ── formula.ts ── FunctionBuilder
 *
 * `exact` forms give the bits that V8's `Math` gives (Node 20 to 26); another engine is found out by the self-test.
 */
import { assert } from "../../../../assert";
import type { FunctionBuilder } from "../encode";
import { exactFunctions } from "./exact";
import { abs, ceil, floor, max, min, sign, sqrt, trunc } from "./exact-rounding";
import * as fast from "./fast";
import { Formula } from "./formula";
import { Lanes } from "./lanes";
import type { LaneFunction } from "./result";
import * as single from "./single";

/**
 * `exact`: V8's own bits. `fast`: at most 2 ulp from the true value. `fused`: the same with fused multiply-add, an
 * instruction of relaxed SIMD that Node 20 lacks. `f32`: on four floats, at most 2 ulp (of a float).
 */
export type MathMode = "exact" | "fast" | "fused" | "f32";

type Functions = Readonly<Record<string, LaneFunction | undefined>>;

const fastFunctions: Functions = Object.freeze({ ...exactFunctions, ...fast });
const floatFunctions: Functions = Object.freeze({
  ...single,
  ...{ abs, ceil, floor, trunc, sign, sqrt, min, max },
} as Record<string, LaneFunction>);

const functions: Readonly<Record<MathMode, Functions>> = Object.freeze({
  exact: exactFunctions,
  fast: fastFunctions,
  fused: fastFunctions,
  f32: floatFunctions,
});

export interface EmittedMath {
  /** A v128 local; the caller releases it. */
  readonly value: number;
  /** A v128 local, a mask of lanes whose value is not right; absent where there can be none. */
  readonly rare?: number | undefined;
}

/** Whether there is a vector form of this `Math` function (`hypot3`: hypot of three). */
export function canEmitMath(name: string, mode: MathMode): boolean {
  return Object.hasOwn(functions[mode], name);
}

/** The function as a graph, to be emitted any number of times. */
export function formulaOf(name: string, mode: MathMode): Formula {
  const lanes = canEmitMath(name, mode) ? functions[mode][name] : undefined;
  assert(lanes !== undefined, `no vector form of Math.${name}`);
  const m = new Lanes(mode === "f32" ? "f32x4" : "f64x2", mode === "fused");
  const args = Array.from({ length: arityOf(name) }, (_, index) => m.argument(index));
  const { value, rare } = lanes(m, ...args);
  return new Formula(m, rare === undefined ? [value] : [value, rare]);
}

/** How many arguments. */
export function arityOf(name: string): number {
  if (name === "hypot3") return 3;
  return ["atan2", "hypot", "min", "max"].includes(name) ? 2 : 1;
}

/** Emits a function of the v128 locals `args`, which keep their values. */
export function emitFormula(f: FunctionBuilder, formula: Formula, args: readonly number[]): EmittedMath {
  const [value, rare] = formula.emit(f, args);
  return { value: value as number, rare };
}

export function emitMath(
  f: FunctionBuilder,
  name: string,
  args: readonly number[],
  mode: MathMode,
): EmittedMath {
  return emitFormula(f, formulaOf(name, mode), args);
}
