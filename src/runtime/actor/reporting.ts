/** Every verdict of a supervisor is told once: to the logger, and to those who listen to "supervision" events. */
import type { Verdict } from "../../supervision/judge";
import { reportLevel, reportText, type SupervisionReport } from "../../supervision/report";
import type { Cell, System } from "./cell";
import type { Fallen } from "./supervising";

/** What is done about an actor that fell. */
export interface Outcome extends Fallen {
  readonly verdict: Extract<Verdict, { do: "restart" | "resume" }> | { readonly do: "stop" | "escalate" };
  /** Who is restarted, where somebody is, in start order. */
  readonly group: readonly Cell[];
  readonly why: string | undefined;
}

/** Tells of a verdict. Nothing is put together where nobody wants to know. */
export function report(cell: Cell, outcome: Outcome): void {
  const { system } = cell;
  if (system.supervision.log || system.events.wants("supervision")) tell(system, reportOf(cell, outcome));
}

/** The same for a report that is there. */
export function tell(system: System, told: SupervisionReport): void {
  if (system.supervision.log) system.logger[reportLevel(told)](told, reportText(told));
  if (system.events.wants("supervision")) system.events.emit("supervision", told);
}

function reportOf(
  cell: Cell,
  { verdict, error, message, exit, reason, group, why }: Outcome,
): SupervisionReport {
  const { system, parent, policy } = cell;
  const { maxRestarts = 0, withinMs = 0, strategy = "one-for-one" } = policy ?? {};
  const isRoot = parent === undefined || parent === system.guardian;
  const history = verdict.do === "restart" ? verdict.history : cell.extras?.oversight?.history;
  const restarts = history?.restarts.length ?? 0;
  return Object.freeze({
    supervisor: isRoot ? system.name : parent.label,
    supervisorPid: isRoot ? undefined : parent.pid,
    pid: cell.pid,
    actor: cell.label,
    verdict: verdict.do,
    reason: exit?.reason ?? reason ?? "panic",
    message: message?.name,
    error,
    strategy,
    siblings: group.filter((member) => member !== cell).map(({ label }) => label),
    restarts,
    restartsLeft: Math.max(0, maxRestarts - restarts),
    withinMs,
    delayMs: verdict.do === "restart" ? verdict.afterMs : 0,
    why,
  });
}
