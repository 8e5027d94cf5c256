/** What the WebAssembly tiers of one `Jit` share; made when the first of them is. */

import { SimdMath } from "./backends/wasm/simd-math/simd-math";
import { Bench } from "./bench";
import type { Arena } from "./memory/arena";

/** How exact vectorised functions are: as `Math`, or within 2 units in the last place. */
export type MathMode = "exact" | "fast";

export class Machine {
  readonly bench: Bench;
  private readonly maths = new Map<MathMode, SimdMath>();

  constructor(readonly arena: Arena) {
    this.bench = new Bench(arena);
  }

  /** Vectorised `Math`, tested against this engine's own. */
  math(mode: MathMode): SimdMath {
    let math = this.maths.get(mode);
    if (math === undefined) {
      math = new SimdMath(mode);
      this.maths.set(mode, math);
    }
    return math;
  }

  dispose(): void {
    this.bench.release();
  }
}
