/** One timer of a `TimerTable`: its data, and the handle that users hold. */
import type { Timer } from "./actor-context";
import type { Due } from "./due-heap";

/** The rhythm of an interval: ticks at `start`, `start + everyMs`, … ("fixedRate"), or `everyMs` after the last. */
export interface Rhythm {
  readonly everyMs: number;
  readonly mode: "fixedRate" | "fixedDelay";
  readonly start: number;
  /** Number of the next tick, from 0. */
  tick: number;
}

/** What a pending timer is about. */
export interface Errand<T, M> {
  readonly target: T;
  readonly message: M;
  readonly owner: object | undefined;
  /** Whether it keeps the process alive. */
  readonly held: boolean;
  /** Absent for one-shot timers. */
  readonly rhythm: Rhythm | undefined;
}

export class PendingTimer<T, M> implements Timer, Due {
  fired = 0;
  missed = 0;
  index = -1;

  constructor(
    readonly id: number,
    public due: number,
    public sequence: number,
    /** Undefined once it fired for the last time or was cancelled, so that a kept handle keeps nothing else. */
    public errand: Errand<T, M> | undefined,
    private readonly table: { cancel(timer: Timer): boolean },
  ) {}

  cancel(): boolean {
    return this.table.cancel(this);
  }

  [Symbol.dispose](): void {
    this.cancel();
  }
}
