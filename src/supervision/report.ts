/** What a supervisor did about an actor that fell, and why: one report for each verdict, for listeners and people. */
import { textOf } from "../describe";
import type { ExitReason } from "../exit";
import type { Strategy } from "../options";
import type { RestartPolicy } from "./policy";

/** One verdict of a supervisor. */
export interface SupervisionReport {
  /** Who decided: "Payments#3", the path "/svc/auth", or the runtime's name for a root. */
  readonly supervisor: string;
  /** The pid of an actor that supervises; undefined for a path's supervisor and the runtime. */
  readonly supervisorPid: number | undefined;
  /** The actor that fell. */
  readonly pid: number;
  readonly actor: string;
  readonly verdict: "restart" | "resume" | "stop" | "escalate";
  /** How it fell: "panic", "timeout", "normal" for a permanent one that ended, or that of a linked actor. */
  readonly reason: ExitReason;
  /** What it was handling, by name; undefined while it started, and where it ended of its own accord. */
  readonly message: string | undefined;
  /** What was thrown, with its stack. */
  readonly error: unknown;
  readonly strategy: Strategy;
  /** The siblings that are restarted with it, in start order. */
  readonly siblings: readonly string[];
  /** Its restarts within `withinMs`, this one included. */
  readonly restarts: number;
  /** How many more are allowed within that time. */
  readonly restartsLeft: number;
  readonly withinMs: number;
  /** How long until it starts again. */
  readonly delayMs: number;
  /** Why it was not restarted, for people: "it was restarted 3 times within 5000 ms". */
  readonly why: string | undefined;
}

/** The report as a line: "Fuse#3 crashed on Bomb and restarts in 200 ms (2 of 3): Error: x". */
export function reportText(report: SupervisionReport): string {
  const { actor, message, verdict, reason, error, why, supervisor } = report;
  const during = message === undefined ? "while starting" : `on ${message}`;
  const isNormal = reason === "normal";
  const fell = isNormal ? `${actor} ended` : `${actor} crashed ${during}`;
  const cause = error === undefined ? "." : `: ${textOf(error)}`;
  const because = why === undefined ? "" : `: ${why}`;
  switch (verdict) {
    case "restart":
      return `${fell} and restarts${delayText(report)}${siblings(report)}${budgetText(report)}${cause}`;
    case "resume":
      return `${fell} and goes on, as ${supervisor} decided${cause}`;
    case "stop":
      return `${fell}${isNormal ? "" : " and ended"} (${reason})${because}.`;
    case "escalate":
      return `${fell}, and ${supervisor} has to deal with it${because}${error === undefined ? "" : ". The cause"}${cause}`;
  }
}

/** How loud to say it. */
export function reportLevel({ verdict }: SupervisionReport): "warn" | "error" {
  return verdict === "restart" || verdict === "resume" ? "warn" : "error";
}

/** " in 200 ms", or nothing where it is at once. */
export function delayText({ delayMs }: SupervisionReport): string {
  const roundMs = Math.round(delayMs);
  return roundMs === 0 ? "" : ` in ${roundMs} ms`;
}

function siblings({ siblings, strategy }: SupervisionReport): string {
  if (siblings.length === 0) return "";
  const shown = siblings.length > 5 ? [...siblings.slice(0, 5), `${siblings.length - 5} more`] : siblings;
  return `, with ${shown.join(", ")} (${strategy})`;
}

/** " (2 of 3)", or nothing where any number is allowed. */
export function budgetText({ restarts, restartsLeft }: SupervisionReport): string {
  return restartsLeft === Number.POSITIVE_INFINITY ? "" : ` (${restarts} of ${restarts + restartsLeft})`;
}

/** Why a child whose budget is spent does not come back: it was `restarted`, or `replaced`, too often. */
export function spentText(
  { maxRestarts, withinMs }: Pick<RestartPolicy, "maxRestarts" | "withinMs">,
  done: "restarted" | "replaced",
): string {
  if (maxRestarts === 0) return `it may not be ${done} (maxRestarts 0)`;
  return `it was ${done} ${maxRestarts} ${maxRestarts === 1 ? "time" : "times"} within ${withinMs} ms`;
}
