/**
 * `Math` on vectors: writes the instructions of one function into a kernel.
 *
 *   emitMath ── the formula (exact-*.ts, …) over Lanes ── emit-lanes.ts ── FunctionBuilder
 *
 * `exact` forms give the bits that V8's `Math` gives (Node 20 to 26); another engine is found out by the self-test.
 */
import { assert } from "../../../../assert";
import type { FunctionBuilder } from "../encode";
import { emitLanes } from "./emit-lanes";
import { exactFunctions } from "./exact";
import { abs, ceil, floor, max, min, sign, sqrt, trunc } from "./exact-rounding";
import * as fast from "./fast";
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

/** Emits `name` of the v128 locals `args`, which keep their values. */
export function emitMath(
  f: FunctionBuilder,
  name: string,
  args: readonly number[],
  mode: MathMode,
): EmittedMath {
  const formula = canEmitMath(name, mode) ? functions[mode][name] : undefined;
  assert(formula !== undefined, `no vector form of Math.${name}`);
  const m = new Lanes(mode === "f32" ? "f32x4" : "f64x2", mode === "fused");
  const { value, rare } = formula(m, ...args.map((arg) => m.local(arg)));
  const [place, rarePlace] = emitLanes(f, m, rare === undefined ? [value] : [value, rare]);
  return { value: place as number, rare: rarePlace };
}
