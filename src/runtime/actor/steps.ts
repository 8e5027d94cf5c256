/**
 * Life-cycle steps: hooks and disposals, one after the other, synchronous for as long as nothing returns a promise.
 */

import { isThenable } from "../../thenable";
import type { Handler } from "../blueprint";
import { resume } from "./attention";
import { Activity, type Cell } from "./cell";

/** Runs hooks in order; a promise only if one of them returned one. Stops between hooks when `isCurrent` says no. */
export function runHooks(
  hooks: readonly Handler[],
  instance: unknown,
  args: readonly unknown[],
  isCurrent: () => boolean,
): PromiseLike<unknown> | undefined {
  for (let at = 0; at < hooks.length; at++) {
    if (at > 0 && !isCurrent()) return undefined;
    const result = (hooks[at] as Handler).apply(instance, args as unknown[]);
    if (isThenable(result)) return runRest(result, hooks.slice(at + 1), instance, args, isCurrent);
  }
  return undefined;
}

async function runRest(
  first: PromiseLike<unknown>,
  hooks: readonly Handler[],
  instance: unknown,
  args: readonly unknown[],
  isCurrent: () => boolean,
): Promise<void> {
  await first;
  for (const hook of hooks) {
    if (!isCurrent()) return;
    await hook.apply(instance, args as unknown[]);
  }
}

/**
 * Suspends the cell until a life-cycle promise settles, then goes on with `done` or `failed` and resumes it.
 * Abandoned, when another step or a kill came in between, or ended before, nothing happens.
 */
export function waitFor(
  cell: Cell,
  promise: PromiseLike<unknown>,
  done: () => void,
  failed: (error: unknown) => void,
): void {
  const extras = cell.more();
  const step = {};
  if (cell.activity !== Activity.Ended) {
    extras.step = step;
    cell.activity = Activity.Suspended;
  }
  const settle = (next: () => void): void => {
    if (extras.step !== step) return;
    extras.step = undefined;
    next();
    cell.urgent = true;
    resume(cell);
  };
  promise.then(
    () => settle(done),
    (error: unknown) => settle(() => failed(error)),
  );
}

/** `@OnStop`, most derived class first. What one throws is reported and changes nothing else, for the next one too. */
export function runStopHooks(cell: Cell): boolean {
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
  waitFor(cell, pending, () => {}, failed);
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
