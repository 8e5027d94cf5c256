/**
 * Places in a mailbox that are promised to producers that ask before they send: `ref.ready()` and `ref.pipe()`.
 *
 *   place?  ─ yes ─▶ promised ─▶ the producer sends ─▶ queued
 *     └ no ─▶ line ─┘   └─ did not send, the event loop turned ─▶ over: the next in line
 *
 * That there is room is not enough: a thousand producers that all saw the same free place would all send. So a release
 * is a promise of one place, and promised places count as taken, for the room and for the level. The next message that
 * is queued keeps a promise: nobody can tell which producer sent it, but among producers that all ask first there is
 * one message for each promise. Who sends without asking takes a place like everybody, and somebody's promise with it.
 *
 * A promise must end, or a producer that changed its mind would block a place for good. A producer goes on in a
 * microtask, so that whoever means to send at once has done it when the event loop has turned. The turn is asked for
 * in a microtask, too: under simulated turns, which may run many in a row, it still comes after the producers. What
 * was promised meanwhile is younger, and ends a turn later.
 *
 * Whoever waits is filed with the actor that it waits for, and turned away the moment that one takes no more messages.
 */
import { describe, errors } from "../../errors";
import type { PressureLevel } from "../../options";
import { Credit } from "../mailbox/credit";
import type { Bounds } from "../mailbox/overflow";
import { Level, levelNames } from "../mailbox/pressure";
import type { Cell } from "./cell";

const { Normal, High, Critical } = Level;

/** Offers places to those who wait, as many as there are. Called whenever there may be more of them. */
export function servePlaces(cell: Cell): void {
  const { bounds } = cell;
  const credit = bounds?.credit;
  if (bounds === undefined || credit === undefined) return;
  while (credit.waiting > 0) {
    const level = leastLevel(bounds, cell.occupied);
    const waiter = level === undefined ? undefined : credit.next(level);
    if (waiter === undefined) return;
    credit.leave(waiter);
    waiter.offered();
  }
}

/** Whether one more message has a place, besides those that are promised. */
export function hasPlace(cell: Cell, level: Level): boolean {
  return cell.bounds === undefined || cell.bounds.hasPlace(cell.occupied, level, 0);
}

/** Promises a place that is there. */
export function promisePlace(cell: Cell): void {
  if (cell.bounds === undefined) return;
  const credit = creditOf(cell.bounds);
  credit.promised++;
  if (!credit.ageing) expireLater(cell, credit);
}

/** A promised place will not be used. */
export function giveBack(cell: Cell): void {
  cell.bounds?.credit?.spend();
  servePlaces(cell);
}

export function creditOf(bounds: Bounds<Cell>): Credit {
  bounds.credit ??= new Credit();
  return bounds.credit;
}

/** Calls `closed` when the actor takes no more messages, until the function returned is called. */
export function whenClosed(cell: Cell, closed: () => void): () => void {
  const extras = cell.more();
  extras.producers ??= new Set();
  extras.producers.add(closed);
  return () => void extras.producers?.delete(closed);
}

/** The actor takes no more messages: nobody has to wait for it. */
export function turnAway(cell: Cell): void {
  const { extras } = cell;
  if (extras?.producers === undefined) return;
  const { producers } = extras;
  extras.producers = undefined;
  for (const closed of producers) closed();
}

/** Why nothing can be sent any more. */
export function deadError(cell: Cell, request: string): Error {
  const { system, pid, extras } = cell;
  const reason = system.exits.of(pid)?.reason ?? extras?.ending?.reason ?? "unknown";
  return errors.actorDead({ target: cell.label, request, reason }, extras?.ending?.error);
}

/** In its own handler, which has to end before anything leaves the mailbox. */
export function waitsForItself(cell: Cell): boolean {
  return cell.system.scheduler.current === cell && !cell.reentrant;
}

/** @throws ERR_INVALID_ARG for what is no level */
export function levelOf(name: unknown, otherwise: Level): Level {
  if (name === undefined) return otherwise;
  const level = levelNames.indexOf(name as PressureLevel);
  if (level >= 0) return level as Level;
  const expected = '"NORMAL", "HIGH" or "CRITICAL"';
  throw errors.invalidArg({ argument: "level", expected, received: describe(name) });
}

function expireLater(cell: Cell, credit: Credit): void {
  const expire = (): void => {
    credit.ageing = false;
    credit.expire();
    if (credit.promised > 0) expireLater(cell, credit);
    servePlaces(cell);
  };
  credit.ageing = true;
  void Promise.resolve().then(() => {
    credit.age();
    cell.system.turns.later(expire);
  });
}

/** The lowest level that one more message would leave the mailbox at; undefined when it is full. */
function leastLevel(bounds: Bounds<Cell>, queued: number): Level | undefined {
  if (!bounds.hasPlace(queued, Critical, 0)) return undefined;
  if (bounds.hasPlace(queued, Normal, 0)) return Normal;
  return bounds.hasPlace(queued, High, 0) ? High : Critical;
}
