/**
 * One incarnation: from the constructor through `@OnStart`, until something throws.
 *
 *   begin: new instance ─▶ state restored ─▶ @OnStart(init) ─▶ @OnRestart(error, message) ─▶ listed children ─▶ Running
 *   crash: `supervising.ts` ─▶ the old incarnation is cleared away (`clearing.ts`), and this one begins
 */

import { Lazy } from "../../lazy";
import { silence } from "../../thenable";
import type { BuildPorts } from "../injection/sources";
import type { Cell } from "./cell";
import { contextOf } from "./context";
import { disposeOwned } from "./ending";
import type { Oversight } from "./extras";
import type { Fallen } from "./fallen";
import { hasNews } from "./links";
import { advance, Phase } from "./phase";
import { runHooks, waitFor } from "./steps";

const supervising = new Lazy(() => require("./supervising") as typeof import("./supervising"));
const listed = new Lazy(() => require("./listed-children") as typeof import("./listed-children"));
const states = new Lazy(() => require("./state") as typeof import("./state"));

/** Builds the instance and starts it. True when it may handle messages now; else it waits, crashed or was ended. */
export function begin(cell: Cell): boolean {
  advance(cell, Phase.Starting);
  try {
    build(cell);
    if (cell.phase !== Phase.Starting) return ended(cell);
    const pending = hasList(cell) ? startTree(cell) : runStartHooks(cell);
    if (pending === undefined) return cell.phase === Phase.Starting && begun(cell);
    if (wasTakenDown(cell)) {
      silence(pending);
      return false;
    }
    waitFor(
      cell,
      pending,
      () => begun(cell),
      (error) => crash(cell, { error }),
    );
  } catch (error) {
    crash(cell, { error });
  }
  return false;
}

/** Restarted by hand in the synchronous part of its own @OnStart: what that still does comes of nothing. */
function wasTakenDown({ phase }: Cell): boolean {
  return phase === Phase.Restarting;
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
  if (start.length === 0 && stop.length === 0 && (crashed === undefined || restart.length === 0)) {
    return undefined;
  }
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

/** A list, or children of one that the code before it had. */
function hasList({ blueprint, extras }: Cell): boolean {
  return blueprint.tree !== undefined || extras?.oversight?.listed !== undefined;
}

/** A supervisor is up when all of its list are. */
function startTree(cell: Cell): PromiseLike<unknown> | undefined {
  const { instance } = cell;
  const pending = runStartHooks(cell);
  const startChildren = (): PromiseLike<unknown> | undefined =>
    cell.phase === Phase.Starting && cell.instance === instance ? listed.module.startListed(cell) : undefined;
  return pending === undefined ? startChildren() : pending.then(startChildren);
}

function begun(cell: Cell): boolean {
  const { system, extras } = cell;
  advance(cell, Phase.Running);
  // Not before: a start that fails must not lose it. A function carries that of the class before it.
  if (extras !== undefined && cell.blueprint.type !== undefined) extras.saved = undefined;
  const crashed = extras?.crash;
  if (extras !== undefined && crashed !== undefined) {
    extras.crash = undefined;
    system.population.restarted++;
    if (system.events.wants("restarted")) {
      const { pid, label: actor, incarnation } = cell;
      system.events.emit("restarted", { pid, actor, incarnation, error: crashed.error });
    }
  }
  if (extras?.oversight !== undefined) rise(cell, extras.oversight);
  if (extras?.ending === undefined && !hasNews(cell)) return true;
  cell.urgent = true;
  return false;
}

/** Those who waited for it go on. */
function rise(cell: Cell, oversight: Oversight<Cell>): void {
  if (cell.phase !== Phase.Running) return; // killed by a listener
  const { hold, risen } = oversight;
  oversight.risen = undefined;
  // One that has still to go down with others was only finishing its start.
  if (hold?.goesDown(cell) !== true) {
    oversight.hold = undefined;
    hold?.rose(cell);
  }
  for (const then of risen?.values() ?? []) then();
}

/**
 * Something of this incarnation threw, or it ends and is permanent: its supervisor has to see to it. True when the
 * message it fell on is queued again, to be tried once more.
 */
export function crash(cell: Cell, fallen: Fallen): boolean {
  return supervising.module.fell(cell, fallen);
}
