/**
 * Pull actors: `run(mailbox, ctx)` is called once, and takes messages when it wants them.
 *
 *   turn ─▶ attend (life cycle) ─▶ servePull ─▶ starts `run`, or hands the receive that waits what it waits for
 *
 * `run` itself works outside of turns, and to the cell it is one long async handler. While it waits in a receive the
 * cell is idle but urgent, so that whatever comes gets as far as `attend` and no plain cell pays for pull actors.
 */
import { isThenable } from "../../thenable";
import { demandAttention, resume } from "./attention";
import { Activity, type Cell } from "./cell";
import { contextOf } from "./context";
import { retire } from "./ending";
import { failed } from "./failing";
import { crash } from "./incarnation";
import { Phase } from "./phase";
import { expectMore, offer, PullMailbox } from "./pull-mailbox";
import { PullState, runSelector } from "./pull-state";
import { endRun, startRun } from "./runs";

/** A pull actor's turn, after its life-cycle work. False: nothing is left to be done in it. */
export function servePull(cell: Cell): false {
  cell.activity = Activity.Suspended;
  const extras = cell.more();
  extras.pull ??= new PullState(cell);
  const state = extras.pull as PullState;
  state.fuel = cell.budget;
  if (state.run === undefined) start(cell, state);
  else if (state.pending === undefined) return false;
  else if (!offer(cell, state, state.pending)) {
    if (!state.pending.polls) {
      expectMore(cell, state);
      return false;
    }
    state.drop()?.nothing();
  }
  cell.system.scheduler.giveWay(); // `run` goes on in a microtask
  return false;
}

function start(cell: Cell, state: PullState): void {
  const mailbox = new PullMailbox(cell, state);
  const run = startRun(cell, runSelector, undefined, undefined);
  run.pull = state;
  state.enter(run, mailbox);
  const returned = (): void => {
    if (!endRun(cell, run)) return;
    state.leave();
    state.settle();
    const ending = cell.extras?.ending;
    if (ending === undefined && !cell.hasChanges && cell.phase === Phase.Running) retire(cell);
    else if (ending !== undefined && !cell.hasChanges) ending.drain = false; // nobody takes the rest
    if (cell.extras?.ending !== undefined) state.breakPromises();
    goOn(cell);
  };
  const threw = (error: unknown): void => {
    if (!endRun(cell, run)) return;
    state.leave();
    state.traceError(error);
    const work = state.take();
    if (work === undefined) crash(cell, { error, message: { name: "run", value: undefined } });
    else failed(cell, work, error);
    state.endTrace();
    state.breakPromises();
    goOn(cell);
  };
  const { blueprint, instance } = cell;
  try {
    const context = contextOf(cell);
    const code = blueprint.run;
    const result =
      code === undefined ? blueprint.behavior?.(mailbox, context) : code.call(instance, mailbox, context);
    if (isThenable(result)) result.then(returned, threw);
    else returned();
  } catch (error) {
    threw(error);
  }
}

/** What comes next is life-cycle work: an end, a restart, other code. A hook under way goes on by itself. */
function goOn(cell: Cell): void {
  cell.urgent = true;
  if (cell.activity === Activity.Idle) demandAttention(cell);
  else if (cell.extras?.step === undefined) resume(cell);
}
