/**
 * Links and monitors between cells, and the signals that come of them (as in Erlang/OTP).
 *
 *   exit ─▶ announce ─▶ linked, traps exits ─▶ EXIT  ─┐
 *                   ├─▶ its parent          ─▶ EXIT  ─┼─▶ `signal`: before any user message (S3)
 *                   ├─▶ monitors it         ─▶ DOWN  ─┘
 *                   └─▶ linked, traps no exits, and the reason is not "normal" ─▶ goes down, too (`ending.ts`)
 *
 * Links hold across restarts of both; a final exit takes them out on both sides.
 */
import { type SystemMessage, SystemSignal } from "../../exit";
import { limits } from "../../limits";
import { Bonds, Down, Monitor } from "../messages/bonds";
import { demandAttention } from "./attention";
import type { Cell } from "./cell";
import { activate } from "./delivery";
import { Phase } from "./phase";

/** What a cell is tied by, made when first needed. */
export function bondsOf(cell: Cell): Bonds<Cell> {
  const extras = cell.more();
  extras.bonds ??= new Bonds();
  return extras.bonds;
}

/** Whether exits of linked actors are shown to it, instead of ending it. */
export function trapsExits(cell: Cell): boolean {
  return cell.extras?.bonds?.trapExit ?? cell.blueprint.trapExit;
}

/** Whether there is anything in it that could see a signal. */
export function seesSignals(cell: Cell): boolean {
  const { behavior, isPull, hooks } = cell.blueprint;
  if (cell.extras?.router !== undefined) return false; // a pool has members, and nothing of its own
  return isPull || behavior !== undefined || hooks.exit.length > 0;
}

/** Exits of children are shown without a link. What takes whole messages gets them only if it asked for exits. */
function seesChildren(cell: Cell): boolean {
  const { behavior, isPull, hooks } = cell.blueprint;
  return isPull || behavior !== undefined ? trapsExits(cell) : hooks.exit.length > 0;
}

/** Whether there is something that it has to crash for, in its next turn. */
export function isFalling({ extras }: Cell): boolean {
  return extras?.bonds?.severed !== undefined || extras?.oversight?.due !== undefined;
}

/** Whether it goes down for a restart, alone or with others, or is about to: it falls for nothing else before that. */
export function goesDown(cell: Cell): boolean {
  return cell.phase === Phase.Restarting || cell.extras?.oversight?.hold?.goesDown(cell) === true;
}

/** Life-cycle work waits that came from other actors, or from itself: signals, or something to fall for. */
export function hasNews(cell: Cell): boolean {
  const { extras } = cell;
  return isFalling(cell) || (extras?.signals !== undefined && extras.signals.length > 0);
}

export function tie(one: Cell, other: Cell): void {
  peersOf(one).add(other);
  peersOf(other).add(one);
}

export function untie(one: Cell, other: Cell): void {
  one.extras?.bonds?.peers?.delete(other);
  other.extras?.bonds?.peers?.delete(one);
}

function peersOf(cell: Cell): Set<Cell> {
  const bonds = bondsOf(cell);
  bonds.peers ??= new Set();
  return bonds.peers;
}

export function watch(watcher: Cell, target: Cell, owner: object | undefined): Monitor<Cell> {
  const monitor = new Monitor(watcher, target, owner);
  const [own, its] = [bondsOf(watcher), bondsOf(target)];
  own.watching ??= new Set();
  its.watchers ??= new Set();
  own.watching.add(monitor);
  its.watchers.add(monitor);
  return monitor;
}

/** Cancels a monitor. A DOWN of it that nobody has seen is withdrawn. */
export function unwatch(monitor: Monitor<Cell>): void {
  const { watcher, target } = monitor;
  watcher.extras?.bonds?.watching?.delete(monitor);
  target.extras?.bonds?.watchers?.delete(monitor);
  withdraw(watcher, (other) => other === monitor);
}

/** Cancels the monitors that were made through a context, which is being revoked (S8). */
export function endOwnedMonitors(cell: Cell, owner: object): void {
  const bonds = cell.extras?.bonds;
  if (bonds === undefined) return;
  for (const monitor of bonds.watching ?? []) {
    if (monitor.owner !== owner) continue;
    bonds.watching?.delete(monitor);
    monitor.target.extras?.bonds?.watchers?.delete(monitor);
  }
  withdraw(cell, (monitor) => monitor.owner === owner);
}

function withdraw(cell: Cell, isMeant: (monitor: Monitor<unknown>) => boolean): void {
  const { extras } = cell;
  if (extras?.signals === undefined || extras.signals.length === 0) return;
  extras.signals = extras.signals.filter((signal) => {
    const monitor = Down.monitorOf(signal);
    return monitor === undefined || !isMeant(monitor);
  });
}

/** Queues a system message for an actor that can see it; one that is about to end sees no more. */
export function signal(cell: Cell, message: SystemSignal): void {
  if (cell.phase === Phase.Stopped || cell.extras?.ending !== undefined) return;
  const extras = cell.more();
  extras.signals ??= [];
  const isFull = extras.signals.length >= limits.signalsMax;
  if (isFull) extras.signals.shift();
  extras.signals.push(message);
  wake(cell);
  if (isFull && bondsOf(cell).lost++ === 0) warnOfLoss(cell);
}

/** Asks for a turn, also of a virtual actor that sleeps. */
export function wake(cell: Cell): void {
  if (cell.phase === Phase.Dormant) activate(cell);
  demandAttention(cell);
}

function warnOfLoss(cell: Cell): void {
  const { signalsMax } = limits;
  cell.system.logger.warn(
    { pid: cell.pid, signalsMax },
    `${cell.label} does not look at its signals: the oldest of more than ${signalsMax} exits are lost. Let @OnExit return sooner, or link and monitor fewer actors.`,
  );
}

/** Whether anybody is to be told of this actor's end. Of most nobody is. */
export function hasAudience({ extras, parent }: Cell): boolean {
  return extras?.bonds !== undefined || (parent !== undefined && seesChildren(parent));
}

/**
 * Takes an actor that has ended out of all its links and monitors and queues the signals; its parent's, too. Runs
 * nothing of the user's. Returns the linked actors that are to go down with it.
 */
export function announce(cell: Cell, exit: SystemSignal): readonly Cell[] {
  const { parent, system } = cell;
  const bonds = cell.extras?.bonds;
  // Everything stops: nobody is told of each other's end.
  const isQuiet = system.stopped && exit.reason === "shutdown";
  const doomed: Cell[] = [];
  let isParentTold = false;
  for (const peer of bonds?.peers ?? []) {
    peer.extras?.bonds?.peers?.delete(cell);
    if (isQuiet) continue;
    if (!trapsExits(peer)) {
      if (exit.reason !== "normal") doomed.push(peer);
    } else {
      signal(peer, exit);
      if (peer === parent) isParentTold = true;
    }
  }
  if (parent !== undefined && !isParentTold && seesChildren(parent)) signal(parent, exit);
  if (bonds === undefined) return doomed;
  for (const monitor of bonds.watching ?? []) monitor.target.extras?.bonds?.watchers?.delete(monitor);
  for (const monitor of bonds.watchers ?? []) {
    monitor.watcher.extras?.bonds?.watching?.delete(monitor);
    if (!isQuiet) signal(monitor.watcher, new Down(exit, monitor));
  }
  bonds.peers = bonds.watching = bonds.watchers = bonds.severed = undefined;
  return doomed;
}

/** The EXIT that tells of an end. */
export function exitSignal(facts: Omit<SystemMessage, "type">): SystemSignal {
  return Object.freeze(new SystemSignal({ ...facts, type: "EXIT" }));
}
