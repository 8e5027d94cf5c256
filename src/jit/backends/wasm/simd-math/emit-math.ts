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
import * as fast from "./fast";
import { Lanes } from "./lanes";
import type { LaneFunction } from "./result";

/**
 * `exact`: V8's own bits. `fast`: at most 2 ulp from the true value. `fused`: the same with fused multiply-add, an
 * instruction of relaxed SIMD that Node 20 lacks.
 */
export type MathMode = "exact" | "fast" | "fused";

const fastFunctions: Readonly<Record<string, LaneFunction | undefined>> = Object.freeze({
  ...exactFunctions,
  ...fast,
});

export interface EmittedMath {
  /** A v128 local; the caller releases it. */
  readonly value: number;
  /** A v128 local, a mask of lanes whose value is not right; absent where there can be none. */
  readonly rare?: number | undefined;
}

/** Whether there is a vector form of this `Math` function (`hypot3`: hypot of three). */
export function canEmitMath(name: string): boolean {
  return Object.hasOwn(exactFunctions, name);
}

/** Emits `name` of the v128 locals `args`, which keep their values. */
export function emitMath(
  f: FunctionBuilder,
  name: string,
  args: readonly number[],
  mode: MathMode,
): EmittedMath {
  const formula = (mode === "exact" ? exactFunctions : fastFunctions)[name];
  assert(formula !== undefined && canEmitMath(name), `no vector form of Math.${name}`);
  const m = new Lanes("f64x2", mode === "fused");
  const { value, rare } = formula(m, ...args.map((arg) => m.local(arg)));
  const [place, rarePlace] = emitLanes(f, m, rare === undefined ? [value] : [value, rare]);
  return { value: place as number, rare: rarePlace };
}
