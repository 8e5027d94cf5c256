/**
 * Clearing an incarnation away, before its actor ends, restarts or passivates:
 *
 *   handlers settled ─▶ children ended, last first ─▶ @OnStop ─▶ injected values disposed ─▶ context revoked
 *
 * Each step may have to wait; `clear` is called again when what it waited for is there, and goes on where it was.
 */
import { errors } from "../../errors";
import { isThenable } from "../../thenable";
import type { Handler } from "../blueprint";
import { resume } from "./attention";
import { Activity, type Cell } from "./cell";
import { describeWait, disposeOwned, kill, requestStop } from "./ending";
import type { Clearing } from "./extras";
import { abandonRuns } from "./runs";
import { runHooks, waitFor } from "./steps";

/** Starts clearing. The deadline, if any, forces it; an ending brings its own. */
export function startClearing(
  cell: Cell,
  options: {
    readonly keepChildren: boolean;
    readonly drain: boolean;
    readonly timeoutMs: number;
    readonly forced: boolean;
  },
): void {
  const { keepChildren, drain, timeoutMs } = options;
  const extras = cell.more();
  extras.clearing = { keepChildren, drain, timeoutMs, hooksDone: false, disposed: false, forced: false };
  if (!options.forced || cell.activity === Activity.Ended) return;
  extras.deadline?.cancel();
  extras.deadline = cell.system.clock.schedule(timeoutMs, () => forceClear(cell, timeoutMs));
}

/** Goes on clearing. True when done; false while something is awaited, with the cell suspended. */
export function clear(cell: Cell): boolean {
  const extras = cell.more();
  const clearing = extras.clearing as Clearing;
  if (cell.runs !== undefined) {
    extras.pull?.close();
    return suspend(cell);
  }
  if (!childrenGone(cell, clearing)) return suspend(cell);
  if (!clearing.hooksDone) {
    clearing.hooksDone = true;
    if (extras.started && !runStopHooks(cell)) return false;
    if (!childrenGone(cell, clearing)) return suspend(cell); // spawned by @OnStop
  }
  if (!clearing.disposed) {
    clearing.disposed = true;
    const disposal = disposeOwned(cell);
    if (disposal !== undefined) {
      waitFor(cell, disposal, nothing, nothing);
      return false;
    }
  }
  if (!childrenGone(cell, clearing)) return suspend(cell); // spawned by a disposal
  cell.context?.revoke();
  if (cell.activity === Activity.Ended) return false; // killed by a listener of its signal
  cell.context = undefined;
  cell.instance = undefined;
  extras.started = false;
  extras.clearing = undefined;
  extras.deadline?.cancel();
  extras.deadline = undefined;
  return true;
}

function suspend(cell: Cell): false {
  cell.activity = Activity.Suspended;
  return false;
}

function nothing(): void {}

/** Asks the last child to end, if there is one: it calls back, and then it is the turn of the one before. */
function childrenGone(cell: Cell, { keepChildren, drain, timeoutMs, forced }: Clearing): boolean {
  const { lastChild } = cell;
  // Forced, those that a listener still spawns were asked to end as they came (`spawn.ts`).
  if (keepChildren || forced || lastChild === undefined) return true;
  const reason = cell.extras?.ending?.reason === "shutdown" ? "shutdown" : "parent_exited";
  requestStop(lastChild, { drain, timeoutMs, reason }, cell.pid);
  return false;
}

/** `@OnStop`, most derived class first. What one throws is reported and changes nothing else, for the next one too. */
function runStopHooks(cell: Cell): boolean {
  const { blueprint, instance } = cell;
  const failed = (error: unknown): void => {
    if (cell.instance !== instance) return;
    cell.system.logger.error(
      { pid: cell.pid, error },
      `${cell.label}: @OnStop failed; the actor ends all the same.`,
    );
  };
  const hooks = blueprint.hooks.stop.map((hook) => guarded(hook, failed)).reverse();
  const pending = runHooks(hooks, instance, [], () => cell.instance === instance);
  if (pending === undefined) return cell.activity !== Activity.Ended;
  waitFor(cell, pending, nothing, failed);
  return false;
}

function guarded(hook: Handler, failed: (error: unknown) => void): Handler {
  return function (this: unknown): unknown {
    try {
      const result = hook.call(this);
      return isThenable(result) ? Promise.resolve(result).then(undefined, failed) : undefined;
    } catch (error) {
      return failed(error);
    }
  };
}

/** The deadline of a restart or passivation: what still runs is abandoned, children killed, and life goes on. */
function forceClear(cell: Cell, timeoutMs: number): void {
  const extras = cell.more();
  const { clearing } = extras;
  if (clearing === undefined || cell.activity === Activity.Ended) return;
  const error = errors.stopTimeout({ actor: cell.label, timeoutMs, waitingFor: describeWait(cell) });
  cell.system.logger.warn({ pid: cell.pid, error: error.code }, error.message);
  extras.deadline = undefined;
  extras.step = undefined;
  abandonRuns(cell);
  if (!clearing.keepChildren) {
    // Each that is there now: a listener of their exits may go on spawning.
    const children: Cell[] = [];
    for (let child = cell.lastChild; child !== undefined; child = child.earlierSibling) children.push(child);
    for (const child of children) kill(child, "parent_exited");
  }
  clearing.hooksDone = clearing.disposed = clearing.forced = true;
  void disposeOwned(cell);
  cell.urgent = true;
  resume(cell);
}
