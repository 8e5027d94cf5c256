/** Which loops of a function threads may share: what is needed to do it, or what stands in the way. */
import type { Fn, ForStmt, Node, Stmt, WhileStmt } from "../ir/node";
import { Refusal } from "../ir/refusal";
import { isLoop, jumpsTo } from "../ir/walk";
import { costOf } from "./costs";
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

export interface Sharing {
  readonly shared: Map<Stmt, Shared>;
  /** Loops that the caller goes through, since they hold loops that are shared. */
  readonly around: Set<Stmt>;
}

export interface SharingOptions {
  readonly proofOf?: ((loop: ForStmt) => Proof) | undefined;
  /** Sums of doubles may be added in another order. */
  readonly reassociate?: boolean | undefined;
}

/** Loops that cost less than the costliest one by such a factor stay whole. */
const minor = 4;

/** @throws Refusal when none of its costly loops can be shared */
export function sharingOf(
  fn: Fn,
  liveness: Liveness,
  { proofOf = proofsIn(fn), reassociate = false }: SharingOptions,
): Sharing {
  const sharing: Sharing = { shared: new Map(), around: new Set() };
  /** The reason when none of the list is shared. */
  const find = (list: readonly Stmt[], isOuter: boolean): Refusal | undefined => {
    let refusal: Refusal | undefined;
    let isFound = false;
    for (const loop of costlyIn(list)) {
      const found =
        loop.tag === "for"
          ? sharedLoop(loop, liveness, proofOf(loop), reassociate)
          : { reason: "it does not count" };
      const isShared = !("reason" in found);
      if (isShared) sharing.shared.set(loop, found);
      const isAround = !isShared && isOuter && isInRounds(loop) && find(loop.body, false) === undefined;
      if (isAround) sharing.around.add(loop);
      isFound ||= isShared || isAround;
      if (!isShared) refusal ??= refused(found.reason, loop.at);
    }
    return isFound ? undefined : (refusal ?? refused("it has no loop that is not inside of something else"));
  };
  const refusal = find(fn.body, true);
  if (refusal !== undefined) throw refusal;
  return sharing;
}

/** The loops in the list itself that cost the most. */
function costlyIn(list: readonly Stmt[]): (ForStmt | WhileStmt)[] {
  const loops = list.filter(isLoop);
  const most = Math.max(...loops.map((loop) => costOf([loop])));
  return loops.filter((loop) => minor * costOf([loop]) >= most);
}

/** Whether it is a condition and what is done while that holds. */
function isInRounds(loop: ForStmt | WhileStmt): boolean {
  return (loop.tag === "for" || loop.test === "before") && !jumpsTo(loop.body, loop.label);
}

function refused(reason: string, at?: number | undefined): Refusal {
  const span = at === undefined ? undefined : { start: at, end: at + 1 };
  const fix = "Let each iteration of the outermost loop work on numbers and rows of its own.";
  return new Refusal("one-thread", reason, fix, span);
}

/** The loop as one that may be shared; or why it cannot be. */
function sharedLoop(
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
