/** The passes, in order: what the JavaScript tier gets, and what the vector tiers do. */
import type { Fn } from "./ir/node";
import type { Settings } from "./offload-options";
import { narrow } from "./passes/narrow";
import { finish, optimize, prepare } from "./passes/pipeline";
import { type VectorizeNote, vectorize } from "./passes/vectorize";

/** A function as WebAssembly runs it. */
export interface Stage {
  readonly fn: Fn;
  /** What became of its loops. */
  readonly notes: readonly VectorizeNote[];
}

/** For JavaScript: simpler, and the same bit for bit. */
export function forScript(fn: Fn): Fn {
  return optimize(fn, "js");
}

/** For WebAssembly: whole numbers where they are proven, checks gone where they are, loops in lanes. */
export function inLanes(fn: Fn, { reassociate, deadlineMs }: Settings): Stage {
  // With a deadline no other tier may take a call whose guards do not hold: there are none.
  const narrowed = narrow(prepare(fn), { guards: deadlineMs === undefined });
  const { fn: vectorized, notes } = vectorize(narrowed, { reassociate });
  return { fn: finish(vectorized, "wasm"), notes };
}
