/**
 * Moving an actor's state from one instance to the next: for passivation, for restarts that keep it, and for hot swap.
 *
 * `@Snapshot` and `@Restore` decide where they exist. Without them it is the instance's own enumerable data fields,
 * symbol-keyed ones too. What belongs to one incarnation is not state: functions (they close over their instance), its
 * timers, AbortSignals, contexts and injected values. A field that holds such a thing, in the old instance or in the
 * new one, is left as the new constructor made it; so is one that the new instance has as an accessor or frozen.
 */
import { isInstance } from "../../draft";
import { errors } from "../../errors";
import { isThenable, silence } from "../../thenable";
import type { Blueprint } from "../blueprint";
import type { SavedState } from "./extras";
import { PendingTimer } from "./pending-timer";

/** An instance and the code it is of. */
export interface Holder {
  readonly blueprint: Blueprint;
  readonly instance: unknown;
}

/**
 * Takes the state out of an instance. What `@Snapshot` throws passes through.
 *
 * @param version of the code that it is taken from
 * @param stays the incarnation goes on (a hot swap): its timers and signals are state, too
 */
export function captureState(from: Holder, version: number, stays = false): SavedState {
  const { blueprint } = from;
  const instance = from.instance as Fields;
  if (blueprint.snapshot !== undefined) {
    const saved = blueprint.snapshot.call(instance);
    if (!isThenable(saved)) return { kind: "snapshot", state: saved, version };
    silence(saved);
    throw errors.asyncSnapshot({ actor: blueprint.label });
  }
  const state = {};
  for (const key of Reflect.ownKeys(instance)) {
    const field = Reflect.getOwnPropertyDescriptor(instance, key);
    if (!field?.enumerable || !("value" in field) || isBound(from, field.value, stays)) continue;
    put(state, key, field.value);
  }
  return { kind: "fields", state, version };
}

/** Puts the saved state into a new instance. What `@Restore` returns or throws passes through. */
export function restoreState(to: Holder, saved: SavedState, stays = false): unknown {
  const { restore } = to.blueprint;
  const instance = to.instance as Fields;
  if (restore !== undefined) return restore.call(instance, saved.state, saved.version);
  if (saved.kind === "snapshot") return undefined;
  const state = saved.state as Fields;
  for (const key of Reflect.ownKeys(state)) {
    const field = Reflect.getOwnPropertyDescriptor(instance, key);
    const isFixed = field !== undefined && (!("value" in field) || isBound(to, field.value, stays));
    if (!isFixed) put(instance, key, state[key]);
  }
  return undefined;
}

/**
 * The same in one go, where neither class has a hand in it and all fields are plain and in the same order, as they
 * nearly always are: no descriptors, no state in between. False: it is another case, and nothing is lost.
 */
export function handOver(from: Holder, to: Holder): boolean {
  const [old, fresh] = [from.instance as Fields, to.instance as Fields];
  const names = from.blueprint.stateKeys.of(old);
  const keys = to.blueprint.freshKeys.of(fresh);
  if (names === undefined || keys === undefined || Object.getOwnPropertySymbols(old).length > 0) return false;
  let at = 0;
  try {
    for (const name of names) {
      const value = old[name];
      if (isBound(from, value, true)) continue;
      while (at < keys.length && keys[at] !== name) at++;
      if (at++ === keys.length) return false;
      if (!isBound(to, fresh[name], true)) fresh[name] = value;
    }
    return true;
  } catch {
    return false; // fixed, although it was not in the instance before
  }
}

/**
 * Fields of a state that a fresh instance lacks, and fields of its own that the state says nothing of: where there are
 * both, somebody renamed a field. One alone is a field without an initial value, or a new one.
 */
export function strayFields(
  to: Holder,
  state: object,
): { readonly unknown: readonly string[]; readonly missing: readonly string[] } | undefined {
  if (to.blueprint.restore !== undefined) return undefined;
  const fresh = to.instance as Fields;
  const unknown = Object.keys(state).filter((key) => !Object.hasOwn(fresh, key));
  const missing = Object.keys(fresh).filter(
    (key) => !Object.hasOwn(state, key) && !isBound(to, fresh[key], false),
  );
  return unknown.length > 0 && missing.length > 0 ? { unknown, missing } : undefined;
}

type Fields = Record<PropertyKey, unknown>;

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
function isBound({ blueprint, instance }: Holder, value: unknown, stays: boolean): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  if (blueprint.plan?.isInjected(instance as object, value)) return true;
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
