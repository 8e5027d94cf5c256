/**
 * How an actor ends: asked to (`requestStop`), by a crash (`endWithPanic`), or at once (`kill`).
 *
 *   requestStop ─▶ gate closed ─▶ running handler finishes ─▶ (drain) ─▶ cleared away ─▶ finish
 *   kill        ─▶ gate closed ─▶ everything abandoned, the whole subtree ──────────────▶ finish
 *
 * `finish` is the only place that publishes an exit, and it runs once.
 */
import { errors } from "../../errors";
import type { ExitInfo, ExitReason } from "../../exit";
import { limits } from "../../limits";
import { slotOf } from "../../pid";
import { disposeAll } from "../injection/disposal";
import type { Ask } from "../messages/ask";
import { Shape } from "../messages/selector";
import { demandAttention, resume } from "./attention";
import { Activity, type Cell, Ending, Gate } from "./cell";
import { bottomUp, detach } from "./children";
import { takeQueued } from "./delivery";
import { advance, Phase } from "./phase";
import type { StopOptions } from "./protocol";
import { abandonRuns, discard } from "./runs";

/** Asks an actor to stop. False when it is already gone. `stopped` is told once its exit is published. */
export function requestStop(
  cell: Cell,
  options: StopOptions,
  from: number,
  stopped?: (stopped: boolean) => void,
): boolean {
  if (cell.phase === Phase.Stopped) return false;
  const extras = cell.more();
  const { drain = false, timeoutMs = limits.stopTimeoutMs, reason = "normal" } = options;
  if (extras.ending === undefined) {
    startEnding(cell, new Ending(reason, undefined, from, timeoutMs, drain));
    if (cell.activity === Activity.Suspended) boundEnding(cell);
  } else if (!drain) {
    extras.ending.drain = false;
  }
  if (stopped !== undefined && extras.ending !== undefined) {
    extras.ending.waiters ??= [];
    extras.ending.waiters.push(stopped);
  }
  return true;
}

/** Sets the deadline of an ending, once it turns out that it has to wait for something: most do not. */
export function boundEnding(cell: Cell): void {
  const extras = cell.more();
  const { ending } = extras;
  if (ending === undefined || ending.bounded) return;
  ending.bounded = true;
  extras.deadline?.cancel();
  extras.deadline = undefined;
  const { timeoutMs } = ending;
  if (timeoutMs === Number.POSITIVE_INFINITY) return;
  extras.deadline = cell.system.clock.schedule(timeoutMs, () => forceStop(cell, timeoutMs));
}

/** A crash that nobody heals: the rest of the queue becomes dead letters. */
export function endWithPanic(cell: Cell, error: unknown): void {
  const { ending } = cell.more();
  if (ending === undefined) {
    startEnding(cell, new Ending("panic", error, cell.pid, limits.stopTimeoutMs, false));
    return;
  }
  Object.assign(ending, { drain: false, reason: "panic", error });
}

function startEnding(cell: Cell, ending: Ending): void {
  cell.more().ending = ending;
  cell.gate |= Gate.Closed;
  demandAttention(cell);
}

/** Ends an actor and all below it now: no handler, no hook, no drain. False when it is already gone. */
export function kill(top: Cell, reason: ExitReason): boolean {
  if (top.phase === Phase.Stopped) return false;
  const from = top.pid;
  for (const cell of bottomUp(top)) {
    if (cell.phase === Phase.Stopped) continue;
    const why = cell === top ? reason : "parent_exited";
    const extras = cell.more();
    extras.ending ??= new Ending(why, undefined, from, 0, false);
    extras.ending.reason = why;
    abandon(cell);
    finish(cell);
  }
  return true;
}

/** The deadline of a stop: what still runs is abandoned, and the exit says so. */
function forceStop(cell: Cell, timeoutMs: number): void {
  if (cell.phase === Phase.Stopped) return;
  const waitingFor = describeWait(cell);
  const error = errors.stopTimeout({ actor: cell.label, timeoutMs, waitingFor });
  cell.system.logger.warn({ pid: cell.pid, error: error.code }, error.message);
  kill(cell, cell.extras?.ending?.reason === "panic" ? "panic" : "timeout");
}

/** What keeps a cell from ending, for people. */
export function describeWait(cell: Cell): string {
  if (cell.runs !== undefined) return `its handler ${cell.runs.selector.name}`;
  if (cell.extras?.step !== undefined) return "a life-cycle hook or disposal";
  if (cell.lastChild !== undefined) return `its child ${cell.lastChild.label}`;
  return "its queue";
}

/** Drops everything that is under way or queued, each with its fate. */
export function abandon(cell: Cell): void {
  cell.gate |= Gate.Closed;
  if (cell.extras !== undefined) cell.extras.step = undefined;
  abandonRuns(cell);
  discardQueue(cell);
}

/** What is queued or parked becomes dead letters. */
export function discardQueue(cell: Cell): void {
  for (;;) {
    const selector = takeQueued(cell);
    if (selector === undefined) break;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    const ask = selector.shape === Shape.Asked ? (argument as Ask<Cell>) : undefined;
    if (ask?.withdrawn !== true) discard(cell, selector, argument, ask);
  }
  for (let entry = cell.bounds?.unpark(); entry !== undefined; entry = cell.bounds?.unpark()) {
    const ask = entry.selector.shape === Shape.Asked ? (entry.argument as Ask<Cell>) : undefined;
    discard(cell, entry.selector, entry.argument, ask);
    entry.settled?.(false);
  }
}

/** Publishes the exit, once: from here on the actor is not alive, and nobody finds it. */
export function finish(cell: Cell): void {
  const { system, extras } = cell;
  const ending = extras?.ending as Ending;
  advance(cell, Phase.Stopped);
  cell.activity = Activity.Ended;
  cell.urgent = true;
  release(cell);
  const info: ExitInfo = {
    pid: cell.pid,
    actor: cell.label,
    reason: ending.reason,
    ...(ending.error === undefined ? undefined : { error: ending.error }),
    restarts: cell.incarnation,
  };
  system.exits.add(info);
  system.slots.release(slotOf(cell.pid));
  if (system.events.wants("exited")) system.events.emit("exited", info);
  for (const join of extras?.joiners ?? []) join(info);
  for (const stopped of ending.waiters ?? []) stopped(true);
  system.forget(cell);
  tellParent(cell, ending);
}

/** Gives back what the runtime holds for a cell. */
function release(cell: Cell): void {
  const { system, extras } = cell;
  extras?.deadline?.cancel();
  extras?.idleAlarm?.cancel();
  cell.context?.revoke();
  system.names.release(cell);
  system.paths.release(cell);
  system.timers.endIntervalsTo(cell);
  const owned = extras?.owned;
  if (owned !== undefined) void disposeAll(owned).then((failures) => reportDisposals(cell, failures));
  cell.instance = undefined;
  cell.context = undefined;
  cell.queue = undefined;
}

/** A disposal that failed is reported; it never changes how the actor ended. */
export function reportDisposals(cell: Cell, failures: readonly unknown[]): void {
  for (const error of failures) {
    cell.system.logger.error({ pid: cell.pid, error }, `${cell.label}: disposing an injected value failed.`);
  }
}

function tellParent(cell: Cell, ending: Ending): void {
  const { parent } = cell;
  detach(cell);
  if (parent === undefined || parent.phase === Phase.Stopped) return;
  if (parent.blueprint.hooks.exit.length > 0 && parent.extras?.ending === undefined) {
    const extras = parent.more();
    extras.signals ??= [];
    const { reason, error } = ending;
    extras.signals.push({ type: "EXIT", from: ending.from, target: cell.pid, reason, error });
    demandAttention(parent);
  }
  if (parent.extras?.clearing !== undefined && parent.extras.step === undefined) {
    parent.urgent = true;
    resume(parent);
  }
}
