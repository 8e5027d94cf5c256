/**
 * How a message gets into a mailbox, or why not. Sending never throws (S5) and every attempt is counted (S4).
 *
 *   gate open ─────────────────────────────▶ idle?  ─ yes ─▶ head slot, ready ring
 *   gate shut ─▶ admit: closed → refused            └ no ──▶ queue
 *                       routed → to a member of the pool
 *                       dormant → activate
 *                       bounded → room? else the overflow policy
 */
import { Lazy } from "../../lazy";
import { limits } from "../../limits";
import { type Bounds, Parked, Policy } from "../mailbox/overflow";
import { Queue } from "../mailbox/queue";
import type { Ask } from "../messages/ask";
import { type Fate, isAccepted } from "../messages/fate";
import { askedSelector, type Selector, Shape } from "../messages/selector";
import { Activity, type Cell, Gate, type Letter } from "./cell";
import { type Router, Unrouted } from "./extras";
import { deadLetter, failFull, failRefused, overDepth, refuseCycle, refuseDead, refuseFull } from "./fates";
import { tellPressure, tellPressureSoon } from "./levels";
import { advance, Phase } from "./phase";

const places = new Lazy(() => require("./places") as typeof import("./places"));

// Local constants, because each use of an import costs two loads through the CommonJS exports object.
const { Idle, Ready } = Activity;
const { Open, Closed, Routed, Dormant } = Gate;

/** Sends one message. The hot path of every `send`, `tell` and `ask`. */
export function deliver(cell: Cell, selector: Selector, argument: unknown): boolean {
  if (cell.gate !== Open) return deliverShut(cell, selector, argument);
  return accept(cell, selector, argument);
}

function deliverShut(cell: Cell, selector: Selector, argument: unknown): boolean {
  if (cell.gate === Routed) return routerOf(cell).send(selector, argument);
  return isAccepted(admit(cell, selector, argument, 0));
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
  const { gate } = cell;
  if (gate & Closed) return refuseDead(cell, selector, argument);
  if (gate & Routed) return routerOf(cell).deliver(selector, argument, depth);
  if (gate & Dormant) activate(cell);
  if (isBrimful(cell)) {
    overDepth(cell, selector, argument);
    return "dropped-new";
  }
  if (!hasRoom(cell)) return overflow(cell, selector, argument, depth);
  if (!accept(cell, selector, argument)) return "dropped-new";
  const { bounds } = cell;
  if (bounds !== undefined) arrived(cell, bounds);
  return "queued";
}

/** A pull actor has passed over as many messages as a mailbox may hold: its queue alone does not tell. */
function isBrimful(cell: Cell): boolean {
  return cell.blueprint.isPull && cell.queued >= limits.mailboxDepthMax;
}

/** A message took a place. Listeners hear of it last. */
function arrived(cell: Cell, bounds: Bounds<Cell>): void {
  bounds.credit?.spend();
  if (bounds.gauge.rise(cell.occupied)) tellPressure(cell);
}

/** Who takes a message that waits for something: of a pool one member, where it chooses one; else the cell itself. */
export function takerOf(cell: Cell, selector: Selector, argument: unknown): Cell {
  if ((cell.gate & (Closed | Routed)) !== Routed) return cell;
  const member = routerOf(cell).pick(selector, argument);
  return member === undefined || member instanceof Unrouted ? cell : member;
}

/** Of a pool. */
export function routerOf({ extras }: Cell): Router<Cell> {
  return extras?.router as Router<Cell>;
}

/**
 * Whether the next message may be queued: there is room, or a place was promised before a message came back and took
 * it; and nobody waits for it.
 */
export function hasRoom(cell: Cell): boolean {
  const { bounds } = cell;
  if (bounds === undefined) return true;
  return bounds.parked === 0 && (cell.occupied < bounds.capacity || (bounds.credit?.promised ?? 0) > 0);
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

/**
 * Called whenever a queued message left: its place goes to a parked one, else to a producer that waits; then the
 * pressure may have gone down. Calls nothing of users, for the message may be in the caller's hands.
 */
export function refill(cell: Cell): void {
  const { bounds } = cell;
  if (bounds === undefined) return;
  if (bounds.parked > 0) moveUp(cell, bounds);
  if (bounds.gauge.fall(cell.occupied)) tellPressureSoon(cell, bounds.gauge);
  if (bounds.credit !== undefined) places.module.servePlaces(cell);
}

/** Moves parked messages to where there is room. They were counted when they were parked. */
function moveUp(cell: Cell, bounds: Bounds<Cell>): void {
  while (bounds.parked > 0 && cell.occupied < bounds.capacity) {
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
  const bounds = cell.bounds as Bounds<Cell>;
  const oldest = takeOldest(cell);
  if (oldest !== undefined) cell.system.counts.evicted++;
  moveUp(cell, bounds); // no `refill`: the place is taken already
  let fate: Fate;
  if (cell.occupied >= bounds.capacity) fate = parkOrRefuse(cell, selector, argument);
  else fate = accept(cell, selector, argument) ? "queued" : "dropped-new";
  // Reported last: a listener may send, too.
  if (oldest !== undefined) {
    if (oldest.selector.shape === Shape.Asked) failFull(cell, oldest.argument as Ask<Cell>);
    deadLetter(cell, "evicted", oldest.selector, oldest.argument);
  }
  return fate;
}

/** The oldest queued message that was not withdrawn, removed. A stash takes up no room, so it is left alone. */
function takeOldest(cell: Cell): Letter | undefined {
  const aside = cell.blueprint.isPull ? takeAside(cell) : undefined;
  if (aside !== undefined) return aside;
  for (;;) {
    const selector = takeWaiting(cell);
    if (selector === undefined) return undefined;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    if (selector.shape !== Shape.Asked || !(argument as Ask).withdrawn) return { selector, argument };
  }
}

/** The oldest message put aside, removed. */
export function takeAside(cell: Cell): Letter | undefined {
  const aside = cell.extras?.aside;
  if (aside === undefined || aside.size === 0) return undefined;
  const letter = { selector: aside.selectorAt(0), argument: aside.argumentAt(0) };
  aside.removeAt(0);
  return letter;
}

/** The next selector to be handled; its argument is left in `headArgument`. */
export function takeWaiting(cell: Cell): Selector | undefined {
  const head = cell.headSelector;
  if (head !== undefined) {
    cell.headSelector = undefined;
    return head;
  }
  const { queue } = cell;
  const selector = queue?.selector;
  if (queue === undefined || selector === undefined) return undefined;
  cell.headArgument = queue.argument;
  queue.drop();
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
    const isParked = parked !== undefined && cell.bounds?.withdraw(parked as Parked) === true;
    if (!isParked && cell.extras?.aside?.withdraw(ask) !== true) cell.queue?.withdraw(isWithdrawn);
  }
  system.counts.discarded++;
  refill(cell);
}

function isWithdrawn(selector: Selector, argument: unknown): boolean {
  return selector === askedSelector && (argument as Ask).withdrawn;
}
