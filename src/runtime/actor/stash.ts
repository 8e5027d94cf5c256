/**
 * The stash of a push actor: a handler puts the message it was given aside, and later all of them back in front of the
 * mailbox. (After Akka.) A stashed message is still queued: it was not handled, and an ask of it goes on waiting.
 */
import { errors } from "../../errors";
import { limits } from "../../limits";
import { Aside } from "../mailbox/aside";
import { Queue } from "../mailbox/queue";
import { type Ask, AskState } from "../messages/ask";
import { askedSelector, type Selector, Shape } from "../messages/selector";
import { makeReady } from "./attention";
import { Activity, type Cell, type Run } from "./cell";
import { tellPressureSoon } from "./levels";
import { Phase } from "./phase";
import { discard } from "./runs";

/** Marks the message being handled: when its handler is through, it is put aside instead of done with. */
export function stash(cell: Cell): void {
  const { system, runs } = cell;
  const inTurn = system.scheduler.current === cell && system.handling !== undefined;
  if (inTurn && cell.activity === Activity.Stashing) return;
  if (cell.blueprint.isPull)
    throw refuse(cell, "a pull actor leaves messages in its mailbox: receive(match)");
  const run = inTurn || cell.reentrant ? undefined : runs;
  if (run?.stashed) return;
  if (!inTurn && run === undefined) throw refuse(cell, "no message is being handled");
  const stashed = (cell.extras?.aside?.size ?? 0) + underWay(cell);
  if (stashed >= (cell.capacity ?? limits.mailboxDepthMax)) {
    throw errors.stashFull({ actor: cell.label, stashed });
  }
  if (run === undefined) cell.activity = Activity.Stashing;
  else run.stashed = true;
}

/** Handlers of a reentrant actor that are still under way and have stashed their message. */
function underWay({ runs }: Cell): number {
  let count = 0;
  for (let run = runs; run !== undefined; run = run.later) if (run.stashed) count++;
  return count;
}

/** A handler that has stashed its message is through: the message is queued again, aside. */
export function putAside(cell: Cell, selector: Selector, argument: unknown): void {
  const extras = cell.more();
  extras.aside ??= new Aside();
  extras.aside.push(selector, argument);
  if (selector.shape === Shape.Asked) {
    const ask = argument as Ask<Cell>;
    if (ask.state === AskState.Running) ask.state = AskState.Queued;
  }
}

/** The same for an async handler. */
export function putRunAside(cell: Cell, { selector, argument, ask }: Run): void {
  // A reentrant actor's queue is gone as soon as it stops, while handlers still run.
  if (cell.phase >= Phase.Stopping) discard(cell, selector, argument, ask);
  else if (ask === undefined) putAside(cell, selector, argument);
  else putAside(cell, askedSelector, ask);
}

/** Puts what was stashed back in front of everything that is queued, in order; how many messages that are. */
export function unstash(cell: Cell): number {
  const aside = cell.extras?.aside;
  if (aside === undefined || aside.size === 0) return 0;
  const count = aside.size;
  for (let at = count - 1; at >= 0; at--) putInFront(cell, aside.selectorAt(at), aside.argumentAt(at));
  aside.clear();
  return count;
}

/** Puts one message in front of everything that is queued. */
export function putInFront(cell: Cell, selector: Selector, argument: unknown): void {
  cell.queue ??= new Queue(cell.system.chunks);
  const { queue } = cell;
  if (cell.headSelector !== undefined) {
    queue.unshift(cell.headSelector, cell.headArgument);
    cell.headSelector = cell.headArgument = undefined;
  }
  queue.unshift(selector, argument);
  filled(cell);
  // An idle cell takes the next message into its head slot, in front of this one.
  if (cell.activity === Activity.Idle) makeReady(cell);
}

/** A message came back, and takes up room again. */
export function filled(cell: Cell): void {
  const gauge = cell.bounds?.gauge;
  if (gauge?.rise(cell.occupied)) tellPressureSoon(cell, gauge);
}

function refuse(cell: Cell, problem: string): Error {
  return errors.nothingToStash({ actor: cell.label, problem });
}
