/**
 * The pair of methods that moves an actor's state: at a swap, at passivation, over a restart that keeps state.
 *
 * ```ts
 * @Actor({ virtual: { idleTimeoutMs: 60_000 } })
 * class Basket {
 *   #items = new Map<string, number>();
 *   @Snapshot() save() { return [...this.#items]; }
 *   @Restore() load(items: [string, number][], fromVersion: number) { this.#items = new Map(items); }
 * }
 * ```
 *
 * Without the pair, the plain own fields move, except those that hold an injected value. Each throws
 * ERR_BAD_DECORATOR on anything but a public instance method, and a second time in one class.
 */
import { hookMark } from "./hook";
import type { MethodMark } from "./marks";

/** Returns the state to move. */
export function Snapshot(...args: []): MethodMark<[]> {
  return hookMark("Snapshot", "snapshot", args);
}

/** Takes over the state that the old instance's `@Snapshot` method returned, and that code's version. */
export function Restore(...args: []): MethodMark<[state: never, fromVersion: number]> {
  return hookMark("Restore", "restore", args);
}
