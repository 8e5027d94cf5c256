/** Taking messages out of a pull actor's mailbox: the next one, or the first that is wanted. */
import type { ExitSignal } from "../../exit";
import { limits } from "../../limits";
import type { Aside } from "../mailbox/aside";
import type { Ask } from "../messages/ask";
import { type Selector, Shape } from "../messages/selector";
import { type Cell, Gate } from "./cell";
import { refill, takeAside, takeWaiting } from "./delivery";
import { type PullState, payloadOf } from "./pull-state";
import { type Waiter, type Wanted, wants } from "./wanted";

const { Asked, Tell } = Shape;
const { Open } = Gate;

/** What is returned where there is no message; a message may be undefined. */
export const none = Symbol("none");

/** Takes the next message into work, as a value. The hot path of a receive: the one before is settled here, too. */
export function takeNext(cell: Cell, state: PullState): unknown {
  const { aside } = state.extras;
  if (state.isSpecial || cell.gate !== Open || (aside !== undefined && aside.size > 0)) {
    return takeSpecial(cell, state);
  }
  if (state.system.traced) return takeSpecial(cell, state);
  const { queue } = cell;
  if (state.selector !== undefined) {
    state.counts.handled++;
    state.selector = undefined;
  }
  if (queue === undefined || queue.size === 0 || cell.headSelector !== undefined)
    return takeFirst(cell, state);
  queue.letGo();
  const selector = queue.selector as Selector;
  const { argument } = queue;
  if (selector.shape !== Tell) {
    queue.drop();
    return isGone(selector, argument) ? skip(cell, state) : begin(state, selector, argument);
  }
  state.selector = selector;
  if (!queue.keep()) state.argument = argument;
  return argument;
}

/** The only message, or none. */
function takeFirst(cell: Cell, state: PullState): unknown {
  cell.queue?.letGo();
  const selector = takeWaiting(cell);
  if (selector === undefined) return none;
  const argument = cell.headArgument;
  cell.headArgument = undefined;
  return isGone(selector, argument) ? takeNext(cell, state) : begin(state, selector, argument);
}

/** The same where somebody asked, traces, measures the mailbox, or something was put aside. */
function takeSpecial(cell: Cell, state: PullState): unknown {
  state.settle(); // a listener may end the actor
  const letter = takeAside(cell);
  if (letter !== undefined) {
    if (cell.gate !== Open) refill(cell);
    return begin(state, letter.selector, letter.argument);
  }
  const selector = takeWaiting(cell);
  if (selector === undefined) return none;
  const argument = cell.headArgument;
  cell.headArgument = undefined;
  if (cell.gate !== Open) refill(cell);
  return isGone(selector, argument) ? takeNext(cell, state) : begin(state, selector, argument);
}

/** An ask that was withdrawn had left the count before. */
function skip(cell: Cell, state: PullState): unknown {
  cell.queue?.skipped();
  return takeNext(cell, state);
}

function isGone(selector: Selector, argument: unknown): boolean {
  return selector.shape === Asked && (argument as Ask).withdrawn;
}

function begin(state: PullState, selector: Selector, argument: unknown): unknown {
  const value = payloadOf(selector, argument);
  state.begin(selector, argument);
  return state.busy ? value : undefined; // a listener ended the actor, and the message was lost with it
}

/**
 * Takes the first wanted message into work, as a value; the others are put aside in order. What `match` throws passes through, and leaves everything in its place.
 */
export function takeMatching(cell: Cell, state: PullState, wanted: Wanted, searched: boolean): unknown {
  state.settle();
  const aside = state.asideNow();
  aside.cursor = searched ? aside.size : 0;
  for (;;) {
    if (aside.cursor >= aside.size && !putAside(cell, aside)) return none;
    const at = aside.cursor++;
    const selector = aside.selectorAt(at);
    const argument = aside.argumentAt(at);
    const value = payloadOf(selector, argument);
    if (!accepts(state, wanted, wanted.system ? { message: value } : value)) continue;
    if (state.closed) return none; // the matcher had the code swapped
    // The matcher may have ended the actor, withdrawn an ask, or sent so much that the oldest were dropped.
    const found = aside.cursor - 1;
    if (aside.selectorAt(found) !== selector || aside.argumentAt(found) !== argument) continue;
    aside.removeAt(found);
    if (cell.gate !== Open) refill(cell);
    state.begin(selector, argument);
    return value;
  }
}

/** Moves the next message to those put aside: wherever it is looked at, it counts as queued. */
function putAside(cell: Cell, aside: Aside): boolean {
  for (;;) {
    const selector = takeWaiting(cell);
    if (selector === undefined) return false;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    if (selector.shape === Asked && (argument as Ask).withdrawn) continue;
    aside.push(selector, argument);
    if (aside.size >= limits.mailboxDepthMax) cell.gate |= Gate.Bounded; // from now on it is measured (S13)
    return true;
  }
}

/** Takes the first wanted system message; each is shown to a receive once. */
export function takeSignal(cell: Cell, state: PullState, waiter: Waiter): ExitSignal | undefined {
  const signals = cell.extras?.signals as ExitSignal[] | undefined;
  if (signals === undefined) return undefined;
  // Where the last one shown is gone, all before it are, too: the oldest go first.
  const from = waiter.shown === undefined ? 0 : signals.indexOf(waiter.shown) + 1;
  for (const signal of signals.slice(from)) {
    waiter.shown = signal;
    if (!accepts(state, waiter, { system: signal })) continue;
    const at = signals.indexOf(signal);
    if (at >= 0) signals.splice(at, 1);
    return signal;
  }
  return undefined;
}

function accepts(state: PullState, { match }: Wanted, value: unknown): boolean {
  if (match === undefined) return true;
  state.scan(true);
  try {
    return wants(match, value);
  } finally {
    state.scan(false);
  }
}
