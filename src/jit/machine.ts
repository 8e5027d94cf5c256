/** What the WebAssembly tiers of one `Jit` share; made when the first of them is. */

import { Lazy } from "../lazy";
import { Team } from "./backends/threads/team";
import type { ThreadHost } from "./backends/threads/thread-host";
import type { VectorMath } from "./backends/wasm/vector-math";
import { Bench } from "./bench";
import type { Arena } from "./memory/arena";

/** How exact vectorised functions are: as `Math`, or within 2 units in the last place. */
export type MathMode = "exact" | "fast";

const loadDoubles = new Lazy(
  () =>
    require("./backends/wasm/simd-math/simd-math") as typeof import("./backends/wasm/simd-math/simd-math"),
);
const loadSingles = new Lazy(
  () => require("./backends/wasm/single-math") as typeof import("./backends/wasm/single-math"),
);

/** The exact functions: their formulas, a third of all that compiles, are loaded for the first kernel that has one. */
function exactMath(): VectorMath {
  const math = new Lazy(() => new loadDoubles.module.SimdMath("exact"));
  return {
    mode: "exact",
    // It is asked for each operation: additions have no formula.
    has: (name) => (name in Math || name === "hypot3") && math.module.has(name),
    emit: (f, name, args) => math.module.emit(f, name, args),
  };
}

export class Machine {
  readonly bench: Bench;
  private readonly maths = new Map<MathMode, VectorMath>();

  private readonly lazySingles = new Lazy(() => new loadSingles.module.SingleMath());
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
  math(mode: MathMode): VectorMath {
    let math = this.maths.get(mode);
    if (math === undefined) {
      math = mode === "exact" ? exactMath() : new loadDoubles.module.SimdMath(mode);
      this.maths.set(mode, math);
    }
    return math;
  }

  /** The same on four floats. */
  get singles(): VectorMath {
    return this.lazySingles.module;
  }

  async dispose(): Promise<void> {
    this.bench.release();
    const { crew } = this;
    // At once: whoever comes while the threads end gets others, which the next call of this ends.
    this.crew = undefined;
    await crew?.dispose();
  }
}
