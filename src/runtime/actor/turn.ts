/**
 * One turn of one cell: what the scheduler calls.
 *
 *   attend (life cycle, if urgent) ─▶ handle, handle, handle … up to `limit` ─▶ endTurn: ready again, or asleep
 *
 *   handle: slot ─▶ selector ─▶ handler ─▶ returned      → handled, the ask replies
 *                                      ├─▶ a promise     → suspended until it settles
 *                                      └─▶ threw         → failed, the ask rejects, `crash`
 *
 * A synchronous handler costs no promise and no allocation. Whether the cell went away under its own handler (kill,
 * stopSelf) is one compare of `activity` afterwards.
 */

import { errors } from "../../errors";
import { Lazy } from "../../lazy";
import { isThenable, silence } from "../../thenable";
import type { Handler } from "../blueprint";
import { type Ask, AskState } from "../messages/ask";
import { asMessage, isMethodMessage } from "../messages/method-message";
import { type Selector, Shape } from "../messages/selector";
import type { HandleTrace } from "../tracing";
import { endAsks } from "./asking";
import { attend } from "./attend";
import { rest } from "./attention";
import { Activity, type Cell, Gate, type Run } from "./cell";
import { contextOf } from "./context";
import { refill } from "./delivery";
import { deadLetter, nameOf } from "./fates";
import { tellPressure } from "./levels";
import { Phase } from "./phase";
import { discard, endRun, startRun } from "./runs";

const deadlines = new Lazy(() => require("./deadlines") as typeof import("./deadlines"));
const failing = new Lazy(() => require("./failing") as typeof import("./failing"));
const passivation = new Lazy(() => require("./passivation") as typeof import("./passivation"));
const stash = new Lazy(() => require("./stash") as typeof import("./stash"));

// Local constants, because each use of an import costs two loads through the CommonJS exports object.
const { Idle, Ready, Running, Suspended, Ended, Stashing } = Activity;
const { None, One, Many, Asked } = Shape;
const { Open } = Gate;
const { Queued: askQueued, Running: askRunning } = AskState;

/** What a blueprint without that message answers. */
const nobody = Symbol("nobody");

/** Hands up to `limit` messages to the cell; fewer end its turn. */
export function runTurn(cell: Cell, limit: number): number {
  // Whatever became of it since it was queued, only a ready cell has a turn, or goes on with one (S1).
  if (cell.activity !== Ready && cell.activity !== Running) return 0;
  cell.activity = Running;
  if (cell.urgent) {
    cell.system.handling = undefined;
    if (!attend(cell)) return 0;
  }
  return drain(cell, limit);
}

/** Called after a turn, whatever happened in it. */
export function endTurn(cell: Cell): void {
  cell.system.handling = undefined;
  if (cell.activity !== Running) return;
  const { queue } = cell;
  // The usual end of a turn, without the calls: nothing queued, nothing special.
  const calm = cell.gate === Open && !cell.urgent;
  if (calm && cell.headSelector === undefined && (queue === undefined || queue.size === 0))
    cell.activity = Idle;
  else settleDown(cell);
}

function settleDown(cell: Cell): void {
  rest(cell);
  if ((cell.gate & Gate.Watched) === 0) return;
  const idleTimeoutMs = cell.extras?.virtual?.idleTimeoutMs;
  if (idleTimeoutMs !== undefined && cell.activity === Idle && cell.phase === Phase.Running)
    passivation.module.noteIdle(cell, idleTimeoutMs);
}

function drain(cell: Cell, limit: number): number {
  const { traced } = cell.system;
  let taken = 0;
  while (taken < limit) {
    let selector = cell.headSelector;
    let argument: unknown;
    if (selector !== undefined) {
      argument = cell.headArgument;
      cell.headSelector = undefined;
      cell.headArgument = undefined;
    } else {
      const { queue } = cell;
      if (queue === undefined || queue.size === 0) break;
      selector = queue.selector as Selector;
      argument = queue.argument;
      queue.drop();
    }
    taken++;
    if (traced || cell.gate !== Open) handleSpecially(cell, selector, argument);
    else handle(cell, selector, argument);
    if (cell.activity !== Running) return taken - 1; // suspended or ended: so is its turn
    if (cell.urgent) break;
  }
  return taken;
}

/** Where somebody listens, or the mailbox has bounds: a message that leaves makes room, and pressure goes down. */
function handleSpecially(cell: Cell, selector: Selector, argument: unknown): void {
  if (selector.shape === Asked && (argument as Ask<Cell>).withdrawn) {
    cell.queue?.skipped(); // it had left before
    return;
  }
  const { system, bounds } = cell;
  if (bounds !== undefined) refill(cell);
  if (system.traced) handleTraced(cell, selector, argument);
  else handle(cell, selector, argument);
  if (bounds === undefined || !bounds.gauge.isNews) return;
  system.handling = undefined;
  tellPressure(cell);
}

function handleTraced(cell: Cell, selector: Selector, argument: unknown): void {
  const { system } = cell;
  const ask = selector.shape === Asked ? (argument as Ask<Cell>) : undefined;
  if (ask?.state === askQueued) ask.state = askRunning;
  const letter = ask ?? { selector, argument };
  const message = nameOf(letter.selector, letter.argument);
  const trace: HandleTrace = { runtime: system.name, pid: cell.pid, actor: cell.blueprint.label, message };
  system.trace = trace;
  system.handling = letter.selector;
  system.tracing.publish("start", trace);
  handle(cell, selector, argument);
  system.handling = undefined;
  system.tracing.publish("end", trace);
  system.trace = undefined;
}

/** One message, from its slot to its fate. */
function handle(cell: Cell, slotted: Selector, held: unknown): void {
  const { system } = cell;
  let selector = slotted;
  let argument = held;
  let ask: Ask<Cell> | undefined;
  if (selector.shape === Asked) {
    ask = argument as Ask<Cell>;
    if (ask.withdrawn) {
      cell.queue?.skipped();
      return;
    }
    if (ask.state === askQueued) ask.state = askRunning;
    selector = ask.selector;
    argument = ask.argument;
  }
  system.handling = selector;
  let result: unknown;
  let pending = false;
  try {
    result = invoke(cell, selector, argument);
    pending = typeof result === "object" && result !== null && isThenable(result);
  } catch (error) {
    system.handling = undefined;
    if (cell.activity === Stashing) cell.activity = Running; // a message that failed is not put aside
    if (cell.activity === Ended) endAsks(cell, system.asking);
    system.asking = undefined;
    failing.module.failed(cell, { selector, argument, ask }, error);
    return;
  }
  if (cell.activity === Stashing) {
    cell.activity = Running;
    if (pending) suspend(cell, selector, argument, ask, result as PromiseLike<unknown>, true);
    else {
      system.handling = system.asking = undefined;
      stash.module.putAside(cell, slotted, held);
    }
  } else if (cell.activity !== Running) {
    system.handling = undefined;
    endAsks(cell, system.asking);
    system.asking = undefined;
    discard(cell, selector, argument, ask);
    if (pending) silence(result as PromiseLike<unknown>);
  } else if (pending) {
    suspend(cell, selector, argument, ask, result as PromiseLike<unknown>, false);
  } else if (result === nobody) {
    unhandled(cell, selector, argument, ask);
  } else {
    if (system.asking !== undefined) system.asking = undefined;
    system.counts.handled++;
    if (ask === undefined) return;
    system.handling = undefined;
    if (!ask.reply(result)) system.counts.lateReplies++;
  }
}

function invoke(cell: Cell, selector: Selector, argument: unknown): unknown {
  const { blueprint } = cell;
  switch (selector.shape) {
    case One: {
      const handler = blueprint.handlerFor(selector);
      return handler === undefined
        ? asWhole(cell, selector, argument)
        : handler.call(cell.instance, argument);
    }
    case None: {
      const handler = blueprint.handlerFor(selector);
      return handler === undefined ? asWhole(cell, selector, argument) : handler.call(cell.instance);
    }
    case Many: {
      const handler = blueprint.handlerFor(selector);
      if (handler === undefined) return asWhole(cell, selector, argument);
      return handler.apply(cell.instance, argument as unknown[]);
    }
    default:
      return invokeWhole(cell, argument);
  }
}

function invokeWhole(cell: Cell, message: unknown): unknown {
  const { behavior, methods } = cell.blueprint;
  if (behavior !== undefined) return behavior(message, contextOf(cell));
  // Sent while a function ran here, to which it was a message like any other.
  if (cell.extras?.behaviors !== undefined && isMethodMessage(message)) {
    const method = methods.get(message.method);
    if (method !== undefined) return method.apply(cell.instance, message.args as unknown[]);
  }
  const handler: Handler | undefined = cell.blueprint.route(message);
  return handler === undefined ? nobody : handler.call(cell.instance, message);
}

/** A method message for a function, which gets it as a value: it was sent to a class that this one took over from. */
function asWhole(cell: Cell, selector: Selector, argument: unknown): unknown {
  const { behavior } = cell.blueprint;
  return behavior === undefined ? nobody : behavior(asMessage(selector, argument), contextOf(cell));
}

function suspend(
  cell: Cell,
  selector: Selector,
  argument: unknown,
  ask: Ask<Cell> | undefined,
  promise: PromiseLike<unknown>,
  stashed: boolean,
): void {
  const { system } = cell;
  const run = startRun(cell, selector, argument, ask);
  run.stashed = stashed;
  if (cell.blueprint.receiveOptions !== undefined) deadlines.module.bound(cell, run);
  run.waitingFor = system.asking;
  run.trace = system.trace;
  system.asking = undefined;
  system.handling = undefined;
  if (!cell.reentrant) cell.activity = Suspended;
  system.scheduler.giveWay(); // it goes on in a microtask
  try {
    promise.then(
      (value) => settled(cell, run, value),
      (error: unknown) => broke(cell, run, error),
    );
  } catch (error) {
    broke(cell, run, error); // a thenable of the user's own making
  }
}

function settled(cell: Cell, run: Run, value: unknown): void {
  const { counts, tracing } = cell.system;
  if (!endRun(cell, run)) return;
  if (run.stashed) stash.module.putRunAside(cell, run);
  else {
    counts.handled++;
    if (run.ask !== undefined && !run.ask.reply(value)) counts.lateReplies++;
  }
  if (run.trace !== undefined) tracing.publish("asyncEnd", run.trace);
  afterRun(cell);
}

function broke(cell: Cell, run: Run, error: unknown): void {
  if (!endRun(cell, run)) return;
  const { system } = cell;
  const before = system.trace;
  system.trace = run.trace;
  failing.module.failed(cell, run, error);
  if (run.trace !== undefined) system.tracing.publish("asyncEnd", run.trace);
  system.trace = before;
  afterRun(cell);
}

/** A life-cycle step under way goes on by itself. */
function afterRun(cell: Cell): void {
  if (cell.activity === Idle) settleDown(cell); // reentrant: idle from now on, not since its last turn
  if (cell.activity !== Suspended || cell.extras?.step !== undefined) return;
  if (cell.extras?.clearing !== undefined || cell.hasChanges) cell.urgent = true;
  settleDown(cell);
}

function unhandled(cell: Cell, selector: Selector, argument: unknown, ask: Ask<Cell> | undefined): void {
  const { system } = cell;
  system.handling = undefined;
  system.counts.unhandled++;
  deadLetter(cell, "unhandled", selector, argument);
  ask?.fail(errors.unhandled({ target: cell.label, request: nameOf(selector, argument) }));
}
