/** A place is what stays when one child follows another: the factory, the policy, the history, the rank. */
import { textOf } from "../describe";
import type { ExitReason } from "../exit";
import type { Making } from "./making";
import type { RestartPolicy } from "./policy";
import { type History, noHistory } from "./policy";
import type { Recovery } from "./recovery";
import type { Child, ChildExit } from "./replacing-port";
import { budgetText, delayText, type SupervisionReport } from "./report";

export class Place<C extends Child> {
  /** It has a living child; else `child` is the last one it had. */
  isUp = true;
  /** Makes a child, or promises one. Undefined: it is only watched. */
  factory: (() => unknown) | undefined = undefined;
  policy: RestartPolicy | undefined = undefined;
  /** A stop, too, brings a child back; only a shutdown does not. */
  always = false;
  history: History = noHistory;
  /** Set from its fall, or that of a sibling, until it has a child again. */
  recovery: Recovery<Place<C>> | undefined = undefined;
  /** It has fallen, or is being ended for the recovery. */
  isGoing = false;
  /** Somebody wants this restart: also a temporary child comes back. */
  isOrdered = false;
  making: Making<C> | undefined = undefined;
  deafen: (() => void) | undefined = undefined;
  /** How its last child ended. */
  exit: ChildExit | undefined = undefined;

  constructor(public child: C) {}
}

/** The part of a report that its place does not know. */
export interface Outcome<C extends Child> {
  readonly verdict: SupervisionReport["verdict"];
  readonly why?: string;
  /** Default: what the child ended with. */
  readonly error?: unknown;
  /** Those who are made anew, itself among them. */
  readonly group?: readonly Place<C>[];
  readonly delayMs?: number;
}

export function reportOf<C extends Child>(
  supervisor: string,
  place: Place<C>,
  { verdict, why, error, group = [], delayMs = 0 }: Outcome<C>,
): SupervisionReport {
  const { child, exit, history } = place;
  const { strategy, withinMs, maxRestarts } = place.policy as RestartPolicy;
  const reason: ExitReason = exit?.reason ?? "normal";
  const restarts = history.count;
  return Object.freeze({
    supervisor,
    supervisorPid: undefined,
    pid: child.pid,
    actor: child.label,
    verdict,
    reason,
    message: undefined,
    error: error ?? exit?.error,
    strategy,
    siblings: group.filter((other) => other !== place).map((other) => other.child.label),
    restarts,
    restartsLeft: maxRestarts - restarts,
    withinMs,
    delayMs,
    why,
  });
}

/** The report as a line: "/svc replaces Worker#3, which ended (panic), in 200 ms (2 of 3): Error: x". */
export function replacementText(report: SupervisionReport): string {
  const { supervisor, actor, verdict, reason, error, why, siblings } = report;
  const cause = error === undefined ? "." : `: ${textOf(error)}`;
  if (verdict !== "restart") {
    const end = verdict === "stop" ? "does not replace" : "gives up on";
    return `${supervisor} ${end} ${actor}, which ended (${reason}): ${why}${cause === "." ? "." : `. The cause${cause}`}`;
  }
  const delay = delayText(report);
  const later = delay === "" ? "" : `,${delay}`;
  const others =
    siblings.length === 0
      ? ""
      : `, with ${siblings.length === 1 ? siblings[0] : `${siblings.length} siblings`}`;
  return `${supervisor} replaces ${actor}, which ended (${reason})${later}${others}${budgetText(report)}${cause}`;
}
