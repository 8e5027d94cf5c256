/**
 * Clearing an incarnation away, before its actor ends, restarts or passivates:
 *
 *   handlers settled ─▶ children ended, last first ─▶ @OnStop ─▶ injected values disposed ─▶ context revoked
 *
 * Each step may have to wait; `clear` is called again when what it waited for is there, and goes on where it was.
 */
import { errors } from "../../errors";
import { Lazy } from "../../lazy";
import type { Hold } from "../../supervision/child-port";
import { noHistory, restartPolicy } from "../../supervision/policy";
import { demandAttention, resume } from "./attention";
import { Activity, type Cell, oversightOf } from "./cell";
import { childrenOf, takesChildren } from "./children";
import { describeWait, disposeOwned, kill, requestStop } from "./ending";
import type { Clearing, Leavers } from "./extras";
import { advance, Phase } from "./phase";
import { abandonRuns, discardQueue } from "./runs";
import { runStopHooks, waitFor } from "./steps";

const states = new Lazy(() => require("./state") as typeof import("./state"));

/** Starts clearing. Its deadline forces it; an ending brings its own. */
export function startClearing(
  cell: Cell,
  options: {
    readonly children: Leavers;
    readonly drain: boolean;
    readonly timeoutMs: number;
    /** Whether it has a deadline of its own. */
    readonly bounded: boolean;
  },
): void {
  const { children, drain, timeoutMs } = options;
  const extras = cell.more();
  extras.clearing = {
    children,
    drain,
    timeoutMs,
    bounded: options.bounded,
    hooksDone: false,
    disposed: false,
    forced: false,
    heldFrom: undefined,
  };
  extras.deadline?.cancel();
  extras.deadline = undefined;
  if (cell.runs !== undefined || extras.step !== undefined) boundClearing(cell);
}

/** Sets the deadline, once it turns out that something has to be waited for: mostly nothing has to. */
function boundClearing(cell: Cell): void {
  const extras = cell.more();
  const { clearing } = extras;
  if (clearing === undefined || !clearing.bounded || extras.deadline !== undefined) return;
  if (cell.activity === Activity.Ended) return;
  const { timeoutMs } = clearing;
  extras.deadline = cell.system.clock.schedule(timeoutMs, () => forceClear(cell, timeoutMs));
}

/** Goes on clearing. True when done; false while something is awaited, with the cell suspended. */
export function clear(cell: Cell): boolean {
  const extras = cell.more();
  const clearing = extras.clearing as Clearing<Cell>;
  if (cell.runs !== undefined) {
    extras.pull?.close();
    return suspend(cell);
  }
  if (extras.step !== undefined) return suspend(cell); // an @OnExit that is still under way
  if (!childrenGone(cell, clearing)) return suspend(cell);
  if (!clearing.hooksDone) {
    clearing.hooksDone = true;
    if (extras.started && !runStopHooks(cell)) return wait(cell);
    if (!childrenGone(cell, clearing)) return suspend(cell); // spawned by @OnStop
  }
  if (!clearing.disposed) {
    clearing.disposed = true;
    const disposal = disposeOwned(cell);
    if (disposal !== undefined) {
      waitFor(cell, disposal, nothing, nothing);
      return wait(cell);
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

function wait(cell: Cell): false {
  boundClearing(cell);
  return false;
}

function suspend(cell: Cell): false {
  cell.activity = Activity.Suspended;
  boundClearing(cell);
  if (cell.urgent) resume(cell); // what it would wait for has come already: a listener killed a child, say
  return false;
}

function nothing(): void {}

/** Sees to the last child that is still there: it calls back, and then it is the turn of the one before. */
function childrenGone(cell: Cell, clearing: Clearing<Cell>): boolean {
  // Forced, those that a listener still spawns were asked to end as they came (`spawn.ts`).
  if (clearing.children === "keep" || clearing.forced || cell.lastChild === undefined) return true;
  boundClearing(cell); // before theirs: at the same instant this deadline comes first
  const { heldFrom } = clearing;
  // From where it was; then all once more, for what has changed behind its back.
  return (
    (heldFrom === undefined || goneFrom(heldFrom, cell, clearing)) && goneFrom(cell.lastChild, cell, clearing)
  );
}

function goneFrom(from: Cell | undefined, cell: Cell, clearing: Clearing<Cell>): boolean {
  const { children, drain, timeoutMs } = clearing;
  for (let last = from; last !== undefined; last = last.earlierSibling) {
    if (children === "hold" && isListed(last) && last.extras?.ending === undefined) {
      holdBack(last, cell);
      clearing.heldFrom = last;
      if (last.isHeld) continue;
    } else {
      if (last.phase === Phase.Stopped) return true; // since then: it has no siblings any more
      const reason = cell.extras?.ending?.reason === "shutdown" ? "shutdown" : "parent_exited";
      const ownMs = last.policy?.endsWithinMs ?? timeoutMs;
      requestStop(last, { drain, timeoutMs: Math.min(timeoutMs, ownMs), reason }, cell.pid);
    }
    return false;
  }
  return true;
}

/** Whether it is a child of its supervisor's list. */
export function isListed(child: Cell): boolean {
  return child.extras?.oversight?.listedAs !== undefined;
}

/** Holds a child until its parent starts it again. */
class UntilParent implements Hold<Cell> {
  constructor(private readonly parent: Cell) {}

  cleared(): void {
    const { parent } = this;
    if (parent.extras?.clearing === undefined || parent.extras.step !== undefined) return;
    parent.urgent = true;
    resume(parent);
  }

  goesDown(): boolean {
    return true;
  }

  rose(): void {}
  left(): void {}
}

/** Whether a child waits for its parent. */
export function awaitsParent(child: Cell): boolean {
  return child.extras?.oversight?.hold instanceof UntilParent;
}

/** From now on a listed child, which falls or has fallen, waits for its parent. Its budget is a new one then. */
export function leaveToParent(child: Cell, parent: Cell): void {
  const oversight = oversightOf(child);
  const { hold } = oversight;
  oversight.hold = new UntilParent(parent);
  oversight.history = noHistory;
  oversight.released = false;
  hold?.left(child);
}

/** Whether an actor goes down with its children, or is about to: none of them need start before. */
export function willTakeChildren(parent: Cell): boolean {
  if (parent.extras?.clearing !== undefined) return takesChildren(parent);
  return parent.extras?.oversight?.due?.name !== undefined && parent.policy?.children !== "keep";
}

/** Its parent starts it again: from here on it is on its own. */
export function letGo(child: Cell): void {
  oversightOf(child).hold = undefined;
  demandAttention(child);
}

/** A listed child of a supervisor that restarts goes down, too. */
function holdBack(child: Cell, parent: Cell): void {
  if (!awaitsParent(child)) leaveToParent(child, parent);
  if (child.phase === Phase.Restarting) return;
  const error = parent.extras?.crash?.error;
  child.more().crash = { error, message: undefined };
  takeDown(child, true);
}

const usual = restartPolicy({});

/**
 * Takes an incarnation down, for another one to follow; its `hold`, if any, says when.
 *
 * @param isGraceful its handlers and hooks finish first; else what they still do is abandoned
 */
export function takeDown(cell: Cell, isGraceful: boolean): void {
  const policy = cell.policy ?? usual;
  const extras = cell.more();
  const wasRunning = cell.phase === Phase.Running;
  const lets = isGraceful && wasRunning;
  if (wasRunning && policy.state === "renew")
    extras.saved = undefined; // what a function carries
  else if (lets) oversightOf(cell).savesState = true;
  else if (wasRunning) saveState(cell);
  if (cell.phase === Phase.Stopped) return; // killed by its own @Snapshot
  if (cell.phase !== Phase.Restarting) advance(cell, Phase.Restarting); // else a listener restarted it just now
  if (extras.bonds !== undefined) extras.bonds.severed = undefined; // it goes down already
  if (extras.oversight !== undefined) extras.oversight.due = extras.oversight.cause = undefined;
  if (!lets) {
    extras.step = undefined;
    // Handlers that were still under way lose their context now, not only when the clearing is through.
    if (cell.runs !== undefined) cell.context?.revoke();
    abandonRuns(cell);
  }
  if (policy.drops) discardQueue(cell);
  const children = policy.children === "keep" ? "keep" : "hold";
  startClearing(cell, { children, drain: false, timeoutMs: policy.shutdownMs, bounded: true });
  demandAttention(cell);
  if (isGraceful && cell.runs === undefined && extras.step === undefined) resume(cell);
}

/** A state that cannot be taken is renewed, and the log says so. */
export function saveState(cell: Cell): void {
  const extras = cell.more();
  if (extras.oversight !== undefined) extras.oversight.savesState = false;
  try {
    extras.saved =
      cell.blueprint.type === undefined
        ? states.module.lasting(extras.saved)
        : states.module.captureState(cell, cell.version);
  } catch (error) {
    const { pid } = cell;
    cell.system.logger.error(
      { pid, error },
      `${cell.label}: @Snapshot failed; the restart renews its state.`,
    );
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
  if (cell.runs !== undefined) cell.context?.revoke();
  abandonRuns(cell);
  if (clearing.children !== "keep") {
    // Each that is there now: a listener of their exits may go on spawning.
    for (const child of childrenOf(cell).reverse()) endNow(child, cell, clearing);
  }
  clearing.hooksDone = clearing.disposed = clearing.forced = true;
  void disposeOwned(cell);
  cell.urgent = true;
  resume(cell);
}

/** A listed child goes on without what it still waits for, and waits for its parent; another one ends. */
function endNow(child: Cell, parent: Cell, { children, timeoutMs }: Clearing<Cell>): void {
  if (children !== "hold" || !isListed(child) || child.extras?.ending !== undefined) {
    kill(child, "parent_exited");
    return;
  }
  holdBack(child, parent);
  forceClear(child, timeoutMs);
}
