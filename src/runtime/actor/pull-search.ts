/** Taking messages out of a pull actor's mailbox: the next one, or the first that is wanted. */
import type { ExitSignal } from "../../exit";
import { limits } from "../../limits";
import type { Ask } from "../messages/ask";
import { Shape } from "../messages/selector";
import { type Cell, Gate } from "./cell";
import { refill, takeAside, takeWaiting } from "./delivery";
import { type PullState, payloadOf } from "./pull-state";
import { type Waiter, type Wanted, wants } from "./wanted";

const { Asked, Tell } = Shape;
const { Open } = Gate;

/** Takes the next message into work; false when there is none. The hot path of a receive. */
export function takeNext(cell: Cell, state: PullState): boolean {
  const aside = cell.extras?.aside;
  if (aside !== undefined && aside.size > 0) return takeOldest(cell, state);
  for (;;) {
    const selector = takeWaiting(cell);
    if (selector === undefined) return false;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    if (cell.gate !== Open) refill(cell);
    if (selector.shape === Asked && (argument as Ask).withdrawn) continue;
    state.begin(selector, argument, selector.shape === Tell ? argument : payloadOf(selector, argument));
    return true;
  }
}

function takeOldest(cell: Cell, state: PullState): boolean {
  const letter = takeAside(cell);
  if (letter === undefined) return false;
  const { selector, argument } = letter;
  if (cell.gate !== Open) refill(cell);
  state.begin(selector, argument, payloadOf(selector, argument));
  return true;
}

/**
 * Takes the first wanted message into work; the others are put aside in order. False when none is there.
 * What `match` throws passes through, and leaves everything in its place.
 */
export function takeMatching(cell: Cell, state: PullState, wanted: Wanted, searched: boolean): boolean {
  const { aside } = state;
  aside.cursor = searched ? aside.size : 0;
  for (;;) {
    if (aside.cursor >= aside.size && !putAside(cell, state)) return false;
    const at = aside.cursor++;
    const selector = aside.selectorAt(at);
    const argument = aside.argumentAt(at);
    const value = payloadOf(selector, argument);
    if (!accepts(state, wanted, wanted.system ? { message: value } : value)) continue;
    if (state.closed) return false; // the matcher had the code swapped
    // The matcher may have ended the actor, withdrawn an ask, or sent so much that the oldest were dropped.
    const found = aside.cursor - 1;
    if (aside.selectorAt(found) !== selector || aside.argumentAt(found) !== argument) continue;
    aside.removeAt(found);
    if (cell.gate !== Open) refill(cell);
    state.begin(selector, argument, value);
    return true;
  }
}

/** Moves the next message to those put aside: wherever it is looked at, it counts as queued. */
function putAside(cell: Cell, { aside }: PullState): boolean {
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
  state.scanning = true;
  try {
    return wants(match, value);
  } finally {
    state.scanning = false;
  }
}
