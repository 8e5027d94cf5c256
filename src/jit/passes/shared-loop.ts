/** A loop whose iterations threads may share: what stands in the way, or what is needed to do it. */
import type { Fn, ForStmt, Node } from "../ir/node";
import { type Apartness, type Dependence, dependenceOf, type Pair, sameArray } from "./dependence";
import { carriedBy, leavesEarly, leftBehind, uncounted } from "./iterations";
import type { Liveness } from "./liveness";
import { type Reduction, reductionOf } from "./reductions";
import { RowFacts, Rows } from "./rows";

/** What proves that indices are apart, under conditions. A test plants a wrong one. */
export interface Proof extends Apartness {
  readonly conditions: readonly Node[];
}

export interface Shared {
  readonly loop: ForStmt;
  readonly disjoint: readonly Pair[];
  readonly conditions: readonly Node[];
  readonly reduction: Reduction | undefined;
}

/** The loop as one that may be shared; or why it cannot be. */
export function sharedLoop(
  loop: ForStmt,
  liveness: Liveness,
  proof: Proof,
  reassociate: boolean,
): Shared | { readonly reason: string } {
  const carried = carriedBy(loop, liveness).map((local) => reductionOf(local, loop, reassociate));
  const reductions = carried.flatMap((found) => ("reason" in found ? [] : [found]));
  const reason =
    uncounted(loop) ??
    leavesEarly(loop) ??
    carried.flatMap((found) => ("reason" in found ? [found.reason] : []))[0] ??
    (reductions.length > 1 ? "it adds up in more than one variable" : undefined) ??
    leftBehind(liveness.after(loop), [loop], new Set(reductions.map(({ local }) => local)));
  if (reason !== undefined) return { reason };
  const dependence: Dependence = dependenceOf(loop, proof);
  if ("reason" in dependence) return dependence;
  return { loop, ...dependence, conditions: proof.conditions, reduction: reductions[0] };
}

/** For loops of a function: elements that the counter counts, and rows. */
export function proofsIn(fn: Fn): (loop: ForStmt) => Proof {
  const facts = new RowFacts(fn);
  return (loop) => {
    const [rows, elements] = [new Rows(loop, facts), sameArray(loop)];
    return {
      // Only int32 indices are what their polynomials say: doubles are rounded.
      apart: (a, b) => a.type === "i32" && b.type === "i32" && (elements.apart(a, b) || rows.apart(a, b)),
      get conditions() {
        return rows.conditions;
      },
    };
  };
}
