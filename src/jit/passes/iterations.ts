/** What ties the iterations of a loop together, whoever is to run them apart: lanes, or threads. */
import type { ForStmt, Local, Stmt } from "../ir/node";
import { eachStmt, jumpsTo, someStmt } from "../ir/walk";
import { arraysWritten, eachNodeIn, localsRead, localsSet } from "./find";
import type { Liveness } from "./liveness";

/** Why it is not known how often the loop runs, before it does; undefined when it is. */
export function uncounted({ local, step, compare, limit, body }: ForStmt): string | undefined {
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

/** Those of the locals that `body` sets whose value one iteration takes from the one before. */
export function carriedBy(loop: ForStmt, liveness: Liveness, body: readonly Stmt[] = loop.body): Local[] {
  const start = liveness.entry(loop.body, liveness.test(loop));
  return [...localsSet(body)].filter((local) => start.has(local));
}

/** What the last iteration leaves in a local that is read after the loop, as a reason. */
export function leftBehind(
  after: ReadonlySet<Local>,
  body: readonly Stmt[],
  except: ReadonlySet<Local> = new Set(),
): string | undefined {
  const read = [...localsSet(body)].find((local) => after.has(local) && !except.has(local));
  return read && `what ${read.name} holds in the last iteration is read after the loop`;
}

/** A way out of the loop before its end, as a reason. */
export function leavesEarly({ body, label }: ForStmt): string | undefined {
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
