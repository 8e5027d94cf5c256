/** What becomes of a message that is not handled: its fate, its dead letter, and what its ask is told. */
import { textOf } from "../../describe";
import { errors, IrisError } from "../../errors";
import type { ExitInfo } from "../../exit";
import { limits } from "../../limits";
import type { Ask } from "../messages/ask";
import type { DeadLetterFate } from "../messages/dead-letters";
import type { Fate } from "../messages/fate";
import { messageName } from "../messages/method-message";
import { askedSelector, type Selector, Shape } from "../messages/selector";
import type { Cell, Letter, System } from "./cell";
import type { Target } from "./protocol";

/** Reports a message that will not be handled; see `DeadLetter`. */
export function deadLetter(
  cell: Cell,
  fate: Exclude<DeadLetterFate, "unknown">,
  selector: Selector,
  argument: unknown,
  error?: unknown,
): void {
  const { deadLetters, events } = cell.system;
  if (fate === "failed" && !events.wants("dead-letter")) {
    deadLetters.count(fate); // the log has it in the crash report
    return;
  }
  const letter = selector === askedSelector ? (argument as Ask) : { selector, argument };
  deadLetters.report({
    fate,
    target: cell.pid,
    actor: cell.label,
    message: nameOf(letter.selector, letter.argument),
    payload: payloadOf(letter.selector, letter.argument),
    error,
  });
}

/** A message's name for people. */
export function nameOf(selector: Selector, argument: unknown): string {
  return selector.shape === Shape.Tell ? messageName(argument) : selector.name;
}

/** What was sent: the arguments of a method message, or the message itself. */
function payloadOf(selector: Selector, argument: unknown): unknown {
  if (selector.shape === Shape.None) return [];
  return selector.shape === Shape.One ? [argument] : argument;
}

/** Refuses because the target is dead or stopping. */
export function refuseDead(cell: Cell, selector: Selector, argument: unknown): Fate {
  cell.system.counts.refused++;
  if (selector.shape === Shape.Asked) failDead(cell, argument as Ask<Cell>);
  deadLetter(cell, "dead", selector, argument);
  return "dead";
}

export function refuseFull(cell: Cell, selector: Selector, argument: unknown): Fate {
  cell.system.counts.refused++;
  if (selector.shape === Shape.Asked) failFull(cell, argument as Ask<Cell>);
  return "dropped-new";
}

export function refuseCycle(cell: Cell, selector: Selector, argument: unknown): Fate {
  const { system } = cell;
  system.counts.refused++;
  if (selector.shape === Shape.Asked) failRefused(cell, argument as Ask<Cell>, "redirect-cycle");
  system.events.emit("redirect-cycle", { pid: cell.pid, actor: cell.label, depth: limits.redirectDepthMax });
  return "redirect-cycle";
}

/** "Unbounded" ends at `mailboxDepthMax`, loudly. */
export function overDepth(cell: Cell, selector: Selector, argument: unknown): boolean {
  const { events } = cell.system;
  refuseFull(cell, selector, argument);
  events.emit("mailbox-limit", { pid: cell.pid, actor: cell.label, depth: limits.mailboxDepthMax });
  return false;
}

/** A pool cannot tell which member should get it. The sender is not to blame (S5). */
export function refuseUnrouted(cell: Cell, selector: Selector, argument: unknown, cause: unknown): Fate {
  const ask = selector.shape === Shape.Asked ? (argument as Ask<Cell>) : undefined;
  const error = unroutedError(cell, ask ?? { selector, argument }, cause);
  cell.system.counts.refused++;
  ask?.fail(error);
  deadLetter(cell, "unrouted", selector, argument, error);
  return "unrouted";
}

/** Says why a pool can choose no member for a message. */
export function unroutedError(cell: Cell, letter: Letter, cause: unknown): Error {
  const text = IrisError.is(cause) ? cause.message : textOf(cause);
  return unrouted(cell, letter, text.replace(/\.$/, ""), cause);
}

function unrouted(cell: Cell, { selector, argument }: Letter, problem: string, cause?: unknown): Error {
  return errors.unrouted({ pool: cell.label, request: nameOf(selector, argument), problem }, cause);
}

/** Asks settle before anything is reported: a listener that aborts them must not find them half way. */
export function failRefused(cell: Cell, ask: Ask<Cell>, fate: Fate): void {
  const facts = { target: cell.label, depth: limits.redirectDepthMax };
  if (fate === "dead") failDead(cell, ask);
  else if (fate === "redirect-cycle") ask.fail(errors.redirectCycle(facts));
  else if (fate === "unrouted") ask.fail(unrouted(cell, ask, "its copy has no key"));
  else failFull(cell, ask);
}

/** The ask's target is gone, and with it the reply. */
export function failDead(cell: Cell, ask: Ask<Cell>): void {
  const { system, extras } = cell;
  // Neither ended nor ending: its instance crashed under another message, and a new one has begun.
  const reason = system.exits.of(cell.pid)?.reason ?? extras?.ending?.reason ?? "restarted";
  const request = nameOf(ask.selector, ask.argument);
  ask.fail(errors.actorDead({ target: cell.label, request, reason }, cell.extras?.ending?.error));
}

export function failFull(cell: Cell, ask: Ask<Cell>): void {
  const capacity = cell.capacity ?? limits.mailboxDepthMax;
  const request = nameOf(ask.selector, ask.argument);
  ask.fail(errors.mailboxFull({ target: cell.label, request, capacity }));
}

/** How the actor of a pid ended, if that is not too long ago. */
export function exitOf(system: System, target: Target): ExitInfo | undefined {
  return typeof target === "number" ? system.exits.of(target) : undefined;
}

/** Why a pid that nobody has (any more) takes no messages. */
export function fateOfPid(system: System, target: Target): "dead" | "unknown" {
  return exitOf(system, target) === undefined ? "unknown" : "dead";
}

/** Refuses a message to a pid that nobody has (any more), or to a name: then `actor` says which. */
export function refuseUnknown(system: System, target: Target, message: unknown, actor = ""): false {
  system.counts.refused++;
  system.deadLetters.report({
    fate: fateOfPid(system, target),
    target: target as number,
    actor: exitOf(system, target)?.actor ?? actor,
    message: messageName(message),
    payload: message,
  });
  return false;
}

/** A message that was being handled and has no fate yet. */
export interface Attempt extends Letter {
  readonly ask: Ask<Cell> | undefined;
  /** Its ask has had its reply already: of a pull actor, which may go on with the message after that. */
  readonly isAnswered?: boolean;
}

/** Its handler threw or was abandoned, and it is not tried again. It was counted; its ask is the caller's to settle. */
export function reportFailure(
  cell: Cell,
  { selector, argument }: Attempt,
  fate: "failed" | "discarded",
  error: unknown,
): void {
  deadLetter(cell, fate, selector, argument, error);
  traceError(cell.system, error);
}

/** Where somebody listens: this attempt at the message has failed, whether or not there will be another. */
export function traceError({ trace, tracing }: System, error: unknown): void {
  if (trace === undefined) return;
  trace.error = error;
  tracing.publish("error", trace);
}
