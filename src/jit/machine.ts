/** What the WebAssembly tiers of one `Jit` share; made when the first of them is. */

import { Team } from "./backends/threads/team";
import type { ThreadHost } from "./backends/threads/thread-host";
import { SimdMath } from "./backends/wasm/simd-math/simd-math";
import { SingleMath } from "./backends/wasm/single-math";
import { Bench } from "./bench";
import type { Arena } from "./memory/arena";

/** How exact vectorised functions are: as `Math`, or within 2 units in the last place. */
export type MathMode = "exact" | "fast";

export class Machine {
  readonly bench: Bench;
  private readonly maths = new Map<MathMode, SimdMath>();

  /** The same on four floats. */
  readonly singles = new SingleMath();
  private crew: Team | undefined;

  constructor(
    readonly arena: Arena,
    private readonly host: ThreadHost,
  ) {
    this.bench = new Bench(arena);
  }

  /** Threads on the arena's memory. */
  get team(): Team {
    this.crew ??= new Team({ memory: this.arena.memory, host: this.host });
    return this.crew;
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

  async dispose(): Promise<void> {
    this.bench.release();
    const { crew } = this;
    // At once: whoever comes while the threads end gets others, which the next call of this ends.
    this.crew = undefined;
    await crew?.dispose();
  }
}
