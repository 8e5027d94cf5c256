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

/**
 * What is remembered of a child's restarts; a new one for each restart. Those that follow each other share a list,
 * which only grows, and each sees its own part of it: so one more restart costs no copy, and no history ever changes.
 */
export class History {
  private constructor(
    private readonly times: number[],
    private readonly first: number,
    private readonly end: number,
    /** Restarts in a row: with less than `withinMs` of calm before each but the first. */
    readonly streak: number,
    /** When the last restart came or will come about. */
    readonly lastMs: number,
  ) {}

  static of(restarts: readonly number[], streak: number, lastMs: number): History {
    return new History([...restarts], 0, restarts.length, streak, lastMs);
  }

  /** How many restarts it remembers. */
  get count(): number {
    return this.end - this.first;
  }

  /**
   * When it fell and was restarted, within the policy's window, in milliseconds, oldest first; at most as often as the
   * policy allows. Empty where it allows any number.
   */
  get restarts(): readonly number[] {
    return this.times.slice(this.first, this.end);
  }

  /** The same without what is older than `withinMs`. */
  recent(nowMs: number, withinMs: number): History {
    const { times, end } = this;
    let { first } = this;
    while (first < end && nowMs - (times[first] as number) > withinMs) first++;
    return first === this.first ? this : new History(times, first, end, this.streak, this.lastMs);
  }

  /** And then it was restarted again. */
  followedBy(fellMs: number, streak: number, lastMs: number): History {
    const { end, count } = this;
    let { times, first } = this;
    // A list of its own, where another history has gone on with this one, or where most of it is forgotten.
    if (times.length !== end || first >= count) {
      times = times.slice(first, end);
      first = 0;
    }
    times.push(fellMs);
    return new History(times, first, times.length, streak, lastMs);
  }
}

/** Never restarted. */
export const noHistory: History = History.of([], 0, Number.NEGATIVE_INFINITY);
Object.freeze(noHistory);
