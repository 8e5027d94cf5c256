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
