/**
 * Loops that end early: `for (…) { if (found) { …; break } … }`. Run in lanes, the loop stops before the first group in
 * which any iteration would leave, and the scalar loop goes on from there, leaves at the right iteration and does what
 * belongs to it. So nothing that lasts may happen in a group before its last exit.
 */
import type { ForStmt, IfStmt, Local, Stmt } from "../ir/node";
import { branch, eachStmt, isLoop, someStmt } from "../ir/walk";
import { localsSet } from "./find";

export interface Exits {
  /** The body with exits that do nothing: what the lanes run, as far as they run. */
  readonly body: readonly Stmt[];
  /** Those statements of `body` at which the lanes stop when the condition holds for any. */
  readonly stops: ReadonlySet<Stmt>;
}

/** The loop's exits at the top of its body; others are left as they are. */
export function exitsOf({ body, label }: ForStmt): Exits {
  const stops = new Set<Stmt>();
  const inside = new Set<number>();
  eachStmt(body, (stmt) => {
    if (isLoop(stmt) || stmt.tag === "block") inside.add(stmt.label);
  });
  const leaves = (stmt: Stmt | undefined): boolean =>
    stmt?.tag === "return" || (stmt?.tag === "break" && (stmt.label === label || !inside.has(stmt.label)));
  const isExit = (stmt: Stmt): stmt is IfStmt =>
    stmt.tag === "if" && stmt.else.length === 0 && leaves(stmt.then.at(-1));
  const last = body.findLastIndex(isExit);
  // A loop of a later iteration might not end, where an earlier one leaves.
  const early = body.slice(0, Math.max(last, 0));
  if (someStmt(early, (stmt) => isLoop(stmt) || stmt.tag === "store")) return { body, stops };
  const stripped = body.map((stmt) => {
    if (!isExit(stmt)) return stmt;
    const stop = branch(stmt.cond, []);
    stops.add(stop);
    return stop;
  });
  return { body: stripped, stops };
}

/** Whether a local that lasts is set before the last exit. */
export function setsBeforeExit({ body, stops }: Exits, lasting: ReadonlySet<Local>): boolean {
  const last = body.findLastIndex((stmt) => stops.has(stmt));
  return [...localsSet(body.slice(0, Math.max(last, 0)))].some((local) => lasting.has(local));
}
