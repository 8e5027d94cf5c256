/**
 * Methods that run at the turning points of an actor's life.
 *
 * ```ts
 * @Actor()
 * class Feed {
 *   @OnStart() async open(init: { url: string }) { this.socket = await connect(init.url); }
 *   @OnRestart() again(error: unknown) { this.reopened++; }
 *   @OnStop() async close() { await this.socket.end(); }
 *   @OnExit() peerGone(signal: ExitSignal) { … }
 * }
 * ```
 *
 * Each throws ERR_BAD_DECORATOR on anything but a public instance method, and twice on one method. A class may have
 * several methods for one moment; those of base classes run first.
 */
import type { ExitSignal } from "../exit";
import { hookMark } from "./hook";
import type { MethodMark } from "./marks";

/** Runs in the actor's first turn, before any message, with the `init` of `spawn`; awaited. */
export function OnStart(...args: []): MethodMark<never[]> {
  return hookMark("OnStart", "start", args);
}

/** Runs after the last message, before the exit is published; awaited. */
export function OnStop(...args: []): MethodMark<never[]> {
  return hookMark("OnStop", "stop", args);
}

/** Runs on the fresh instance after a restart. */
export function OnRestart(...args: []): MethodMark<never[]> {
  return hookMark("OnRestart", "restart", args);
}

/** Runs when a child or a monitored actor has ended; with `trapExit`, a linked one, too. */
export function OnExit(...args: []): MethodMark<[signal: ExitSignal]> {
  return hookMark("OnExit", "exit", args);
}
