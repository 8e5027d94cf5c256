/** The passes, in order, that WebAssembly gets: on one thread, and on several. */
import type { Fn } from "./ir/node";
import type { Settings } from "./offload-options";
import { narrow } from "./passes/narrow";
import { cutAtLoops, mapPieces, type Piece } from "./passes/parallel";
import { finish, prepare } from "./passes/pipeline";
import { type VectorizeNote, vectorize } from "./passes/vectorize";

/** A function as WebAssembly runs it. */
export interface Stage {
  readonly fn: Fn;
  /** What became of its loops. */
  readonly notes: readonly VectorizeNote[];
}

/** A function as several threads run it, piece by piece (passes/parallel.ts). */
export interface SharedStage {
  /** All of it, before it was cut. */
  readonly fn: Fn;
  readonly pieces: readonly Piece<Stage>[];
  readonly stateLength: number;
}

/** For WebAssembly: whole numbers where they are proven, checks gone where they are, loops in lanes. */
export function inLanes(fn: Fn, { reassociate, deadlineMs }: Settings): Stage {
  // With a deadline no other tier may take a call whose guards do not hold: there are none.
  const narrowed = narrow(prepare(fn), { guards: deadlineMs === undefined });
  const { fn: vectorized, notes } = vectorize(narrowed, { reassociate });
  return { fn: finish(vectorized, "wasm"), notes };
}

/**
 * For several threads.
 *
 * @throws Refusal when no loop can be shared among them
 */
export function forThreads(fn: Fn, { reassociate }: Settings): SharedStage {
  const whole = narrow(prepare(fn));
  const { pieces, disjoint, stateLength } = cutAtLoops(whole, { reassociate });
  const apart = [...disjoint];
  const staged = mapPieces(pieces, (piece): Stage => {
    const { fn: vectorized, notes } = vectorize(piece, { reassociate });
    apart.push(...(vectorized.disjoint ?? []));
    return { fn: finish(vectorized, "wasm"), notes };
  });
  return { fn: { ...whole, disjoint: apart }, pieces: staged, stateLength };
}
