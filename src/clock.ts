/**
 * The Clock port: the current time and the timers that follow it, together, so that they cannot disagree (S10).
 *
 * Everything in this package that waits or measures takes a `Clock`; `SystemClock` is the only file that touches
 * the engine's timers. `iris-actors/testing` has a `VirtualClock`.
 */

import { brand } from "./draft";

/** A pending wake-up. */
export interface Alarm {
  /** Forgets the wake-up; harmless after it fired. */
  cancel(): void;
  /** Whether the wake-up alone keeps the process alive. True when made. */
  hold(alive: boolean): void;
}

/** The current time, and the timers that follow it. Extend it for a time of your own. */
export abstract class Clock {
  static {
    brand(Clock, "Clock");
  }

  /** Milliseconds since some fixed moment; never goes backwards. Fractions are allowed. */
  abstract now(): number;
  /** Calls `wake` once, not before `delayMs` milliseconds from now. Any finite delay from 0 on is legal. */
  abstract schedule(delayMs: number, wake: () => void): Alarm;
}

/** The engine clamps longer delays to 1 ms; we wait in laps instead. */
const lapMsMax = 2 ** 31 - 1;

/** Real, monotonic time. */
export class SystemClock extends Clock {
  now(): number {
    return performance.now();
  }

  schedule(delayMs: number, wake: () => void): Alarm {
    return delayMs <= lapMsMax ? new SystemAlarm(delayMs, wake) : new LapAlarm(this, delayMs, wake);
  }
}

class SystemAlarm implements Alarm {
  private readonly timeout: NodeJS.Timeout;

  constructor(delayMs: number, wake: () => void) {
    // Timeouts round down and the loop's own clock lags: round up, so that "not before" holds.
    this.timeout = setTimeout(wake, Math.ceil(delayMs));
  }

  cancel(): void {
    clearTimeout(this.timeout);
  }

  hold(alive: boolean): void {
    if (alive) this.timeout.ref();
    else this.timeout.unref();
  }
}

/** A wake-up further away than one engine timer reaches. */
class LapAlarm implements Alarm {
  private lap: Alarm;
  private alive = true;

  constructor(clock: Clock, delayMs: number, wake: () => void) {
    const due = clock.now() + delayMs;
    const next = (): Alarm => {
      const left = due - clock.now();
      if (left <= lapMsMax) return new SystemAlarm(Math.max(0, left), wake);
      return new SystemAlarm(lapMsMax, () => {
        this.lap = next();
        this.lap.hold(this.alive);
      });
    };
    this.lap = next();
  }

  cancel(): void {
    this.lap.cancel();
  }

  hold(alive: boolean): void {
    this.alive = alive;
    this.lap.hold(alive);
  }
}
