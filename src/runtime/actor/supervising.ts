/**
 * What becomes of an actor that fell: the verdict, its report, and carrying it out.
 *
 *   fell ─▶ judge ─▶ report ─┬▶ restart   alone and at once ─▶ down and up again
 *                            │            with others, or later ─▶ a `Recovery` says when
 *                            ├▶ resume    nothing
 *                            ├▶ stop      an ending with the reason "panic"
 *                            └▶ escalate  its parent falls in turn; a listed child waits for it, another one ends
 */
import { errors } from "../../errors";
import { Lazy } from "../../lazy";
import type { Decision } from "../../options";
import { chanceFor, judge, type Verdict } from "../../supervision/judge";
import { isThenable, silence } from "../../thenable";
import { demandAttention } from "./attention";
import { type Cell, oversightOf } from "./cell";
import { childrenOf } from "./children";
import { awaitsParent, isListed, leaveToParent, takeDown } from "./clearing";
import { breakIn, endWithPanic } from "./ending";
import type { Fallen } from "./fallen";
import { type Attempt, reportFailure, traceError } from "./fates";
import { goesDown, wake } from "./links";
import { Phase } from "./phase";
import { report, whyNot } from "./reporting";
import { groupOf, restart } from "./restarting";

const retrying = new Lazy(() => require("./retrying") as typeof import("./retrying"));

/** An actor fell. True when the message it fell on is queued again. */
export function fell(cell: Cell, fallen: Fallen): boolean {
  const { error, letter } = fallen;
  const { counts } = cell.system;
  const fate = fallen.reason === "timeout" ? "discarded" : "failed";
  if (letter !== undefined) counts[fate]++; // at once: `decide` may look
  if (cell.phase === Phase.Stopped || cell.phase === Phase.Restarting) return fellLate(cell, fallen, fate);
  const verdict = verdictOn(cell, fallen);
  const isRetried = settle(cell, fallen, fate, verdict.do === "restart");
  const group =
    verdict.do === "restart" && cell.policy !== undefined ? groupOf(cell, cell.policy.strategy) : nobody;
  const isPassed = verdict.do === "escalate" && isPassedOn(cell);
  report(cell, fallen, verdict, group, isPassed);
  if (isGone(cell)) return isRetried; // killed by a listener
  // One that a listener has stopped ends for what it fell on.
  if (cell.extras?.ending !== undefined) endWithPanic(cell, error, fallen.exit, fallen.reason);
  else if (verdict.do === "restart") restart(cell, verdict, fallen, group);
  else if (isPassed) escalate(cell, fallen, verdict);
  else if (verdict.do === "resume") endAwaiting(cell);
  else endWithPanic(cell, error, fallen.exit, fallen.reason);
  return isRetried;
}

/** It goes down already: nothing more comes of it, but the next incarnation may try its message again. */
function fellLate(cell: Cell, fallen: Fallen, fate: "failed" | "discarded"): boolean {
  const comesBack = cell.phase === Phase.Restarting && cell.extras?.ending === undefined;
  const isRetried = settle(cell, fallen, fate, comesBack);
  if (cell.phase === Phase.Restarting) noteLate(cell, fallen);
  return isRetried;
}

/** The fate of the message it fell on, which was counted at once. True when it is queued again. */
function settle(
  cell: Cell,
  { letter, error }: Fallen,
  fate: "failed" | "discarded",
  comesBack: boolean,
): boolean {
  if (letter === undefined) return false;
  const isRetried = comesBack && retried(cell, letter);
  if (isRetried) {
    cell.system.counts[fate]--;
    traceError(cell.system, error);
  } else reportFailure(cell, letter, fate, error);
  return isRetried;
}

/** Whether it is tried again; `retrying.ts` is loaded only where somebody wants that. */
function retried(cell: Cell, letter: Attempt): boolean {
  const isWanted = (cell.policy?.maxAttempts ?? 1) > 1 || cell.blueprint.receiveOptions !== undefined;
  return isWanted && retrying.module.tryAgain(cell, letter);
}

const nobody: readonly Cell[] = Object.freeze([]);

function isGone(cell: Cell): boolean {
  return cell.phase === Phase.Stopped;
}

function isEnding({ extras }: Cell): boolean {
  return extras?.ending !== undefined;
}

function verdictOn(cell: Cell, fallen: Fallen): Verdict {
  const { system, policy } = cell;
  const isNormal = fallen.reason === "normal";
  const decision = isNormal || isEnding(cell) ? undefined : decide(cell, fallen);
  if (isEnding(cell)) return { do: "stop", why: "unsupervised" }; // perhaps by `decide`
  const { history } = oversightOf(cell);
  const chance = chanceFor(policy, system.random);
  return judge(policy, history, { isNormal, decision }, system.clock.now(), chance);
}

/** What its supervisor decides about the error. One that throws, or returns nonsense, has decided nothing. */
function decide(cell: Cell, { error, message, reason, exit }: Fallen): Decision | undefined {
  const { parent, blueprint } = cell;
  const ask = blueprint.isFixed ? undefined : parent?.blueprint.tree?.options.decide;
  if (ask === undefined) return undefined;
  const { pid, label: actor, incarnation: restarts } = cell;
  try {
    const failure = {
      pid,
      actor,
      message: message?.name,
      reason: exit?.reason ?? reason ?? "panic",
      restarts,
    };
    const decision = ask(error, Object.freeze(failure));
    if (isThenable(decision)) {
      silence(decision);
      const argument = `what decide of ${parent?.label} returns`;
      throw errors.invalidArg({ argument, expected: "one of the decisions, at once", received: "a promise" });
    }
    // Only an instance that is whole can go on: not one that never started, nor one whose handler was abandoned.
    const isWhole = cell.phase === Phase.Running && !blueprint.isPull && reason !== "timeout";
    return decision === "resume" && !isWhole ? undefined : decision;
  } catch (cause) {
    const text = `${parent?.label}: decide threw; the policy of ${actor} counts.`;
    cell.system.logger.error({ pid: parent?.pid, actor: parent?.label, error: cause }, text);
    return undefined;
  }
}

/** Whether anybody falls for a child that could not be healed: who supervises nobody does not, and it ends. */
function isPassedOn(cell: Cell): boolean {
  const { parent, system } = cell;
  if (parent !== system.guardian) return supervises(parent);
  return system.supervision.endsAll && system.supervision.isReplaced?.(cell) !== true;
}

/** Whether it falls for a child that could not be healed. */
function supervises(parent: Cell | undefined): boolean {
  if (parent === undefined || parent.extras?.ending !== undefined) return false;
  return parent.blueprint.tree !== undefined || parent.policy !== undefined;
}

function escalate(cell: Cell, { error, exit, reason, message }: Fallen, verdict: Verdict): void {
  const { parent, system } = cell;
  if (parent === system.guardian || parent === undefined) {
    endWithPanic(cell, error, exit, reason);
    system.supervision.end();
    return;
  }
  callFor(parent, cell, whyNot(cell, verdict) ?? "it failed", error); // first: siblings that waited for it wait on
  if (isListed(cell)) {
    leaveToParent(cell, parent);
    cell.more().crash = { error, message: message?.value };
    takeDown(cell, false);
  } else endWithPanic(cell, error, exit, reason);
}

/** A parent falls in its next turn for a child that could not be healed. One that goes down already sees to it then. */
export function callFor(parent: Cell, child: Cell, why: string, cause: unknown): void {
  if (!supervises(parent) || parent.phase === Phase.Stopped || goesDown(parent)) return;
  const error = errors.escalated({ supervisor: parent.label, actor: child.label, why }, cause);
  oversightOf(parent).due ??= { error, name: `the failure of ${child.label}` };
  wake(parent);
  breakIn(parent);
}

/** It goes on although children could not be healed: they end, and who waited for them starts. */
function endAwaiting(cell: Cell): void {
  for (const child of childrenOf(cell)) {
    if (awaitsParent(child)) endWithPanic(child, child.extras?.crash?.error);
    else if (child.extras?.oversight?.released) demandAttention(child);
  }
}

/** A handler that was still to finish, when its actor is restarted with others, threw: nothing more comes of it. */
function noteLate({ label, pid, system }: Cell, { error, message }: Fallen): void {
  const during = message === undefined ? "" : ` on ${message.name}`;
  system.logger.warn(
    { pid, actor: label, error },
    `${label} crashed${during} while it went down for a restart.`,
  );
}
