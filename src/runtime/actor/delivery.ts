/**
 * How a message gets into a mailbox, or why not. Sending never throws (S5) and every attempt is counted (S4).
 *
 *   gate open ─────────────────────────────▶ idle?  ─ yes ─▶ head slot, ready ring
 *   gate shut ─▶ admit: closed → refused            └ no ──▶ queue
 *                       dormant → activate
 *                       bounded → room? else the overflow policy
 */
import { limits } from "../../limits";
import { Parked, Policy } from "../mailbox/overflow";
import { Queue } from "../mailbox/queue";
import type { Ask } from "../messages/ask";
import { askedSelector, type Selector, Shape } from "../messages/selector";
import { Activity, type Cell, Gate, type Letter } from "./cell";
import {
  deadLetter,
  type Fate,
  failFull,
  failRefused,
  isAccepted,
  overDepth,
  refuseCycle,
  refuseDead,
  refuseFull,
} from "./fates";
import { advance, Phase } from "./phase";

// Local constants, because each use of an import costs two loads through the CommonJS exports object.
const { Idle, Ready } = Activity;
const { Open } = Gate;

/** Sends one message. The hot path of every `send`, `tell` and `ask`. */
export function deliver(cell: Cell, selector: Selector, argument: unknown): boolean {
  if (cell.gate !== Open) return isAccepted(admit(cell, selector, argument, 0));
  return accept(cell, selector, argument);
}

/** Queues and counts; false only at `mailboxDepthMax`. */
function accept(cell: Cell, selector: Selector, argument: unknown): boolean {
  if (!insert(cell, selector, argument)) return overDepth(cell, selector, argument);
  cell.system.counts.accepted++;
  return true;
}

function insert(cell: Cell, selector: Selector, argument: unknown): boolean {
  if (cell.activity === Idle) {
    cell.system.scheduler.push(cell); // first: should it throw, near the end of the stack, nothing has happened
    cell.headSelector = selector;
    cell.headArgument = argument;
    cell.activity = Ready;
    return true;
  }
  if (cell.queue === undefined) {
    if (cell.headSelector === undefined) {
      cell.headSelector = selector;
      cell.headArgument = argument;
      return true;
    }
    cell.queue = new Queue(cell.system.chunks);
  }
  if (cell.queue.full) return false;
  cell.queue.push(selector, argument);
  return true;
}

/** Sends one message to a cell whose gate may be shut, and says what became of it. */
export function admit(cell: Cell, selector: Selector, argument: unknown, depth: number): Fate {
  if (cell.gate & Gate.Closed) return refuseDead(cell, selector, argument);
  if (cell.gate & Gate.Dormant) activate(cell);
  if (!hasRoom(cell)) return overflow(cell, selector, argument, depth);
  return accept(cell, selector, argument) ? "queued" : "dropped-new";
}

/** Whether the next message may be queued: there is room, and nobody waits for it. */
export function hasRoom(cell: Cell): boolean {
  const { bounds } = cell;
  return bounds === undefined || (cell.queued < bounds.capacity && bounds.parked === 0);
}

/** Gives a passive virtual actor its first turn; what waits in its mailbox is handled after the start. */
export function activate(cell: Cell): void {
  cell.gate &= ~Gate.Dormant;
  advance(cell, Phase.Created);
  cell.urgent = true;
}

function overflow(cell: Cell, selector: Selector, argument: unknown, depth: number): Fate {
  const bounds = cell.bounds as NonNullable<Cell["bounds"]>;
  switch (bounds.policy) {
    case Policy.Block:
      return parkOrRefuse(cell, selector, argument);
    case Policy.DropOld:
      return replaceOldest(cell, selector, argument);
    case Policy.Redirect:
      return redirect(cell, bounds.target as Cell, selector, argument, depth);
    case Policy.Spill:
      return spill(cell, bounds.target as Cell, selector, argument, depth);
    default:
      return refuseFull(cell, selector, argument);
  }
}

/** Lets a message wait for room; undefined when the lane is full. `settled` hears whether it got in. */
export function park(
  cell: Cell,
  selector: Selector,
  argument: unknown,
  settled: ((accepted: boolean) => void) | undefined,
): Parked | undefined {
  const bounds = cell.bounds as NonNullable<Cell["bounds"]>;
  if (bounds.laneFull) return undefined;
  const entry = new Parked(selector, argument, settled);
  if (selector.shape === Shape.Asked) (argument as Ask<Cell>).parked = entry;
  bounds.park(entry);
  cell.system.counts.accepted++;
  return entry;
}

/** Moves parked messages into the room that a handled one left. They were counted when they were parked. */
export function refill(cell: Cell): void {
  const { bounds } = cell;
  if (bounds === undefined) return;
  while (bounds.parked > 0 && cell.queued < bounds.capacity) {
    const entry = bounds.unpark();
    if (entry === undefined) return;
    insert(cell, entry.selector, entry.argument);
    entry.settled?.(true);
  }
}

function redirect(cell: Cell, target: Cell, selector: Selector, argument: unknown, depth: number): Fate {
  if (depth >= limits.redirectDepthMax) return refuseCycle(cell, selector, argument);
  if (selector.shape === Shape.Asked) (argument as Ask<Cell>).target = target;
  const fate = admit(target, selector, argument, depth + 1);
  return fate === "queued" || fate === "parked" ? "redirected" : fate;
}

/** The copy goes to the target, without a reply to wait for; the original waits here for room. */
function spill(cell: Cell, target: Cell, selector: Selector, argument: unknown, depth: number): Fate {
  if (depth >= limits.redirectDepthMax) return refuseCycle(cell, selector, argument);
  const asked = selector.shape === Shape.Asked ? (argument as Ask<Cell>) : undefined;
  const original = park(cell, selector, argument, undefined);
  if (original === undefined && asked !== undefined) failFull(cell, asked);
  const copy = asked ?? { selector, argument };
  const fate = admit(target, copy.selector, copy.argument, depth + 1);
  if (isAccepted(fate)) return "spilled";
  // The refused copy was counted where it was refused; the original never was a message.
  if (original !== undefined && cell.bounds?.withdraw(original)) cell.system.counts.accepted--;
  if (asked !== undefined) failRefused(target, asked, fate);
  return fate;
}

function parkOrRefuse(cell: Cell, selector: Selector, argument: unknown): Fate {
  return park(cell, selector, argument, undefined) === undefined
    ? refuseFull(cell, selector, argument)
    : "parked";
}

/** Drops the oldest message for the newest. Parked ones, of an earlier policy, move up first: they are older. */
function replaceOldest(cell: Cell, selector: Selector, argument: unknown): Fate {
  const { capacity } = cell.bounds as NonNullable<Cell["bounds"]>;
  const oldest = takeOldest(cell);
  if (oldest !== undefined) cell.system.counts.evicted++;
  refill(cell);
  let fate: Fate;
  if (cell.queued >= capacity) fate = parkOrRefuse(cell, selector, argument);
  else fate = accept(cell, selector, argument) ? "queued" : "dropped-new";
  // Reported last: a listener may send, too.
  if (oldest !== undefined) {
    if (oldest.selector.shape === Shape.Asked) failFull(cell, oldest.argument as Ask<Cell>);
    deadLetter(cell, "evicted", oldest.selector, oldest.argument);
  }
  return fate;
}

/** The oldest queued message that was not withdrawn, removed. */
function takeOldest(cell: Cell): Letter | undefined {
  for (;;) {
    const selector = takeQueued(cell);
    if (selector === undefined) return undefined;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    if (selector.shape !== Shape.Asked || !(argument as Ask).withdrawn) return { selector, argument };
  }
}

/** The oldest queued selector; its argument is left in `headArgument`. */
export function takeQueued(cell: Cell): Selector | undefined {
  const head = cell.headSelector;
  if (head !== undefined) {
    cell.headSelector = undefined;
    return head;
  }
  const { queue } = cell;
  const selector = queue?.shift();
  if (queue === undefined || selector === undefined) return undefined;
  cell.headArgument = queue.argument;
  queue.argument = undefined;
  if (selector.shape === Shape.Asked && (cell.headArgument as Ask).withdrawn) queue.skipped();
  return selector;
}

/** Takes an ask that nobody waits for any more out of the mailbox it still waits in. */
export function withdraw(ask: Ask<Cell>): void {
  const cell = ask.target;
  const { system } = cell;
  ask.withdrawn = true;
  if (cell.headArgument === ask) {
    cell.headSelector = undefined;
    cell.headArgument = undefined;
  } else {
    const { parked } = ask;
    if (parked === undefined || cell.bounds?.withdraw(parked as Parked) !== true)
      cell.queue?.withdraw(isWithdrawn);
  }
  system.counts.discarded++;
  refill(cell);
}

function isWithdrawn(selector: Selector, argument: unknown): boolean {
  return selector === askedSelector && (argument as Ask).withdrawn;
}
