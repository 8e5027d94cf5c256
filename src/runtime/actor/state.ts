/**
 * Moving an actor's state from one instance to the next: for passivation, and for restarts that keep it.
 *
 * `@Snapshot` and `@Restore` decide where they exist. Without them it is the instance's own enumerable data fields,
 * symbol-keyed ones too. What belongs to one incarnation is not state: functions (they close over their instance), its
 * timers, AbortSignals, contexts and injected values. A field that holds such a thing, in the old instance or in the
 * new one, is left as the new constructor made it; so is one that the new instance has as an accessor or frozen.
 */
import { isInstance } from "../../draft";
import { errors } from "../../errors";
import { isThenable, silence } from "../../thenable";
import type { Cell } from "./cell";
import type { SavedState } from "./extras";
import { PendingTimer } from "./pending-timer";

/**
 * Takes the state out of the present instance. What `@Snapshot` throws passes through.
 *
 * @param stays the incarnation goes on (a hot swap): its timers and signals are state, too
 */
export function captureState(cell: Cell, stays = false): SavedState {
  const { blueprint } = cell;
  const version = cell.extras?.behaviors?.current.number ?? 1;
  const instance = cell.instance as object;
  if (blueprint.snapshot !== undefined) {
    const saved = blueprint.snapshot.call(instance);
    if (!isThenable(saved)) return { kind: "snapshot", state: saved, version };
    silence(saved);
    throw errors.asyncSnapshot({ actor: blueprint.label });
  }
  const state: Record<string, unknown> = {};
  const keys = blueprint.stateKeys.of(instance);
  for (const key of keys ?? []) {
    const value = (instance as typeof state)[key];
    if (!isBound(cell, value, stays)) state[key] = value;
  }
  for (const key of keys === undefined ? Reflect.ownKeys(instance) : []) {
    const field = Reflect.getOwnPropertyDescriptor(instance, key);
    if (!field?.enumerable || !("value" in field) || isBound(cell, field.value, stays)) continue;
    put(state, key, field.value);
  }
  return { kind: "fields", state, version };
}

/** Puts the saved state into the new instance. What `@Restore` returns or throws passes through. */
export function restoreState(cell: Cell, saved: SavedState, stays = false): unknown {
  const { blueprint } = cell;
  const instance = cell.instance as object;
  if (blueprint.restore !== undefined) return blueprint.restore.call(instance, saved.state, saved.version);
  if (saved.kind === "fields" && !assignPlain(cell, saved.state as Record<string, unknown>, stays)) {
    const state = saved.state as Record<PropertyKey, unknown>;
    for (const key of Reflect.ownKeys(state)) {
      const field = Reflect.getOwnPropertyDescriptor(instance, key);
      const isFixed = field !== undefined && (!("value" in field) || isBound(cell, field.value, stays));
      if (!isFixed) put(instance, key, state[key]);
    }
  }
}

/** The usual case: the fields of the state stand in the new instance in the same order. False: it may be another one. */
function assignPlain(cell: Cell, state: Record<string, unknown>, stays: boolean): boolean {
  const instance = cell.instance as typeof state;
  const keys = cell.blueprint.freshKeys.of(instance);
  if (keys === undefined || Object.getOwnPropertySymbols(state).length > 0) return false;
  let at = 0;
  try {
    for (const name of Object.keys(state)) {
      while (at < keys.length && keys[at] !== name) at++;
      if (at++ === keys.length) return false;
      if (!isBound(cell, instance[name], stays)) instance[name] = state[name];
    }
    return true;
  } catch {
    return false; // fixed, although it was not in the instance before
  }
}

/** What a function carries for the class after it, without what ends with this incarnation. */
export function lasting(saved: SavedState | undefined): SavedState | undefined {
  if (saved?.kind !== "fields") return saved;
  const state = {};
  for (const key of Reflect.ownKeys(saved.state as object)) {
    const value = (saved.state as Record<PropertyKey, unknown>)[key];
    if (typeof value !== "object" || value === null || !isOfIncarnation(value)) put(state, key, value);
  }
  return { ...saved, state };
}

/** Defines, not assigns: no setter runs, `__proto__` is a name like any other, and what is frozen stays as it is. */
function put(target: object, key: PropertyKey, value: unknown): void {
  if (Object.hasOwn(target, key)) Reflect.defineProperty(target, key, { value });
  else Reflect.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Whether `value` belongs to the present instance, or incarnation, and must not outlive it. */
function isBound(cell: Cell, value: unknown, stays: boolean): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  if (cell.blueprint.plan?.isInjected(cell.instance as object, value)) return true;
  return !stays && isOfIncarnation(value);
}

function isOfIncarnation(value: object): boolean {
  if (value instanceof PendingTimer) return !isRuntimeTimer(value);
  return isAbortSignal(value) || isInstance(value, "ActorContext");
}

/** By its tag: `instanceof` fails for signals of another realm. */
function isAbortSignal(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object AbortSignal]";
}

/** A pending timer of `rt.timers` outlives restarts, and so does the handle that cancels it. */
function isRuntimeTimer({ errand }: PendingTimer<unknown, unknown>): boolean {
  return errand !== undefined && errand.owner === undefined;
}
