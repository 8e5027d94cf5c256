/**
 * How an actor ends: asked to (`requestStop`), by a crash (`endWithPanic`), or at once (`kill`).
 *
 *   requestStop ─▶ gate closed ─▶ running handler finishes ─▶ (drain) ─▶ cleared away ─▶ finish
 *   kill        ─▶ gate closed ─▶ everything abandoned, the whole subtree ──────────────▶ finish
 *
 * `finish` is the only place that publishes an exit, and it runs once.
 */

import { errors, IrisError } from "../../errors";
import type { ExitInfo, ExitReason, SystemSignal } from "../../exit";
import { Lazy } from "../../lazy";
import { limits } from "../../limits";
import { slotOf } from "../../pid";
import { disposeAll } from "../injection/disposal";
import { demandAttention, resume } from "./attention";
import { Activity, type Cell, Gate, oversightOf } from "./cell";
import { bottomUp, detach } from "./children";
import { Ending, type Extras, type Oversight } from "./extras";
import { announce, bondsOf, exitSignal, goesDown, hasAudience, isFalling, wake } from "./links";
import { advance, Phase } from "./phase";
import type { StopOptions } from "./protocol";
import { abandonRuns, discardQueue } from "./runs";

const places = new Lazy(() => require("./places") as typeof import("./places"));

/**
 * Asks an actor to stop. False when it is already gone. `stopped` is told once its exit is published; `asked` is false
 * where it comes down by itself.
 */
export function requestStop(
  cell: Cell,
  options: StopOptions,
  from: number,
  stopped?: (stopped: boolean) => void,
  asked = true,
): boolean {
  if (cell.phase === Phase.Stopped) return false;
  const extras = cell.more();
  const { drain = false, timeoutMs = limits.stopTimeoutMs, reason = "normal" } = options;
  if (extras.ending === undefined) {
    const metadata = options.metadata === undefined ? undefined : Object.freeze({ ...options.metadata });
    const nowMs = cell.system.clock.now();
    startEnding(cell, new Ending(reason, undefined, from, timeoutMs, nowMs, drain, metadata));
    // Its own handler may go on to wait for something.
    if (cell.activity === Activity.Suspended || cell.system.scheduler.current === cell) boundEnding(cell);
  } else {
    hasten(cell, extras.ending, timeoutMs, drain);
  }
  if (asked && extras.ending !== undefined) extras.ending.asked = true;
  if (stopped !== undefined && extras.ending !== undefined) {
    extras.ending.waiters ??= [];
    extras.ending.waiters.push(stopped);
  }
  return true;
}

/** A later stop may be stricter than the first: without a drain, or with an earlier deadline. Never milder. */
function hasten(cell: Cell, ending: Ending, timeoutMs: number, drain: boolean): void {
  const left = cell.system.clock.now() - ending.askedMs + timeoutMs;
  if (left < ending.timeoutMs) {
    ending.timeoutMs = left;
    ending.alarm?.cancel();
    ending.alarm = undefined;
    boundEnding(cell);
  }
  if (drain) return;
  ending.drain = false;
  demandAttention(cell);
}

/** Sets the deadline of an ending, once it turns out that it has to wait for something: most do not. */
export function boundEnding(cell: Cell): void {
  const { clock } = cell.system;
  const ending = cell.extras?.ending;
  if (ending === undefined || ending.alarm !== undefined || cell.phase === Phase.Stopped) return;
  const { timeoutMs, askedMs } = ending;
  if (timeoutMs === Number.POSITIVE_INFINITY) return;
  const left = Math.max(0, askedMs + timeoutMs - clock.now());
  ending.alarm = clock.schedule(left, () => forceStop(cell, timeoutMs));
}

/**
 * A crash that nobody heals: the rest of the queue becomes dead letters. Where `exit` of a linked actor was what it
 * crashed on, it ends for the same reason, else with a panic.
 */
export function endWithPanic(
  cell: Cell,
  error: unknown,
  exit?: SystemSignal,
  otherwise: ExitReason = "panic",
): void {
  const { ending } = cell.more();
  const { reason, metadata } = exit ?? { reason: otherwise, metadata: undefined };
  const from = exit === undefined ? cell.pid : exit.target;
  if (ending === undefined) {
    const nowMs = cell.system.clock.now();
    startEnding(cell, new Ending(reason, error, from, limits.stopTimeoutMs, nowMs, false, metadata));
    return;
  }
  Object.assign(ending, { drain: false, reason, error, from });
  demandAttention(cell);
}

/**
 * A linked actor, `peer`, ended, and not normally: this one goes down, too, as if it had been asked to stop with the
 * same reason. A supervised one crashes instead, in its next turn: an async handler or `@OnStart` under way is
 * abandoned. While the runtime shuts down nobody takes others along: all of them end anyway.
 */
export function bringDown(cell: Cell, exit: SystemSignal, peer: string): void {
  const { system, phase, extras } = cell;
  if (system.stopped || extras?.ending !== undefined || phase === Phase.Stopped || goesDown(cell)) return;
  const { reason, metadata } = exit;
  const error = errors.linkedExit({ actor: cell.label, peer, reason }, rootOf(exit.error));
  if (cell.policy !== undefined) {
    bondsOf(cell).severed ??= { exit, error };
    wake(cell);
    breakIn(cell);
    return;
  }
  if (reason === "noproc") system.logger.warn({ pid: cell.pid, error: error.code }, error.message);
  requestStop(cell, { reason, metadata }, exit.target, undefined, false);
  const { ending } = cell.more();
  if (ending !== undefined) ending.error = error;
}

/** What a suspended cell waits for no longer matters: it has something to crash for. */
export function breakIn(cell: Cell): void {
  const { phase, system } = cell;
  if ((phase !== Phase.Starting && phase !== Phase.Running) || !isFalling(cell)) return;
  if (system.scheduler.current !== cell) resume(cell);
  else system.turns.soon(() => breakIn(cell)); // its own handler may go on to wait for something
}

/** It ends of its own accord, normally: a permanent one comes back. */
export function retire(cell: Cell): void {
  if (cell.policy?.restart !== "permanent" || cell.extras?.ending !== undefined) {
    requestStop(cell, {}, cell.pid, undefined, false);
    return;
  }
  if (goesDown(cell)) return;
  oversightOf(cell).due ??= { error: undefined, name: undefined };
  demandAttention(cell);
  if (cell.phase === Phase.Running) breakIn(cell);
}

/** Along a row of links each names the one before it; the cause stays the first error. */
function rootOf(error: unknown): unknown {
  return IrisError.is(error, errors.linkedExit.code) ? error.cause : error;
}

function startEnding(cell: Cell, ending: Ending): void {
  cell.more().ending = ending;
  cell.gate |= Gate.Closed;
  // From here on its own timers could only ring in vain.
  if (cell.context !== undefined) cell.system.timers.endOwned(cell.context);
  if (cell.extras?.producers !== undefined) places.module.turnAway(cell);
  cell.extras?.oversight?.listing?.();
  demandAttention(cell);
}

/** Ends an actor and all below it now: no handler, no hook, no drain. False when it is gone. A crash stays one. */
export function kill(top: Cell, reason: ExitReason): boolean {
  if (top.phase === Phase.Stopped) return false;
  const doomed = bottomUp(top);
  const from = top.system.scheduler.current?.pid ?? top.pid;
  const inherited = top === top.system.guardian ? "shutdown" : "parent_exited";
  // All are marked before the first one ends: what a listener then spawns below them ends, too.
  for (const cell of doomed) {
    const why = cell === top ? reason : inherited;
    const extras = cell.more();
    const whose = cell === top ? from : (cell.parent?.pid ?? top.pid);
    extras.ending ??= new Ending(why, undefined, whose, 0, 0, false);
    const { reason: before, error } = extras.ending;
    if (before !== "panic" && !(before === "timeout" && error !== undefined)) extras.ending.reason = why;
    if (why !== "timeout") extras.ending.asked = true; // a deadline asks for nothing
    cell.gate |= Gate.Closed;
    if (cell.extras?.producers !== undefined) places.module.turnAway(cell);
  }
  for (const cell of doomed) {
    if (cell.phase !== Phase.Stopped) abandon(cell);
    if (cell.phase !== Phase.Stopped) finish(cell);
  }
  return true;
}

/** The deadline of a stop: what still runs is abandoned, and the exit says so. */
function forceStop(cell: Cell, timeoutMs: number): void {
  if (cell.phase === Phase.Stopped) return;
  const waitingFor = describeWait(cell);
  const error = errors.stopTimeout({ actor: cell.label, timeoutMs, waitingFor });
  cell.system.logger.warn({ pid: cell.pid, error: error.code }, error.message);
  kill(cell, "timeout");
}

/** What keeps a cell from ending, for people. */
export function describeWait(cell: Cell): string {
  if (cell.runs !== undefined) return `its handler ${cell.runs.selector.name}`;
  if (cell.extras?.step !== undefined) return "a life-cycle hook or disposal";
  if (cell.lastChild !== undefined) return `its child ${cell.lastChild.label}`;
  return "its queue";
}

/** Drops everything that is under way or queued, each with its fate. */
function abandon(cell: Cell): void {
  if (cell.extras !== undefined) cell.extras.step = undefined;
  abandonRuns(cell);
  discardQueue(cell);
}

/** Publishes the exit, once: from here on the actor is not alive, and nobody finds it. */
export function finish(cell: Cell): void {
  const { system, extras } = cell;
  const ending = extras?.ending as Ending;
  advance(cell, Phase.Stopped);
  cell.activity = Activity.Ended;
  const info: ExitInfo = {
    pid: cell.pid,
    actor: cell.label,
    reason: ending.reason,
    ...(ending.error === undefined ? undefined : { error: ending.error }),
    ...(ending.metadata === undefined ? undefined : { metadata: ending.metadata }),
    restarts: cell.incarnation,
  };
  if (cell !== system.guardian) system.exits.add(info);
  release(cell);
  system.forget(cell);
  if (hasAudience(cell)) tellOthers(cell, ending);
  if (cell !== system.guardian) publish(cell, info);
  const { joiners } = extras as Extras<Cell>;
  (extras as Extras<Cell>).joiners = undefined;
  for (const join of joiners ?? []) join(info);
  for (const stopped of ending.waiters ?? []) stopped(true);
  const { oversight } = extras as Extras<Cell>;
  if (oversight !== undefined) leaveHold(cell, oversight);
  leaveParent(cell);
}

function tellOthers(cell: Cell, { from, reason, error, metadata }: Ending): void {
  const exit = exitSignal({ from, target: cell.pid, reason, error, metadata });
  for (const peer of announce(cell, exit)) bringDown(peer, exit, cell.label);
}

function publish({ system, pid }: Cell, info: ExitInfo): void {
  const { population, events } = system;
  system.slots.release(slotOf(pid));
  population.exited++;
  if (events.wants("exited")) events.emit("exited", info);
  population.recover();
}

/** Who waits for it to start again waits no more. */
function leaveHold(cell: Cell, oversight: Oversight<Cell>): void {
  const { hold, risen } = oversight;
  oversight.hold = oversight.risen = undefined;
  hold?.left(cell);
  for (const then of risen?.values() ?? []) then();
}

/** Gives back what the runtime holds for a cell. */
function release(cell: Cell): void {
  const { system, extras } = cell;
  extras?.deadline?.cancel();
  extras?.ending?.alarm?.cancel();
  extras?.idleAlarm?.cancel();
  const { behaviors, ending } = extras as Extras<Cell>;
  const reason = (ending as Ending).reason;
  behaviors?.refuse(() => errors.actorDead({ target: cell.label, request: "the swap", reason }));
  cell.context?.revoke();
  system.names.release(cell);
  system.paths.release(cell);
  system.timers.endIntervalsTo(cell);
  void disposeOwned(cell);
  cell.instance = undefined;
  cell.context = undefined;
  cell.queue = undefined;
}

/** Disposes what was injected for this incarnation alone. A failure is reported and changes nothing else. */
export function disposeOwned(cell: Cell): Promise<void> | undefined {
  const { system, extras } = cell;
  const owned = extras?.owned;
  if (extras === undefined || owned === undefined) return undefined;
  extras.owned = undefined;
  return disposeAll(owned).then((failures) => {
    for (const error of failures)
      system.logger.error({ pid: cell.pid, error }, `${cell.label}: disposing an injected value failed.`);
  });
}

/** A parent that waits for its children goes on with the next one. */
function leaveParent(cell: Cell): void {
  const { parent } = cell;
  detach(cell);
  if (parent === undefined || parent.phase === Phase.Stopped) return;
  if (parent.extras?.clearing !== undefined && parent.extras.step === undefined) {
    parent.urgent = true;
    resume(parent);
  }
}
