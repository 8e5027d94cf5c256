/** Taking messages out of a pull actor's mailbox: the next one, or the first that is wanted. */
import type { ExitSignal } from "../../exit";
import { limits } from "../../limits";
import type { Aside } from "../mailbox/aside";
import type { Ask } from "../messages/ask";
import { type Selector, Shape } from "../messages/selector";
import { type Cell, Gate } from "./cell";
import { refill, takeAside, takeWaiting } from "./delivery";
import { type PullState, payloadOf } from "./pull-state";
import { type Wanted, wants } from "./wanted";

const { Asked, Tell } = Shape;
const { Open } = Gate;

/** What is returned where there is no message; a message may be undefined. */
export const none = Symbol("none");

/** What is returned for an ask that was withdrawn: look again. */
const again = Symbol("again");

/** Takes the next message into work, as a value. The hot path of a receive: the one before is settled here, too. */
export function takeNext(cell: Cell, state: PullState): unknown {
  for (;;) {
    const taken = takeOne(cell, state);
    if (taken !== again) return taken;
  }
}

function takeOne(cell: Cell, state: PullState): unknown {
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
    if (!isGone(selector, argument)) return begin(state, selector, argument);
    queue.skipped(); // it had left the count before
    return again;
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
  return isGone(selector, argument) ? again : begin(state, selector, argument);
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
  return isGone(selector, argument) ? again : begin(state, selector, argument);
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
 * Takes the first wanted message into work, as a value; the others are put aside in order. What `match` throws passes
 * through, and leaves everything in its place.
 */
export function takeMatching(cell: Cell, state: PullState, wanted: Wanted, searched: boolean): unknown {
  state.settle();
  const aside = state.asideNow();
  aside.cursor = searched ? aside.size : 0;
  let value: unknown;
  state.scan(true);
  try {
    value = search(cell, state, aside, wanted);
  } finally {
    state.scan(false);
  }
  if (value === none) return none;
  const at = aside.cursor - 1;
  const selector = aside.selectorAt(at);
  const argument = aside.argumentAt(at);
  aside.removeAt(at);
  if (cell.gate !== Open) refill(cell);
  state.begin(selector, argument);
  return value;
}

/** The first wanted message, as a value; it is in front of the cursor then. */
function search(cell: Cell, state: PullState, aside: Aside, wanted: Wanted): unknown {
  for (;;) {
    if (aside.cursor >= aside.size && !putAside(cell, aside)) return none;
    const at = aside.cursor++;
    const selector = aside.selectorAt(at);
    const argument = aside.argumentAt(at);
    const value = payloadOf(selector, argument);
    if (!accepts(wanted, wanted.system ? { message: value } : value)) continue;
    if (state.closed) return none; // the matcher had the code swapped
    // The matcher may have ended the actor, withdrawn an ask, or sent so much that the oldest were dropped.
    const found = aside.cursor - 1;
    if (aside.selectorAt(found) === selector && aside.argumentAt(found) === argument) return value;
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

/** What a receive wants, and the last system message it was shown. */
interface Shown extends Wanted {
  shown: ExitSignal | undefined;
}

/** Takes the first wanted system message; each is shown to a receive once. An `@OnExit` method gets them instead. */
export function takeSignal(cell: Cell, state: PullState, wanted: Shown): ExitSignal | undefined {
  const { extras } = state;
  const signals = extras.signals as ExitSignal[] | undefined;
  if (signals === undefined || signals.length === 0 || cell.blueprint.hooks.exit.length > 0) return undefined;
  state.scan(true);
  try {
    // Where the last one shown is gone, all before it are, too: the oldest go first.
    const from = wanted.shown === undefined ? 0 : signals.indexOf(wanted.shown) + 1;
    for (const signal of signals.slice(from)) {
      wanted.shown = signal;
      if (!accepts(wanted, { system: signal })) continue;
      if (state.closed) return undefined; // the matcher had the code swapped
      const now: unknown[] = extras.signals ?? [];
      const at = now.indexOf(signal);
      if (at < 0) continue; // the matcher withdrew it, or ended the actor
      now.splice(at, 1);
      return signal;
    }
    return undefined;
  } finally {
    state.scan(false);
  }
}

function accepts({ match }: Wanted, value: unknown): boolean {
  return match === undefined || wants(match, value);
}
