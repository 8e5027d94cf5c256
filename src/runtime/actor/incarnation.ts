/**
 * One incarnation: from the constructor through `@OnStart`, and when something throws, the verdict.
 *
 *   begin: new instance ─▶ state restored ─▶ @OnStart(init) ─▶ @OnRestart(error, message) ─▶ Running
 *   crash: judge ─▶ restart: the old incarnation is cleared away (`clearing.ts`), then begin again
 *               └─▶ stop:    an ending with the reason "panic"
 */

import { textOf } from "../../describe";
import type { SystemSignal } from "../../exit";
import { Lazy } from "../../lazy";
import type { BuildPorts } from "../injection/sources";
import { demandAttention } from "./attention";
import type { Cell } from "./cell";
import { startClearing } from "./clearing";
import { contextOf } from "./context";
import { disposeOwned, endWithPanic } from "./ending";
import { hasNews } from "./links";
import { advance, Phase } from "./phase";
import { abandonRuns } from "./runs";
import { runHooks, waitFor } from "./steps";

const judging = new Lazy(
  () => require("../../supervision/judge") as typeof import("../../supervision/judge"),
);
const states = new Lazy(() => require("./state") as typeof import("./state"));

/** Builds the instance and starts it. True when it may handle messages now; else it waits, crashed or was ended. */
export function begin(cell: Cell): boolean {
  advance(cell, Phase.Starting);
  try {
    build(cell);
    if (cell.phase !== Phase.Starting) return ended(cell);
    const pending = runStartHooks(cell);
    if (pending === undefined) return cell.phase === Phase.Starting && begun(cell);
    waitFor(
      cell,
      pending,
      () => begun(cell),
      (error) => crash(cell, error, undefined),
    );
  } catch (error) {
    crash(cell, error, undefined);
  }
  return false;
}

/** A new instance of the cell's class, with what is injected into it. */
export function buildInstance(cell: Cell): object | undefined {
  return cell.blueprint.plan?.build(cell, buildPorts);
}

function build(cell: Cell): void {
  cell.instance = buildInstance(cell);
  if (cell.instance === undefined) return;
  const saved = cell.extras?.saved;
  if (saved === undefined) return;
  states.module.restoreState(cell, saved);
}

/** The constructor ended its own actor: what it made goes with it. */
function ended(cell: Cell): false {
  cell.instance = undefined;
  void disposeOwned(cell);
  return false;
}

const buildPorts: BuildPorts<Cell> = Object.freeze({
  context: (cell: Cell) => contextOf(cell),
  own(cell: Cell, disposable: object): void {
    const extras = cell.more();
    extras.owned ??= [];
    extras.owned.push(disposable);
  },
});

function runStartHooks(cell: Cell): PromiseLike<unknown> | undefined {
  const { blueprint, instance, extras } = cell;
  const { start, stop, restart } = blueprint.hooks;
  const crashed = extras?.crash;
  if (start.length === 0 && stop.length === 0 && crashed === undefined) return undefined;
  const isCurrent = (): boolean => cell.instance === instance && cell.phase === Phase.Starting;
  const started = (): PromiseLike<unknown> | undefined => {
    if (!isCurrent()) return undefined;
    if (stop.length > 0) cell.more().started = true;
    if (crashed === undefined) return undefined;
    return runHooks(restart, instance, [crashed.error, crashed.message], isCurrent);
  };
  if (start.length === 0) return started();
  const pending = runHooks(start, instance, [extras?.init], isCurrent);
  return pending === undefined ? started() : pending.then(started);
}

function begun(cell: Cell): boolean {
  const { system, extras } = cell;
  advance(cell, Phase.Running);
  // Not before: a start that fails must not lose it. A function carries that of the class before it.
  if (extras !== undefined && cell.blueprint.type !== undefined) extras.saved = undefined;
  const crashed = extras?.crash;
  if (extras !== undefined && crashed !== undefined) {
    extras.crash = undefined;
    const { pid, incarnation } = cell;
    system.population.restarted++;
    system.events.emit("restarted", { pid, actor: cell.label, incarnation, error: crashed.error });
  }
  if (extras?.ending === undefined && !hasNews(cell)) return true;
  cell.urgent = true;
  return false;
}

/**
 * Something of this incarnation threw: `message` is what it was handling, if anything. Or `exit` of a linked actor is
 * what it goes down for.
 */
export function crash(
  cell: Cell,
  error: unknown,
  message: { readonly name: string; readonly value: unknown } | undefined,
  exit?: SystemSignal,
): void {
  if (cell.phase === Phase.Stopped) return;
  const { system, blueprint, policy } = cell;
  const extras = cell.more();
  const verdict =
    extras.ending === undefined
      ? judging.module.judge(policy, extras.history, system.clock.now())
      : { do: "stop" as const };
  const during = message === undefined ? "while starting" : `on ${message.name}`;
  const facts = { pid: cell.pid, actor: blueprint.label, message: message?.name, error };
  if (verdict.do === "stop") {
    const why = policy === undefined ? "" : ` after ${extras.history.length} restarts`;
    const reason = exit?.reason ?? "panic";
    system.logger.error(facts, `${cell.label} crashed ${during} and ended (${reason})${why}.`);
    endWithPanic(cell, error, exit);
    return;
  }
  const restarts = `${verdict.history.length} of ${policy?.maxRestarts}`;
  system.logger.warn(facts, `${cell.label} crashed ${during} and restarts (${restarts}): ${textOf(error)}`);
  extras.history = verdict.history;
  extras.crash = { error, message: message?.value };
  startRestart(cell);
}

/** What this incarnation still does is abandoned, a hook under way as well as its handlers. */
function startRestart(cell: Cell): void {
  const policy = cell.policy as NonNullable<Cell["policy"]>;
  if (cell.phase === Phase.Running) {
    if (policy.state === "keep") saveState(cell);
    else cell.more().saved = undefined; // what a function carries
  }
  if (cell.phase === Phase.Stopped) return; // killed by its own @Snapshot
  advance(cell, Phase.Restarting);
  const { bonds } = cell.more();
  if (bonds !== undefined) bonds.severed = undefined; // it crashed already
  cell.more().step = undefined;
  // Handlers that were still under way lose their context now, not only when the clearing is through.
  if (cell.runs !== undefined) cell.context?.revoke();
  abandonRuns(cell);
  const { shutdownMs: timeoutMs } = policy;
  startClearing(cell, { keepChildren: policy.children === "keep", drain: false, timeoutMs, forced: true });
  demandAttention(cell);
}

/** A state that cannot be taken is renewed, and the log says so. */
function saveState(cell: Cell): void {
  const extras = cell.more();
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
