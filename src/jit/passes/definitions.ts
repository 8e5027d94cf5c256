/** Locals that hold one expression wherever they are read: set in one place, before and around all that read them. */
import type { Local, Node, Stmt } from "../ir/node";
import { bodiesOf, eachStmt, nodesOf, targetOf } from "../ir/walk";
import { localsRead } from "./find";

/**
 * @returns by local, what it is set to. The expression holds the values of the time of the set; a counter in it is still
 * the same where the local is read, since both stand in the same iteration.
 */
export function definitionsIn(list: readonly Stmt[]): Map<Local, Node> {
  const sets = new Map<Local, number>();
  const reads = new Map<Local, number>();
  eachStmt(list, (stmt) => {
    const target = targetOf(stmt);
    if (target !== undefined) count(sets, target);
    for (const local of localsRead(nodesOf(stmt))) count(reads, local);
  });
  const found = new Map<Local, Node>();
  const visit = (stmts: readonly Stmt[]): void => {
    stmts.forEach((stmt, at) => {
      for (const body of bodiesOf(stmt)) visit(body);
      if (stmt.tag !== "set" || sets.get(stmt.local) !== 1) return;
      const inScope = countReads(stmts.slice(at + 1), stmt.local);
      const stable = [...localsRead([stmt.value])].every(
        (local) => (sets.get(local) ?? 0) === 0 || isCounterAround(list, local, stmt) || found.has(local),
      );
      if (inScope === (reads.get(stmt.local) ?? 0) && stable) found.set(stmt.local, stmt.value);
    });
  };
  visit(list);
  return found;
}

function count(counts: Map<Local, number>, local: Local): void {
  counts.set(local, (counts.get(local) ?? 0) + 1);
}

function countReads(list: readonly Stmt[], local: Local): number {
  let found = 0;
  eachStmt(list, (stmt) => {
    if (localsRead(nodesOf(stmt)).has(local)) found++;
  });
  return found;
}

/** Whether the local is only the counter of one loop, and `inner` stands in it. */
function isCounterAround(list: readonly Stmt[], local: Local, inner: Stmt): boolean {
  let loops = 0;
  let holds = false;
  eachStmt(list, (stmt) => {
    if (targetOf(stmt) !== local) return;
    loops++;
    if (stmt.tag !== "for") return;
    eachStmt(stmt.body, (inside) => {
      if (inside === inner) holds = true;
    });
  });
  return loops === 1 && holds;
}
