/** Every verdict of a supervisor is told once: to the logger, and to those who listen to "supervision" events. */
import type { Verdict } from "../../supervision/judge";
import { reportLevel, reportText, type SupervisionReport, spentText } from "../../supervision/report";
import type { Cell, System } from "./cell";
import type { Fallen } from "./fallen";

/**
 * Tells of a verdict. Nothing is put together where nobody wants to know.
 *
 * @param group who is restarted, if somebody is, in start order
 * @param isPassed whether somebody falls for one that could not be healed
 */
export function report(
  cell: Cell,
  fallen: Fallen,
  verdict: Verdict,
  group: readonly Cell[],
  isPassed: boolean,
): void {
  const { system } = cell;
  if (!system.supervision.log && !system.events.wants("supervision")) return;
  tell(system, reportOf(cell, fallen, verdict, group, isPassed), reportText);
}

/** The same for a report that is there, with its line for the log. */
export function tell(
  { supervision, logger, events }: System,
  told: SupervisionReport,
  textOf: (told: SupervisionReport) => string,
): void {
  if (supervision.log) logger[reportLevel(told)](told, textOf(told));
  if (events.wants("supervision")) events.emit("supervision", told);
}

function reportOf(
  cell: Cell,
  { error, message, exit, reason }: Fallen,
  verdict: Verdict,
  group: readonly Cell[],
  isPassed: boolean,
): SupervisionReport {
  const { system, parent, policy } = cell;
  const { maxRestarts = 0, withinMs = 0, strategy = "one-for-one" } = policy ?? {};
  const isRoot = parent === undefined || parent === system.guardian;
  const history = verdict.do === "restart" ? verdict.history : cell.extras?.oversight?.history;
  const restarts = history?.count ?? 0;
  return Object.freeze({
    supervisor: isRoot ? system.name : parent.label,
    supervisorPid: isRoot ? undefined : parent.pid,
    pid: cell.pid,
    actor: cell.label,
    verdict: verdict.do === "escalate" && !isPassed ? "stop" : verdict.do,
    reason: exit?.reason ?? reason ?? "panic",
    message: message?.name,
    error,
    strategy,
    siblings: group.filter((member) => member !== cell).map(({ label }) => label),
    restarts,
    restartsLeft: Math.max(0, maxRestarts - restarts),
    withinMs,
    delayMs: verdict.do === "restart" ? verdict.afterMs : 0,
    why: whyNot(cell, verdict),
  });
}

/** Why it is not restarted, for people. */
export function whyNot({ parent, policy }: Cell, verdict: Verdict): string | undefined {
  if (verdict.do === "restart" || verdict.do === "resume") return undefined;
  if (verdict.why === "decided") return `${parent?.label} decided so`;
  if (verdict.why === "temporary") return "it is temporary";
  return verdict.why === "budget" && policy !== undefined ? spentText(policy, "restarted") : undefined;
}
