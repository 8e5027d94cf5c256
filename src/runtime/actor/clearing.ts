/**
 * Clearing an incarnation away, before its actor ends, restarts or passivates:
 *
 *   handlers settled ─▶ children ended, last first ─▶ @OnStop ─▶ injected values disposed ─▶ context revoked
 *
 * Each step may have to wait; `clear` is called again when what it waited for is there, and goes on where it was.
 */
import { errors } from "../../errors";
import { disposeAll } from "../injection/disposal";
import { resume } from "./attention";
import { Activity, type Cell, type Clearing } from "./cell";
import { describeWait, kill, reportDisposals, requestStop } from "./ending";
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
  extras.clearing = { keepChildren, drain, timeoutMs, hooksDone: false, disposed: false };
  if (!options.forced) return;
  extras.deadline?.cancel();
  extras.deadline = cell.system.clock.schedule(timeoutMs, () => forceClear(cell, timeoutMs));
}

/** Goes on clearing. True when done; false while something is awaited, with the cell suspended. */
export function clear(cell: Cell): boolean {
  const extras = cell.more();
  const clearing = extras.clearing as Clearing;
  if (cell.runs !== undefined) return suspend(cell);
  if (!clearing.keepChildren && cell.lastChild !== undefined) {
    stopLastChild(cell, cell.lastChild, clearing);
    return suspend(cell);
  }
  if (!clearing.hooksDone) {
    clearing.hooksDone = true;
    if (extras.started && !runStopHooks(cell)) return false;
  }
  if (!clearing.disposed) {
    clearing.disposed = true;
    const { owned } = extras;
    if (owned !== undefined) {
      extras.owned = undefined;
      const disposal = disposeAll(owned).then((failures) => reportDisposals(cell, failures));
      waitFor(cell, disposal, nothing, nothing);
      return false;
    }
  }
  cell.context?.revoke();
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

function stopLastChild(cell: Cell, child: Cell, clearing: Clearing): void {
  const reason = cell.extras?.ending?.reason === "shutdown" ? "shutdown" : "parent_exited";
  const { drain, timeoutMs } = clearing;
  requestStop(child, { drain, timeoutMs, reason }, cell.pid);
}

/** `@OnStop`, most derived class first. What it throws is reported and changes nothing else. */
function runStopHooks(cell: Cell): boolean {
  const failed = (error: unknown): void => {
    cell.system.logger.error(
      { pid: cell.pid, error },
      `${cell.label}: @OnStop failed; the actor ends all the same.`,
    );
  };
  const { blueprint, instance } = cell;
  const context = cell.context;
  const isCurrent = (): boolean => cell.context === context && cell.instance === instance;
  try {
    const pending = runHooks(blueprint.hooks.stop.toReversed(), instance, [], isCurrent);
    if (pending === undefined) return cell.activity !== Activity.Ended;
    waitFor(cell, pending, nothing, failed);
    return false;
  } catch (error) {
    failed(error);
    return cell.activity !== Activity.Ended;
  }
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
  for (let child = cell.lastChild; child !== undefined; child = cell.lastChild) kill(child, "parent_exited");
  clearing.hooksDone = clearing.disposed = true;
  cell.urgent = true;
  resume(cell);
}
