/**
 * Hot swap: other code for an actor that lives on, with its ref, queue, timers, names, children and context.
 *
 *   pending ─▶ the handler under way is through ─▶ state taken ─▶ migrated ─▶ new instance ─▶ in force
 *                                                       └─ anything throws: the old code stays
 *
 * No life-cycle hook runs: the actor neither ends nor starts. (As in Erlang's `code_change`.)
 */
import { describe, errors } from "../../errors";
import { isThenable, silence } from "../../thenable";
import type { Blueprint } from "../blueprint";
import { disposeAll } from "../injection/disposal";
import type { Behaviors, BehaviorVersion, Change, Migrate } from "./behaviors";
import { Activity, type Cell } from "./cell";
import { disposeOwned } from "./ending";
import type { SavedState } from "./extras";
import { buildInstance } from "./incarnation";
import { isFalling } from "./links";
import { Phase } from "./phase";
import { unstash } from "./stash";
import { captureState, handOver, restoreState, strayFields } from "./state";

/** Makes what is pending come about, if this is the moment. False when the cell has to wait, or is gone. */
export function attendChanges(cell: Cell): boolean {
  const { phase } = cell;
  if (phase !== Phase.Created && phase !== Phase.Running && phase !== Phase.Draining) return true;
  if (cell.runs !== undefined) {
    if (isFalling(cell)) return true; // it is about to crash, and waits for nothing
    cell.activity = Activity.Suspended;
    return false;
  }
  return applyChanges(cell);
}

/** False when the actor ended meanwhile. */
export function applyChanges(cell: Cell): boolean {
  const behaviors = cell.extras?.behaviors;
  // Asked for in the middle of another one, by its `migrate`: its turn comes next.
  if (behaviors === undefined || behaviors.isChanging) return cell.phase !== Phase.Stopped;
  behaviors.isChanging = true;
  try {
    while (cell.phase !== Phase.Stopped) {
      const change = behaviors.pending.shift();
      if (change === undefined) return true;
      apply(cell, behaviors, change);
    }
    return false;
  } finally {
    behaviors.isChanging = false;
  }
}

function apply(cell: Cell, behaviors: Behaviors, change: Change): void {
  const { system, pid } = cell;
  const before = behaviors.current;
  const version = behaviors.next(change);
  if (version === undefined) {
    const { earlier: kept } = behaviors;
    behaviors.replan();
    change.failed(errors.behaviorHistory({ actor: cell.label, steps: change.steps, kept }));
    return;
  }
  try {
    refuseOneWay(behaviors.oneWay(change), version.blueprint);
    move(cell, before, version, behaviors.migrations(change));
  } catch (cause) {
    if (cell.phase === Phase.Stopped) {
      change.failed(endedFirst(cell));
      return;
    }
    const problem = cause instanceof StateProblem ? cause.message : "moving it threw (see the cause)";
    const facts = { actor: cell.label, from: before.number, to: version.blueprint.label, problem };
    const error = errors.migration(facts, cause instanceof StateProblem ? undefined : cause);
    behaviors.replan();
    change.failed(error);
    system.events.emit("swap-failed", { pid, actor: cell.label, version: before.number, error });
    return;
  }
  if (cell.phase === Phase.Stopped) {
    change.failed(endedFirst(cell));
    return;
  }
  behaviors.enter(version, change);
  if (!cell.blueprint.isPull) unstash(cell);
  change.done(version.number);
  const { number, revision } = version;
  if (!system.events.wants("swapped")) return;
  system.events.emit("swapped", { pid, actor: cell.label, before: before.number, version: number, revision });
}

/** Why a change will not come about. */
export function endedFirst(cell: Cell): Error {
  const reason = cell.extras?.ending?.reason ?? "killed";
  return errors.actorDead({ target: cell.label, request: "the swap", reason });
}

/** A reason of our own why a state cannot move, for the text of the error. */
class StateProblem {
  constructor(readonly message: string) {}
}

/** @throws StateProblem where a rollback would leave the state behind: fields that were migrated fit no more */
function refuseOneWay(oneWay: number | undefined, { type, restore }: Blueprint): void {
  if (oneWay === undefined || type === undefined || restore !== undefined) return;
  throw new StateProblem(`the swap to version ${oneWay} had a migrate, but no migrateBack`);
}

function move(
  cell: Cell,
  before: BehaviorVersion,
  { blueprint }: BehaviorVersion,
  migrations: readonly (Migrate | undefined)[],
): void {
  const extras = cell.more();
  const takesOver = cell.phase === Phase.Running || cell.phase === Phase.Draining;
  if (takesOver && movesAlone(cell, blueprint, migrations)) {
    takeOver(cell, blueprint, undefined, before.number);
    return;
  }
  let saved = cell.instance === undefined ? copyOf(extras.saved) : captureState(cell, before.number, true);
  // Without an instance there is no state to migrate; but a function's is there, and empty.
  const isEmpty = takesOver && cell.blueprint.type === undefined && saved === undefined;
  for (const migrate of migrations) {
    if (migrate === undefined || (saved === undefined && !isEmpty)) continue;
    saved = migrated(saved?.state ?? {}, migrate, before.number);
  }
  if (cell.phase === Phase.Stopped) return; // killed by its own @Snapshot, or migrate
  if (saved?.kind === "snapshot" && blueprint.restore === undefined && blueprint.type !== undefined) {
    throw new StateProblem(`what @Snapshot returned needs a @Restore method of ${blueprint.label}`);
  }
  if (!takesOver || blueprint.plan === undefined) {
    // A function has no state of its own; it keeps that of the class before for the class after.
    const { owned } = extras;
    cell.blueprint = blueprint;
    cell.instance = undefined;
    extras.saved = saved;
    extras.owned = undefined;
    if (owned !== undefined) dispose(cell, owned);
    return;
  }
  takeOver(cell, blueprint, saved, undefined);
}

/** Nobody has a hand in it: fields go from instance to instance. */
function movesAlone(cell: Cell, to: Blueprint, migrations: readonly (Migrate | undefined)[]): boolean {
  if (cell.instance === undefined || to.plan === undefined) return false;
  if (cell.blueprint.snapshot !== undefined || to.restore !== undefined) return false;
  return migrations.every((migrate) => migrate === undefined);
}

/**
 * The new instance, with the state that was saved, or that of the old instance, which was of version `from`; when that
 * fails, everything is as it was.
 */
function takeOver(
  cell: Cell,
  blueprint: Blueprint,
  saved: SavedState | undefined,
  from: number | undefined,
): void {
  const extras = cell.more();
  const { owned } = extras;
  const { instance, blueprint: former } = cell;
  cell.blueprint = blueprint;
  extras.owned = undefined;
  try {
    const fresh = buildInstance(cell);
    if (cell.phase !== Phase.Stopped) {
      cell.instance = fresh;
      const old = { blueprint: former, instance };
      if (saved !== undefined) restoreNow(cell, saved);
      else if (from !== undefined && !handOver(old, cell)) restoreNow(cell, captureState(old, from, true));
    }
  } catch (error) {
    void disposeOwned(cell);
    if (cell.phase !== Phase.Stopped) {
      cell.blueprint = former;
      cell.instance = instance;
      extras.owned = owned;
      throw error;
    }
  }
  if (owned !== undefined) dispose(cell, owned);
  if (cell.phase === Phase.Stopped) {
    void disposeOwned(cell); // killed by its new constructor: nobody else knows what that has made since
    return;
  }
  extras.saved = undefined;
  // A pool's, for members that had none.
  if (blueprint.policy !== undefined && extras.oversight?.given === undefined) extras.policy = undefined;
  if (blueprint.hooks.stop.length > 0) extras.started = true;
}

function dispose(cell: Cell, owned: object[]): void {
  const report = (error: unknown): void =>
    cell.system.logger.error({ pid: cell.pid, error }, `${cell.label}: disposing an injected value failed.`);
  void disposeAll(owned).then((failures) => failures.forEach(report));
}

function restoreNow(cell: Cell, saved: SavedState): void {
  const stray = saved.kind === "fields" ? strayFields(cell, saved.state as object) : undefined;
  const restored = restoreState(cell, saved, true);
  if (stray !== undefined) {
    const text = `${cell.label}: a hot swap brings ${stray.unknown.join(", ")}, which the new code lacks, and nothing for its ${stray.missing.join(", ")}. Was a field renamed? swap() takes a migrate function.`;
    cell.system.logger.warn({ pid: cell.pid, ...stray }, text);
  }
  if (!isThenable(restored)) return;
  silence(restored);
  throw new StateProblem("@Restore returned a promise; it has to happen at one moment");
}

/** Fields that wait for an instance, as a copy: a migration that fails may have changed what it was given. */
function copyOf(saved: SavedState | undefined): SavedState | undefined {
  return saved?.kind === "fields" ? { ...saved, state: { ...(saved.state as object) } } : saved;
}

function migrated(before: unknown, migrate: Migrate, version: number): SavedState {
  const state: unknown = migrate(before as never);
  if (isThenable(state)) {
    silence(state);
    throw new StateProblem("migrate returned a promise; it has to happen at one moment");
  }
  if (typeof state === "object" && state !== null) return { kind: "fields", state, version };
  throw new StateProblem(`migrate returned ${describe(state)} instead of an object of fields`);
}
