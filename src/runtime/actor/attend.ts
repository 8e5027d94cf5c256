/**
 * Life-cycle work, before any user message (S3): what a turn does first when its cell is `urgent`.
 *
 * True means that user messages may be handled now; false that the cell waits, was ended, or has more of this to do.
 */

import type { ExitSignal } from "../../exit";
import { Lazy } from "../../lazy";
import { limits } from "../../limits";
import { isThenable } from "../../thenable";
import { resume } from "./attention";
import { Activity, type Cell } from "./cell";
import { applyChanges, attendChanges } from "./changes";
import { clear, saveState, startClearing, willTakeChildren } from "./clearing";
import { contextOf } from "./context";
import { boundEnding, finish } from "./ending";
import { begin, crash } from "./incarnation";
import { isFalling } from "./links";
import { advance, Phase } from "./phase";
import { discardQueue } from "./runs";
import { runHooks, waitFor } from "./steps";

const passivation = new Lazy(() => require("./passivation") as typeof import("./passivation"));
const pull = new Lazy(() => require("./pull") as typeof import("./pull"));
const stash = new Lazy(() => require("./stash") as typeof import("./stash"));

export function attend(cell: Cell): boolean {
  if (!attendLife(cell)) return false;
  // A hook or listener asked for more of it: that comes first, too.
  if (cell.urgent) return false;
  return !cell.blueprint.isPull || pull.module.servePull(cell);
}

function attendLife(cell: Cell): boolean {
  cell.urgent = false;
  const ending = cell.extras?.ending;
  if (ending !== undefined && isFallen(cell)) {
    fall(cell);
    return false;
  }
  if (ending !== undefined && cell.phase < Phase.Draining) {
    if (!ending.drain || !mayDrain(cell)) {
      enterStopping(cell);
    } else {
      boundEnding(cell);
      if (cell.phase === Phase.Running) advance(cell, Phase.Draining);
    }
  }
  if (!attendChanges(cell)) return false;
  switch (cell.phase) {
    case Phase.Created:
      return activated(cell);
    case Phase.Starting:
      fall(cell);
      return false;
    case Phase.Running:
      return !fall(cell) && attendRunning(cell);
    case Phase.Restarting:
      return clearedAway(cell) && applyChanges(cell) && !isHeldBack(cell) && beginAnew(cell);
    case Phase.Passivating:
      return clear(cell) && passivation.module.endPassivation(cell) && activated(cell);
    case Phase.Draining:
      if (ending?.drain && waiting(cell) > 0) return true;
      enterStopping(cell);
      return goOnStopping(cell);
    case Phase.Stopping:
      return goOnStopping(cell);
    default:
      return false;
  }
}

function clearedAway(cell: Cell): boolean {
  const extras = cell.more();
  if (extras.clearing === undefined) return true; // it was held back since
  if (extras.oversight?.savesState && cell.runs === undefined) saveState(cell);
  return cell.phase === Phase.Restarting && clear(cell); // not where its own @Snapshot killed it
}

/** Whether somebody says when it may start again, and has not yet. One that is to be drained starts at once. */
function isHeldBack(cell: Cell): boolean {
  const oversight = cell.extras?.oversight;
  if (oversight === undefined) return false;
  const { held, released, hold } = oversight;
  const isFree =
    hold === undefined || (released && !(cell.parent !== undefined && willTakeChildren(cell.parent)));
  if (isFree || cell.extras?.ending !== undefined) {
    oversight.held = oversight.released = false;
    return false;
  }
  cell.activity = Activity.Suspended;
  oversight.held = true;
  if (!held) hold.cleared(cell);
  return true;
}

function beginAnew(cell: Cell): boolean {
  const extras = cell.more();
  extras.incarnation++;
  if (extras.aside !== undefined && !cell.blueprint.isPull) stash.module.unstash(cell);
  return begin(cell);
}

/** Messages to be drained: queued and parked ones, but no stash, which only its actor can take back. */
function waiting(cell: Cell): number {
  return cell.occupied + (cell.bounds?.parked ?? 0);
}

/** Whether it is an instance's turn, now or soon, to handle what is queued. */
function mayDrain(cell: Cell): boolean {
  return cell.phase === Phase.Passivating ? waiting(cell) > 0 : cell.phase !== Phase.Dormant;
}

function activated(cell: Cell): boolean {
  const { system, extras } = cell;
  if (extras?.key !== undefined && system.events.wants("activated")) {
    system.events.emit("activated", { pid: cell.pid, actor: cell.label, key: extras.key });
  }
  return cell.phase === Phase.Created && !fall(cell) && begin(cell);
}

/** Whether it fell before it was asked to end: then it ends for that. */
function isFallen(cell: Cell): boolean {
  const { bonds, oversight } = cell.extras ?? {};
  if (cell.phase !== Phase.Starting && cell.phase !== Phase.Running) return false;
  return bonds?.severed !== undefined || oversight?.due?.name !== undefined;
}

/** Crashes for the exit of a linked actor, or for a child that could not be healed; or ends, and is permanent. */
function fall(cell: Cell): boolean {
  const { bonds, oversight } = cell.extras ?? {};
  if (cell.phase === Phase.Starting && isFalling(cell)) cell.more().step = undefined; // its start is abandoned
  if (bonds?.severed !== undefined) {
    const { error, exit } = bonds.severed;
    bonds.severed = undefined;
    crash(cell, { error, message: { name: "the exit of a linked actor", value: exit }, exit });
  } else if (oversight?.due !== undefined) {
    const { error, name } = oversight.due;
    oversight.due = undefined;
    if (name === undefined) crash(cell, { error, reason: "normal" });
    else crash(cell, { error, message: { name, value: undefined } });
  } else return false;
  // Its supervisor may have decided that it goes on: so does what it was waiting for.
  const isWaiting = cell.extras?.step !== undefined || (cell.runs !== undefined && !cell.reentrant);
  const goesOn = cell.phase === Phase.Running && cell.extras?.ending === undefined;
  if (goesOn && cell.activity === Activity.Running && isWaiting) cell.activity = Activity.Suspended;
  if (isFalling(cell)) {
    cell.urgent = true; // for something else, too
    resume(cell);
  }
  return true;
}

function attendRunning(cell: Cell): boolean {
  const { extras } = cell;
  if (extras === undefined) return true;
  // A pull actor without @OnExit methods finds them in its mailbox.
  const { isPull, hooks } = cell.blueprint;
  const areShown = !isPull || hooks.exit.length > 0;
  while (areShown && extras.signals !== undefined && extras.signals.length > 0) {
    if (!showSignal(cell, extras.signals.shift() as ExitSignal)) return false;
  }
  if (!extras.passivate || !passivation.module.startPassivation(cell)) return true;
  cell.urgent = true;
  return false;
}

/** `@OnExit(signal)`, or a function's `(signal, ctx)`: it may be async, and what it throws is a crash. */
function showSignal(cell: Cell, signal: ExitSignal): boolean {
  const message = { name: cell.blueprint.behavior === undefined ? "@OnExit" : signal.type, value: signal };
  try {
    const pending = present(cell, signal);
    if (pending === undefined) return cell.phase === Phase.Running && cell.extras?.ending === undefined;
    waitFor(
      cell,
      pending,
      () => {},
      (error) => crash(cell, { error, message }),
    );
  } catch (error) {
    crash(cell, { error, message });
  }
  return false;
}

function present(cell: Cell, signal: ExitSignal): PromiseLike<unknown> | undefined {
  const { instance, blueprint } = cell;
  const { behavior, hooks } = blueprint;
  if (behavior === undefined) {
    return runHooks(hooks.exit, instance, [signal], () => cell.instance === instance);
  }
  const result = behavior(signal, contextOf(cell));
  return isThenable(result) ? result : undefined;
}

function enterStopping(cell: Cell): void {
  const extras = cell.more();
  const { ending, clearing: begun } = extras;
  advance(cell, Phase.Stopping);
  if (extras.oversight !== undefined) extras.oversight.held = false;
  discardQueue(cell);
  const timeoutMs = ending?.timeoutMs ?? limits.stopTimeoutMs;
  startClearing(cell, { children: "end", drain: ending?.drain ?? false, timeoutMs, bounded: false });
  if (begun === undefined || extras.clearing === undefined) return;
  // A restart or passivation had begun to clear: its steps are not taken twice.
  extras.clearing.hooksDone = begun.hooksDone;
  extras.clearing.disposed = begun.disposed;
}

function goOnStopping(cell: Cell): false {
  // A listener of the dead letters just written may have killed it.
  if (cell.phase !== Phase.Stopping) return false;
  if (clear(cell)) finish(cell);
  else boundEnding(cell);
  return false;
}
