/** What emission asks of the vectorised `Math` functions (simd-math): the port, and the answer that there are none. */
import type { FunctionBuilder } from "./encode";

export interface VectorMath {
  /** `fused`: products and sums may be rounded once for both (relaxed SIMD), which is not what JavaScript computes. */
  readonly mode?: string;
  /** Whether there is a form of `Math[name]` on two doubles that may be used. */
  has(name: string): boolean;
  /** Writes it. `rare`: a mask of the lanes that must be computed by the function itself instead. */
  emit(
    f: FunctionBuilder,
    name: string,
    args: readonly number[],
  ): { value: number; rare?: number | undefined };
}

/** Every lane calls the function. */
export const noVectorMath: VectorMath = Object.freeze({
  has: () => false,
  emit: (): never => {
    throw new Error("no vectorised functions");
  },
});
