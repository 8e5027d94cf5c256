/** The passes, in order: what every tier gets, and what only the vector tiers do. */
import type { Fn } from "./ir/node";
import type { Settings } from "./offload-options";
import { fold } from "./passes/fold";
import { narrow } from "./passes/narrow";
import { simplify } from "./passes/simplify";
import { type VectorizeNote, vectorize } from "./passes/vectorize";

/** A function as WebAssembly runs it. */
export interface Stage {
  readonly fn: Fn;
  readonly notes: readonly VectorizeNote[];
}

/** For all tiers: simpler, and the same bit for bit. */
export function simplified(fn: Fn): Fn {
  return simplify(fold(fn));
}

/** For WebAssembly: whole numbers where they are proven, checks gone where they are, loops in lanes. */
export function inLanes(fn: Fn, { reassociate }: Settings): Stage {
  const { fn: vectorized, notes } = vectorize(narrow(fn), { reassociate });
  return { fn: vectorized, notes };
}
