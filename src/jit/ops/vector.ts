/**
 * Operations of whole vectors: `evaluate` gets all lanes of the one argument. `splat` and `iota` make a vector, and
 * what it gets is the scalar and the number of the lane that is asked for.
 */
import type { VectorOp } from "../ir/node";
import type { Scalar } from "../ir/types";
import { arithmetic } from "./arithmetic";
import type { Op } from "./op";

/** In the order of the lanes; backends may take another one, as the operation says. */
function reduce(combine: (a: number, b: number, scalar: Scalar) => number): Op {
  return { evaluate: (lanes, scalar) => lanes.reduce((a, b) => combine(a, b, scalar)) };
}

export const vectors: Readonly<Record<VectorOp, Op>> = {
  splat: { evaluate: ([value]) => value as number },
  iota: { evaluate: ([first, lane]) => ((first as number) + (lane as number)) | 0 },
  any: { evaluate: (lanes) => (lanes.includes(1) ? 1 : 0) },
  all: { evaluate: (lanes) => (lanes.includes(0) ? 0 : 1) },
  reduceAdd: reduce((a, b, scalar) => arithmetic.add.evaluate([a, b], scalar)),
  reduceMin: reduce((a, b) => Math.min(a, b)),
  reduceMax: reduce((a, b) => Math.max(a, b)),
};
