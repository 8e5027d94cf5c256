/**
 * A counter that is read after its loop, when lanes may leave the loop apart: the loop gets a counter of its own, which
 * all lanes in it share, and the old one only keeps count.
 *
 *   for n = 0; n < limit            n = 0
 *     if (far) break           →    for k = 0; k < limit
 *     body(n)                         if (far) break
 *   out = n                           body(k)
 *                                     n = n + 1
 *                                   out = n
 */
import { apply, constant, get } from "../ir/build";
import type { Fn, ForStmt, Local, Node, Stmt } from "../ir/node";
import { eachStmt, Fresh, mapStmt, NodeMap, someStmt } from "../ir/walk";
import { localsRead } from "./find";
import { Liveness } from "./liveness";

export function splitCounters(fn: Fn): Fn {
  const liveness = new Liveness(fn.body);
  const fresh = new Fresh(fn);
  const list = (stmts: readonly Stmt[]): readonly Stmt[] =>
    stmts.flatMap((stmt) => {
      const inner = mapStmt(stmt, { node: (node) => node, body: list });
      const isSplit = stmt.tag === "for" && liveness.after(stmt).has(stmt.local) && canLeave(stmt);
      return isSplit ? split(inner as ForStmt, fresh) : [inner];
    });
  const body = list(fn.body);
  return fresh.made.length === 0 ? fn : { ...fn, body, locals: [...fn.locals, ...fresh.made] };
}

/** Whether it has a jump out of it, and none that would pass by the counting. */
function canLeave({ body, label, local, limit }: ForStmt): boolean {
  const leaves = someStmt(body, (stmt) => stmt.tag === "break" && stmt.label === label);
  const goesOn = someStmt(body, (stmt) => stmt.tag === "continue" && stmt.label === label);
  return leaves && !goesOn && !localsRead([limit]).has(local);
}

function split(loop: ForStmt, fresh: Fresh): Stmt[] {
  const { local, from, step } = loop;
  const shared = fresh.local(local.name, local.type);
  const nodes = new NodeMap((node: Node) => (node.op === "get" && node.local === local ? get(shared) : node));
  const rename = (list: readonly Stmt[]): readonly Stmt[] =>
    list.map((stmt) => mapStmt(stmt, { node: (node) => nodes.of(node), body: rename }));
  const count: Stmt = { tag: "set", local, value: apply("add", [get(local), constant(local.type, step)]) };
  return [
    { tag: "set", local, value: from },
    { ...loop, local: shared, body: [...rename(loop.body), count] },
  ];
}

/** Locals that are never -0: int32, and those that the statements count from a constant. */
export function countersIn(body: readonly Stmt[]): Set<Local> {
  const starts = new Set<Local>();
  const others = new Set<Local>();
  const counted = new Set<Local>();
  eachStmt(body, (stmt) => {
    if (stmt.tag === "for") others.add(stmt.local);
    if (stmt.tag !== "set") return;
    if (isCount(stmt)) counted.add(stmt.local);
    else if (stmt.value.op === "const" && !Object.is(stmt.value.value, -0)) starts.add(stmt.local);
    else others.add(stmt.local);
  });
  const isCounter = (local: Local): boolean =>
    local.type === "i32" || (starts.has(local) && !others.has(local));
  return new Set([...counted].filter(isCounter));
}

/** `n = n + c`. */
export function isCount({ local, value }: Extract<Stmt, { tag: "set" }>): boolean {
  if (value.op !== "add") return false;
  const [n, by] = value.args;
  return n?.op === "get" && n.local === local && by?.op === "const" && by.value !== 0;
}
