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
import type { ExitReason, SystemSignal } from "../../exit";
import { Lazy } from "../../lazy";
import type { Decision } from "../../options";
import { judge, type Verdict } from "../../supervision/judge";
import { type Cell, oversightOf } from "./cell";
import { childrenOf } from "./children";
import { awaitsParent, isListed, leaveToParent, takeDown } from "./clearing";
import { breakIn, endWithPanic } from "./ending";
import { type Attempt, failMessage } from "./fates";
import type { Doing } from "./incarnation";
import { wake } from "./links";
import { Phase } from "./phase";
import { type Outcome, report } from "./reporting";
import { groupOf, restart } from "./restarting";

const retrying = new Lazy(() => require("./retrying") as typeof import("./retrying"));

/** What happened; see `crash`. */
export interface Fallen {
  readonly error: unknown;
  readonly message: Doing | undefined;
  readonly exit: SystemSignal | undefined;
  readonly reason: ExitReason | undefined;
  readonly letter: Attempt | undefined;
}

/** An actor fell. True when the message it fell on is queued again. */
export function fell(cell: Cell, fallen: Fallen): boolean {
  const { error, letter } = fallen;
  if (cell.phase === Phase.Stopped || cell.phase === Phase.Restarting) {
    if (letter !== undefined) failMessage(cell, letter, error);
    if (cell.phase === Phase.Restarting) noteLate(cell, fallen);
    return false;
  }
  const verdict = verdictOn(cell, fallen);
  const isRetried =
    verdict.do === "restart" && letter !== undefined && retrying.module.tryAgain(cell, letter);
  if (letter !== undefined && !isRetried) failMessage(cell, letter, error);
  const outcome = outcomeOf(cell, fallen, verdict);
  report(cell, outcome);
  if (isGone(cell)) return isRetried; // killed by a listener
  // One that a listener has stopped ends for what it fell on.
  carryOut(cell, cell.extras?.ending === undefined ? outcome : { ...outcome, verdict: { do: "stop" } });
  return isRetried;
}

function isGone(cell: Cell): boolean {
  return cell.phase === Phase.Stopped;
}

function verdictOn(cell: Cell, fallen: Fallen): Verdict {
  const { system, policy, extras } = cell;
  if (extras?.ending !== undefined) return { do: "stop", why: "unsupervised" };
  const isNormal = fallen.reason === "normal";
  const decision = isNormal ? undefined : decide(cell, fallen);
  const chance = policy?.backoff === undefined || policy.backoff.jitter === 0 ? 0 : system.random.next();
  const { history } = oversightOf(cell);
  return judge(policy, history, { isNormal, decision }, system.clock.now(), chance);
}

/** What its supervisor decides about the error. One that throws, or returns nonsense, has decided nothing. */
function decide(cell: Cell, { error, message, reason, exit }: Fallen): Decision | undefined {
  const { parent, pid, label: actor, incarnation: restarts, blueprint } = cell;
  const ask = blueprint.isFixed ? undefined : parent?.blueprint.tree?.options.decide;
  if (ask === undefined) return undefined;
  try {
    const failure = {
      pid,
      actor,
      message: message?.name,
      reason: exit?.reason ?? reason ?? "panic",
      restarts,
    };
    const decision = ask(error, Object.freeze(failure));
    // Only an instance that is whole can go on: not one that never started, nor one whose handler was abandoned.
    const isWhole = cell.phase === Phase.Running && !blueprint.isPull && reason !== "timeout";
    return decision === "resume" && !isWhole ? undefined : decision;
  } catch (cause) {
    const text = `${parent?.label}: decide threw; the policy of ${actor} counts.`;
    cell.system.logger.error({ pid: parent?.pid, actor: parent?.label, error: cause }, text);
    return undefined;
  }
}

/** A verdict that its parent cannot carry out is another one: who supervises nobody does not fall for its children. */
function outcomeOf(cell: Cell, fallen: Fallen, given: Verdict): Outcome {
  const { parent, system, policy } = cell;
  const isRoot = parent === system.guardian;
  const isPassed = given.do === "escalate" && (isRoot ? system.supervision.endsAll : supervises(parent));
  const verdict: Outcome["verdict"] = given.do === "escalate" && !isPassed ? { do: "stop" } : given;
  const group = verdict.do === "restart" && policy !== undefined ? groupOf(cell, policy.strategy) : [cell];
  return { ...fallen, verdict, group, why: whyOf(cell, given) };
}

/** Whether it falls for a child that could not be healed. */
function supervises(parent: Cell | undefined): boolean {
  if (parent === undefined || parent.extras?.ending !== undefined) return false;
  return parent.blueprint.tree !== undefined || parent.policy !== undefined;
}

/** Why it is not restarted, for people. */
function whyOf(cell: Cell, verdict: Verdict): string | undefined {
  if (verdict.do === "restart" || verdict.do === "resume") return undefined;
  if (verdict.why === "decided") return `${cell.parent?.label} decided so`;
  if (verdict.why === "temporary") return "it is temporary";
  if (verdict.why !== "budget" || cell.policy === undefined) return undefined;
  const { maxRestarts, withinMs } = cell.policy;
  if (maxRestarts === 0) return "it may not be restarted (maxRestarts 0)";
  return `it was restarted ${maxRestarts} ${maxRestarts === 1 ? "time" : "times"} within ${withinMs} ms`;
}

function carryOut(cell: Cell, outcome: Outcome): void {
  const { verdict, error, exit, reason } = outcome;
  switch (verdict.do) {
    case "restart":
      restart(cell, verdict, outcome);
      return;
    case "resume":
      endAwaiting(cell);
      return;
    case "stop":
      endWithPanic(cell, error, exit, reason);
      return;
    default:
      escalate(cell, outcome);
  }
}

function escalate(cell: Cell, outcome: Outcome): void {
  const { error, exit, reason, message, why } = outcome;
  const { parent, system } = cell;
  if (parent === system.guardian || parent === undefined) {
    endWithPanic(cell, error, exit, reason);
    system.supervision.end();
    return;
  }
  if (isListed(cell)) {
    leaveToParent(cell, parent);
    cell.more().crash = { error, message: message?.value };
    takeDown(cell, false);
  } else endWithPanic(cell, error, exit, reason);
  callFor(parent, cell, why ?? "it failed", error);
}

/** A parent falls in its next turn for a child that could not be healed. One that goes down already sees to it then. */
export function callFor(parent: Cell, child: Cell, why: string, cause: unknown): void {
  if (!supervises(parent) || parent.phase === Phase.Stopped || parent.phase === Phase.Restarting) return;
  const error = errors.escalated({ supervisor: parent.label, actor: child.label, why }, cause);
  oversightOf(parent).due ??= { error, name: `the failure of ${child.label}` };
  wake(parent);
  breakIn(parent);
}

/** It goes on although children could not be healed: they end. */
function endAwaiting(cell: Cell): void {
  if (cell.blueprint.tree === undefined) return;
  for (const child of childrenOf(cell)) {
    if (awaitsParent(child)) endWithPanic(child, child.extras?.crash?.error);
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
