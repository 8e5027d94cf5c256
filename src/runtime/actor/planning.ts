/**
 * Asking for other code: what a swap or a rollback leads to, and whether it may be asked for.
 *
 *   planSwap, planRollback ─▶ Change ─▶ requestChange ─▶ pending, for `swap.ts` to bring into force
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import type { Blueprint } from "../blueprint";
import { demandAttention } from "./attention";
import { Behaviors, Change, type Migrations } from "./behaviors";
import type { Cell } from "./cell";
import { facadeOf, widened } from "./facade";
import { Phase } from "./phase";
import { applyChanges, endedFirst } from "./swap";

/** Nobody waits for the change: one that fails later is a "swap-failed" event. */
const unawaited = (): void => {};

/**
 * A swap to a class or function, to be requested.
 *
 * @throws ERR_INVALID_ARG for a pool, an observer, code of another mode; ERR_PRIVATE_STATE; what `spawn` throws for it
 */
export function planSwap(
  cell: Cell,
  type: unknown,
  { migrate, migrateBack }: Migrations = {},
  done: Change["done"] = unawaited,
  failed: Change["failed"] = unawaited,
): Change {
  return new Change(successor(cell, type), 0, migrate, migrateBack, done, failed);
}

/**
 * A rollback, to be requested; undefined for one that changes nothing.
 *
 * @throws ERR_INVALID_ARG for wrong steps, ERR_BEHAVIOR_HISTORY when fewer versions will be kept then
 */
export function planRollback(
  cell: Cell,
  steps: number,
  done: Change["done"] = unawaited,
  failed: Change["failed"] = unawaited,
): Change | undefined {
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw invalid("steps", "a whole number, 0 or more", describe(steps));
  }
  if (steps === 0) return undefined;
  const kept = cell.extras?.behaviors?.plannedEarlier ?? 0;
  if (steps > kept) throw errors.behaviorHistory({ actor: cell.label, steps, kept });
  return new Change(undefined, steps, undefined, undefined, done, failed);
}

/** The version that the next message will run on. */
export function plannedVersion(cell: Cell): number {
  return cell.extras?.behaviors?.plannedVersion ?? 1;
}

/**
 * Asks for a change. It comes about between two messages, before any that is queued (S3).
 *
 * @returns the version that the next message will run on
 * @throws ERR_LIMIT at `limits.changesMax` pending changes
 */
export function requestChange(cell: Cell, change: Change): number {
  const extras = cell.more();
  const { ending } = extras;
  if (ending !== undefined && (!ending.drain || cell.phase > Phase.Draining)) {
    change.failed(endedFirst(cell));
    return plannedVersion(cell);
  }
  extras.behaviors ??= new Behaviors(cell.blueprint);
  const { behaviors } = extras;
  if (behaviors.pending.length >= limits.changesMax) throw tooMany(cell);
  if (change.blueprint !== undefined) widen(cell, behaviors, change.blueprint);
  behaviors.request(change);
  extras.pull?.close(); // its `run` finds the mailbox closed from now on, and returns
  if (cell.phase === Phase.Dormant) applyChanges(cell);
  else demandAttention(cell);
  return behaviors.plannedVersion;
}

function tooMany({ label }: Cell): Error {
  const fix = `So many changes of ${label} wait for its handler under way: await its swaps and rollbacks one by one.`;
  return errors.limitReached({ limit: "changesMax", value: limits.changesMax, fix });
}

/** From the call on the ref offers the messages of the new code as well as the old ones. A function offers none. */
function widen(cell: Cell, behaviors: Behaviors, after: Blueprint): void {
  const { selectors } = cell.system;
  const { blueprint: before } = cell;
  // A class's stay on offer, also when a function follows it.
  if (before.type !== undefined || after.type !== undefined) behaviors.facade ??= facadeOf(before, selectors);
  if (after.type === undefined || behaviors.facade === undefined) return;
  const facade = widened(behaviors.facade, after, selectors);
  if (facade === behaviors.facade) return;
  behaviors.facade = facade;
  cell.sender = cell.asker = undefined;
}

function successor(cell: Cell, type: unknown): Blueprint {
  const { blueprint: before, system } = cell;
  if (before.isFixed) {
    throw invalid("the target", "an actor of your own code, no observer or pool", cell.label);
  }
  const after = system.blueprints.of(type, before.isPull);
  if (after.isPull !== before.isPull) {
    const expected = `code of mode "${before.isPull ? "pull" : "push"}", as the actor's is`;
    throw invalid("what to swap to", expected, after.label);
  }
  // Also where a function comes next or came before: what it carries goes on, and may come back.
  before.requireMovableState("a hot swap");
  after.requireMovableState("a hot swap");
  return after;
}

function invalid(argument: string, expected: string, received: string): Error {
  return errors.invalidArg({ argument, expected, received });
}
