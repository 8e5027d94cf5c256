/** A loop that may run in lanes: what stands in the way, or what is needed to do it. */
import type { ForStmt, Node } from "../ir/node";
import { eachStmt, someStmt } from "../ir/walk";
import { dependenceOf, type Pair } from "./dependence";
import { Divergence } from "./divergence";
import { type Exits, exitsOf, setsBeforeExit } from "./exits";
import { eachNodeIn } from "./find";
import { carriedBy, leavesEarly, leftBehind, uncounted } from "./iterations";
import type { Liveness } from "./liveness";
import { type Reduction, reductionOf } from "./reductions";

export class Candidate {
  /** Why the loop stays scalar. */
  readonly reason: string | undefined;
  readonly reductions: readonly Reduction[];
  readonly disjoint: readonly Pair[];
  readonly divergence: Divergence;
  /** The loop without what it does when it is left early: that, and from there on, is done one by one. */
  readonly inner: ForStmt;
  readonly exits: Exits;

  constructor(loop: ForStmt, liveness: Liveness, reassociate: boolean) {
    this.exits = exitsOf(loop);
    const inner = { ...loop, body: this.exits.body };
    this.inner = inner;
    const carried = carriedBy(loop, liveness, inner.body);
    const reductions = carried.map((local) => reductionOf(local, inner, reassociate));
    const dependence = loop.independent ? { disjoint: [] } : dependenceOf(inner);
    this.reductions = reductions.flatMap((found) => ("reason" in found ? [] : [found]));
    this.disjoint = "reason" in dependence ? [] : dependence.disjoint;
    const accumulators = new Set(this.reductions.map(({ local }) => local));
    const leaves =
      leavesEarly(inner) ?? (setsBeforeExit(this.exits, accumulators) ? "it may be left early" : undefined);
    // What divergence assumes, that jumps stay inside, must hold first.
    this.divergence = new Divergence(leaves ? { ...inner, body: [] } : inner, liveness, accumulators);
    this.reason =
      uncounted(loop) ??
      leaves ??
      reductions.flatMap((found) => ("reason" in found ? [found.reason] : []))[0] ??
      leftBehind(liveness.after(loop), inner.body, accumulators) ??
      this.memory() ??
      ("reason" in dependence ? dependence.reason : undefined) ??
      this.gain();
  }

  /** Reads and writes must be of neighbours, and inside. */
  private memory(): string | undefined {
    let reason: string | undefined;
    const access = (array: string, index: Node, checked: boolean, verb: string): void => {
      const shape = this.divergence.shape(index);
      if (shape !== 1) reason ??= `neighbouring iterations do not ${verb} neighbouring elements of ${array}`;
      else if (checked) reason ??= `an index of ${array} is not proven to be inside`;
    };
    eachNodeIn(this.inner.body, (node) => {
      if (node.op === "load" && this.divergence.shape(node.index) !== 0) {
        access(node.array.name, node.index, node.checked, "read");
      }
    });
    eachStmt(this.inner.body, (stmt) => {
      if (stmt.tag === "store") access(stmt.array.name, stmt.index, stmt.checked, "write");
    });
    return reason;
  }

  private gain(): string | undefined {
    const stores = someStmt(this.inner.body, (stmt) => stmt.tag === "store");
    const does = stores || this.reductions.length > 0 || this.exits.stops.size > 0;
    return does ? undefined : "it has no results";
  }
}
