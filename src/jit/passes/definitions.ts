/** Locals that hold one expression wherever they are read: set in one place, before and around all that read them. */
import type { Local, Node, Stmt } from "../ir/node";
import { bodiesOf, eachStmt, nodesOf, targetOf } from "../ir/walk";
import { localsRead } from "./find";

/**
 * @param which `values`: the expression tells what values the local takes. `terms`: moreover it still has the same
 * value where the local is read, so that it may stand in its place.
 */
export function definitionsIn(list: readonly Stmt[], which: "values" | "terms"): Map<Local, Node> {
  const sets = new Map<Local, number>();
  const reads = new Map<Local, number>();
  eachStmt(list, (stmt) => {
    const target = targetOf(stmt);
    if (target !== undefined) count(sets, target);
    for (const local of localsRead(nodesOf(stmt))) count(reads, local);
  });
  const found = new Map<Local, Node>();
  const isStable = (local: Local, stmt: Stmt): boolean =>
    which === "values" ||
    (sets.get(local) ?? 0) === 0 ||
    found.has(local) ||
    isCounterAround(list, local, stmt);
  const visit = (stmts: readonly Stmt[]): void => {
    stmts.forEach((stmt, at) => {
      for (const body of bodiesOf(stmt)) visit(body);
      if (stmt.tag !== "set" || sets.get(stmt.local) !== 1) return;
      const later = countReads(stmts.slice(at + 1), stmt.local);
      const isScope = later === (reads.get(stmt.local) ?? 0);
      if (isScope && [...localsRead([stmt.value])].every((local) => isStable(local, stmt))) {
        found.set(stmt.local, stmt.value);
      }
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
