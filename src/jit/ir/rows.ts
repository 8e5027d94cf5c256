/**
 * Where a function goes into an array of arrays. Such an array is one flat array in the IR, row after row, so an index
 * that is too large would read another row, where JavaScript throws or gives undefined: each index has to be inside.
 */
import type { Local, Node } from "./node";
import type { Refusal } from "./refusal";

/** Indices into an array of arrays, outermost first, beside the sizes that they must stay below. */
export interface RowUse {
  readonly indices: readonly Node[];
  /** At least as many. */
  readonly sizes: readonly Local[];
  /** What to say if it cannot be proven that they do. */
  readonly refuse: () => Refusal;
}

/**
 * By the node that stands for the use in the function: the read of the last size that it needs, which stands nowhere
 * else.
 */
export type RowUses = ReadonlyMap<Node, RowUse>;
