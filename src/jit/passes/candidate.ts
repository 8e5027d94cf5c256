/** A loop that may run in lanes: what stands in the way, or what is needed to do it. */
import type { ForStmt, Local, Node, Stmt } from "../ir/node";
import { eachStmt, jumpsTo, someStmt } from "../ir/walk";
import { dependenceOf, type Pair } from "./dependence";
import { Divergence } from "./divergence";
import { type Exits, exitsOf, setsBeforeExit } from "./exits";
import { arraysWritten, eachNodeIn, localsRead, localsSet } from "./find";
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

  constructor(
    private readonly loop: ForStmt,
    private readonly liveness: Liveness,
    reassociate: boolean,
  ) {
    this.exits = exitsOf(loop);
    const inner = { ...loop, body: this.exits.body };
    this.inner = inner;
    const reductions = this.carried().map((local) => reductionOf(local, inner, reassociate));
    const dependence = loop.independent ? { disjoint: [] } : dependenceOf(inner);
    this.reductions = reductions.flatMap((found) => ("reason" in found ? [] : [found]));
    this.disjoint = "reason" in dependence ? [] : dependence.disjoint;
    const accumulators = new Set(this.reductions.map(({ local }) => local));
    const leaves =
      leavesEarly(inner) ?? (setsBeforeExit(this.exits, accumulators) ? "it may be left early" : undefined);
    // What divergence assumes, that jumps stay inside, must hold first.
    this.divergence = new Divergence(leaves ? { ...inner, body: [] } : inner, liveness, accumulators);
    this.reason =
      this.shape() ??
      leaves ??
      reductions.flatMap((found) => ("reason" in found ? [found.reason] : []))[0] ??
      this.leftover(accumulators) ??
      this.memory() ??
      ("reason" in dependence ? dependence.reason : undefined) ??
      this.gain();
  }

  /** Locals whose value one iteration takes from the one before. */
  private carried(): Local[] {
    const start = this.liveness.entry(this.loop.body, this.liveness.test(this.loop));
    return [...localsSet(this.inner.body)].filter((local) => start.has(local));
  }

  private shape(): string | undefined {
    const { local, step, compare, limit, body } = this.loop;
    if (local.type !== "i32") return `its counter ${local.name} is not proven to be an int32`;
    if (step !== 1 || compare !== "lt") return "it does not count up by one";
    const reads = localsRead([limit]);
    const changes = [...localsSet(body)].some((set) => reads.has(set));
    let loads = false;
    eachNodeIn([{ tag: "set", local, value: limit }], (node) => {
      if (node.op === "load") loads = true;
    });
    return changes || (loads && arraysWritten(body).size > 0) ? "its limit may change" : undefined;
  }

  /** What the loop leaves in locals, other than accumulators. */
  private leftover(accumulators: ReadonlySet<Local>): string | undefined {
    const after = this.liveness.after(this.loop);
    const read = [...localsSet(this.inner.body)].find(
      (local) => after.has(local) && !accumulators.has(local),
    );
    return read && `what ${read.name} holds in the last iteration is read after the loop`;
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

function leavesEarly({ body, label }: ForStmt): string | undefined {
  if (jumpsTo(body, label, "break")) return "it may be left early";
  if (someStmt(body, (stmt) => stmt.tag === "return")) return "it may return early";
  return jumpsOut(body, label) ? "it may be left early" : undefined;
}

/** Whether a jump leads to a loop or block around. */
function jumpsOut(body: readonly Stmt[], label: number): boolean {
  const inside = new Set([label]);
  eachStmt(body, (stmt) => {
    if ("label" in stmt && stmt.tag !== "break" && stmt.tag !== "continue") inside.add(stmt.label);
  });
  return someStmt(
    body,
    (stmt) => (stmt.tag === "break" || stmt.tag === "continue") && !inside.has(stmt.label),
  );
}
