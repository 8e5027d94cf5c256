/**
 * Moving an actor's state from one instance to the next: for passivation, and for restarts that keep it.
 *
 * `@Snapshot` and `@Restore` decide where they exist. Without them it is the instance's own enumerable data fields,
 * except those that hold an injected value: the new instance has its own.
 */
import { errors } from "../../errors";
import { isThenable, silence } from "../thenable";
import type { Cell } from "./cell";

/** Takes the state out of the present instance. What `@Snapshot` throws passes through. */
export function captureState(cell: Cell): { state: unknown; version: number } {
  const { blueprint, instance } = cell;
  if (blueprint.snapshot !== undefined) {
    const saved = blueprint.snapshot.call(instance);
    if (!isThenable(saved)) return { state: saved, version: 1 };
    silence(saved);
    throw errors.asyncSnapshot({ actor: blueprint.label });
  }
  const state: Record<string, unknown> = {};
  for (const [field, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(instance as object))) {
    if (!descriptor.enumerable || !("value" in descriptor)) continue;
    if (!isInjected(cell, descriptor.value)) state[field] = descriptor.value;
  }
  return { state, version: 1 };
}

/** Puts the saved state into the new instance. What `@Restore` throws passes through. */
export function restoreState(cell: Cell, saved: { state: unknown; version: number }): void {
  const { blueprint, instance } = cell;
  if (blueprint.restore !== undefined) blueprint.restore.call(instance, saved.state, saved.version);
  else if (blueprint.snapshot === undefined) Object.assign(instance as object, saved.state);
}

function isInjected(cell: Cell, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value === cell.context) return true;
  return cell.blueprint.plan?.isInjected(cell.instance as object, value) ?? false;
}
