/** Takes out what sets locals that nothing reads. */
import type { Fn, Local, Stmt } from "../ir/node";
import { eachNode, eachStmt, mapStmt, nodesOf } from "../ir/walk";

export function withoutDead(fn: Fn): Fn {
  let body = fn.body;
  for (;;) {
    const read = localsReadIn(body);
    let removed = false;
    const sweep = (list: readonly Stmt[]): readonly Stmt[] =>
      list.flatMap((stmt): readonly Stmt[] => {
        if (stmt.tag === "set" && !read.has(stmt.local)) {
          removed = true;
          return [];
        }
        return [mapStmt(stmt, { node: (node) => node, body: sweep })];
      });
    const swept = sweep(body);
    if (!removed) return { ...fn, body };
    body = swept;
  }
}

function localsReadIn(body: readonly Stmt[]): Set<Local> {
  const read = new Set<Local>();
  eachStmt(body, (stmt) => {
    eachNode(nodesOf(stmt), (node) => {
      if (node.op === "get") read.add(node.local);
    });
  });
  return read;
}
