/** Takes out what sets a local whose value nothing reads before the next one, and locals that nothing mentions. */
import type { Fn, Local, Stmt } from "../ir/node";
import { eachNode, eachStmt, mapStmt, nodesOf, targetOf } from "../ir/walk";
import { Liveness } from "./liveness";

export function withoutUnread(fn: Fn): Fn {
  let body = fn.body;
  for (;;) {
    const liveness = new Liveness(body);
    let removed = 0;
    const sweep = (list: readonly Stmt[]): readonly Stmt[] =>
      list.flatMap((stmt): readonly Stmt[] => {
        if (stmt.tag === "set" && !liveness.after(stmt).has(stmt.local)) {
          removed++;
          return [];
        }
        return [mapStmt(stmt, { node: (node) => node, body: sweep })];
      });
    body = sweep(body);
    if (removed === 0) return withoutUnused({ ...fn, body });
  }
}

function withoutUnused(fn: Fn): Fn {
  const used = new Set<Local>(fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
  eachStmt(fn.body, (stmt) => {
    const target = targetOf(stmt);
    if (target !== undefined) used.add(target);
    eachNode(nodesOf(stmt), (node) => {
      if (node.op === "get") used.add(node.local);
    });
  });
  return { ...fn, locals: fn.locals.filter((local) => used.has(local)) };
}
