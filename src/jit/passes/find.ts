/** Questions about statements and nodes that several passes ask. */
import type { ArrayRef, Local, Node, Stmt } from "../ir/node";
import { eachNode, eachStmt, nodesOf, targetOf } from "../ir/walk";

/** The locals that the statements set, counters of loops included. */
export function localsSet(list: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>();
  eachStmt(list, (stmt) => {
    const target = targetOf(stmt);
    if (target !== undefined) found.add(target);
  });
  return found;
}

/** The arrays that the statements write. */
export function arraysWritten(list: readonly Stmt[]): Set<ArrayRef> {
  const found = new Set<ArrayRef>();
  eachStmt(list, (stmt) => {
    if (stmt.tag === "store") found.add(stmt.array);
  });
  return found;
}

/** Visits each expression node in the statements, once. */
export function eachNodeIn(list: readonly Stmt[], visit: (node: Node) => void): void {
  const seen = new Set<Node>();
  eachStmt(list, (stmt) => eachNode(nodesOf(stmt), visit, seen));
}

/** The locals that the nodes read. */
export function localsRead(nodes: readonly Node[]): Set<Local> {
  const found = new Set<Local>();
  eachNode(nodes, (node) => {
    if (node.op === "get") found.add(node.local);
  });
  return found;
}
