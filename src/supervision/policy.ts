/**
 * How a supervised child comes back: the options of `@Supervised` with every default filled in, and what is remembered
 * of its restarts.
 */
import type { BackoffOptions, Restart, Strategy, SupervisedOptions, SupervisesOptions } from "../options";

/** How long to wait before a restart; see `BackoffOptions`. */
export type Backoff = { readonly [K in keyof BackoffOptions]-?: number };

export interface RestartPolicy {
  readonly strategy: Strategy;
  readonly restart: Restart;
  readonly maxRestarts: number;
  readonly withinMs: number;
  /** Undefined: at once. */
  readonly backoff: Backoff | undefined;
  /** How long it may take to go down before a restart. */
  readonly shutdownMs: number;
  /** The same for its end with its parent; undefined: as long as the parent's stop may take. */
  readonly endsWithinMs: number | undefined;
  /** Whether messages that were queued are dropped. */
  readonly drops: boolean;
  /** How often a message may be tried before it has failed. */
  readonly maxAttempts: number;
  readonly children: "restart" | "keep";
  readonly state: "renew" | "keep";
}

/**
 * The policy of a child. What it does not say of itself its supervisor says for all its children; the strategy is the
 * supervisor's alone.
 */
export function restartPolicy(own: SupervisedOptions, above: SupervisesOptions = {}): RestartPolicy {
  const delays = own.backoff ?? above.backoff;
  const endsWithinMs = own.shutdownMs ?? above.shutdownMs;
  return Object.freeze({
    strategy: above.strategy ?? own.strategy ?? "one-for-one",
    restart: own.restart ?? "transient",
    maxRestarts: own.maxRestarts ?? above.maxRestarts ?? 3,
    withinMs: own.withinMs ?? above.withinMs ?? 5_000,
    backoff: delays && backoff(delays),
    shutdownMs: endsWithinMs ?? 5_000,
    endsWithinMs,
    drops: own.onRestart === "drop",
    maxAttempts: own.maxAttempts ?? (own.onRestart === "redeliverCurrent" ? 2 : 1),
    children: own.children ?? "restart",
    state: own.state ?? "renew",
  });
}

/** The options with every default filled in. */
export function backoff({ initialMs = 100, maxMs, factor = 2, jitter = 0 }: BackoffOptions): Backoff {
  return Object.freeze({ initialMs, maxMs: maxMs ?? Math.max(30_000, initialMs), factor, jitter });
}

/** What is remembered of a child's restarts; a new one for each restart. */
export interface History {
  /**
   * When it fell and was restarted, within the policy's window, in milliseconds, oldest first; at most as often as the
   * policy allows. Empty where it allows any number.
   */
  readonly restarts: readonly number[];
  /** Restarts in a row: with less than `withinMs` of calm before each but the first. */
  readonly streak: number;
  /** When the last restart came or will come about. */
  readonly lastMs: number;
}

/** Never restarted. */
export const noHistory: History = Object.freeze({
  restarts: Object.freeze([]),
  streak: 0,
  lastMs: Number.NEGATIVE_INFINITY,
});
