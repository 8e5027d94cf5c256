/** `rt.timers`: messages later, owned by the runtime. They survive their target's restarts. */
import type { IntervalOptions, Timer, TimerOptions } from "../actor/actor-context";
import type { Cell, System } from "../actor/cell";
import { checkTimerOptions } from "../actor/checks";
import { letterOf } from "../actor/post";
import type { Ref, Target } from "../actor/protocol";
import { goneCell, targetCell } from "../actor/target";

/** `rt.timers`: messages later. They belong to the runtime, and survive restarts of their targets. */
export class TimerService {
  constructor(private readonly system: System) {}

  /**
   * Sends `message` once, not before `delayMs` from now; 0 means the next turn. To a dead target it becomes one dead
   * letter when it is due. @throws ERR_INVALID_ARG for a negative or infinite delay
   */
  after<M>(target: Ref<M>, delayMs: number, message: M, options?: TimerOptions): Timer;
  after(target: number, delayMs: number, message: unknown, options?: TimerOptions): Timer;
  after(target: Target, delayMs: number, message: unknown, options?: TimerOptions): Timer {
    checkTimerOptions(options, "timer options");
    const cell = this.cellFor(target);
    return this.system.timers.after(cell, delayMs, letterOf(cell, message), options);
  }

  /**
   * Sends `message` every `intervalMs`, first after one interval, until it is cancelled or the target ends.
   * @throws ERR_INVALID_ARG for an interval below 1
   */
  every<M>(target: Ref<M>, intervalMs: number, message: M, options?: IntervalOptions): Timer;
  every(target: number, intervalMs: number, message: unknown, options?: IntervalOptions): Timer;
  every(target: Target, intervalMs: number, message: unknown, options?: IntervalOptions): Timer {
    checkTimerOptions(options, "interval options");
    const cell = this.cellFor(target);
    return this.system.timers.every(cell, intervalMs, letterOf(cell, message), options);
  }

  /** True if the timer was pending: then its message will never be delivered. */
  cancel(timer: Timer | number): boolean {
    return this.system.timers.cancel(timer);
  }

  private cellFor(target: Target): Cell {
    return targetCell(this.system, target) ?? goneCell(this.system, target as number);
  }
}
