/**
 * About how much work one call of a function is: as `costOf` says, but with each loop counted as often as it will go
 * round, where the arguments tell.
 */
import { constant } from "../ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Stmt } from "../ir/node";
import { bodiesOf, isLoop, NodeMap } from "../ir/walk";
import { ownCost, unknownRounds } from "./costs";
import { localsSet } from "./find";
import { foldNode } from "./fold";

/** Cycles of a round besides what is in it. */
const roundCycles = 4;

/** @param values what the parameters are: numbers, booleans, and of arrays what has their length */
export function cyclesOf({ params, body }: Fn, values: readonly unknown[]): number {
  const work = new Work();
  for (const [i, param] of params.entries()) {
    if (param.tag === "scalar") work.know(param.local, Number(values[i]));
    else work.lengths.set(param.array, (values[i] as ArrayLike<unknown>).length);
  }
  return work.of(body);
}

class Work {
  readonly lengths = new Map<ArrayRef, number>();
  /** What locals hold, as far as that is known. */
  private readonly known = new Map<Local, number>();

  know(local: Local, value: number | undefined): void {
    if (value === undefined) this.known.delete(local);
    else this.known.set(local, value);
  }

  of(list: readonly Stmt[]): number {
    return list.reduce((cycles, stmt) => cycles + this.one(stmt), 0);
  }

  private one(stmt: Stmt): number {
    const own = ownCost(stmt);
    if (stmt.tag === "set") {
      this.know(stmt.local, this.value(stmt.value));
      return own;
    }
    const rounds = stmt.tag === "for" ? this.rounds(stmt) : isLoop(stmt) ? unknownRounds : 1;
    const changed = localsSet(bodiesOf(stmt).flat());
    if (isLoop(stmt)) this.forget(changed);
    if (stmt.tag === "for") this.know(stmt.local, this.middle(stmt, rounds));
    let inside = isLoop(stmt) ? roundCycles : 0;
    for (const body of bodiesOf(stmt)) inside += this.of(body);
    this.forget(changed);
    if (stmt.tag === "for") this.forget([stmt.local]);
    return own + rounds * inside;
  }

  private forget(locals: Iterable<Local>): void {
    for (const local of locals) this.known.delete(local);
  }

  private rounds({ from, limit, compare, step }: ForStmt): number {
    const first = this.value(from);
    const last = this.value(limit);
    if (first === undefined || last === undefined) return unknownRounds;
    const span = (last - first) / step;
    const rounds = compare === "le" || compare === "ge" ? Math.floor(span) + 1 : Math.ceil(span);
    return Number.isFinite(rounds) ? Math.max(0, rounds) : unknownRounds;
  }

  /** What a counter is on the average, for loops within that begin or end at it. */
  private middle({ from, step }: ForStmt, rounds: number): number | undefined {
    const first = this.value(from);
    return first === undefined ? undefined : first + step * Math.trunc(rounds / 2);
  }

  private value(node: Node): number | undefined {
    const seen = new NodeMap((one) => this.constant(one) ?? foldNode(one) ?? one);
    const found = seen.of(node);
    return found.op === "const" ? found.value : undefined;
  }

  private constant(node: Node): Node | undefined {
    const value =
      node.op === "get"
        ? this.known.get(node.local)
        : node.op === "length"
          ? this.lengths.get(node.array)
          : undefined;
    return value === undefined ? undefined : constant(node.type, value);
  }
}
