/**
 * Timers as data: (when, to whom, which message) in a heap, over ONE alarm of the clock for the earliest.
 *
 *   after/every ─▶ heap by (due, sequence) ─▶ alarm ─▶ fire(target, message)
 *
 * No engine timer and no closure per message; a virtual clock sees all of them; what an incarnation owns ends in one
 * call. The alarm may ring early, after the timer it was set for was cancelled: then it is only set again.
 */
import type { Alarm, Clock } from "../../clock";
import { errors } from "../../errors";
import { limits } from "../../limits";
import { reject } from "../../option-checks";
import { Groups } from "../messages/groups";
import type { IntervalOptions, Timer, TimerOptions } from "./actor-context";
import { DueHeap } from "./due-heap";
import { type Errand, PendingTimer, type Rhythm } from "./pending-timer";

export interface TimerPorts<T extends object, M> {
  readonly clock: Clock;
  /** Sends; returns whether the message was accepted. */
  fire(target: T, message: M): boolean;
  /** Whether an interval should go on. */
  isLive(target: T): boolean;
  /** Called after an interval ended because its target is no longer alive. */
  ended(timerId: number, target: T): void;
  /**
   * Runs what is given after the work that is due now. With it, timers that are due together fire one by one, so that
   * the handler of one can still cancel the next. Without it they fire in one loop.
   */
  soon?(work: () => void): void;
  /** Default `limits.timersMax`. */
  readonly timersMax?: number;
}

/** An owner's timers end with `endOwned(owner)`. */
export interface Owned {
  readonly owner?: object;
}

export class TimerTable<T extends object, M> {
  private readonly heap = new DueHeap<PendingTimer<T, M>>();
  private readonly byId = new Map<number, PendingTimer<T, M>>();
  private readonly byOwner = new Groups<object, PendingTimer<T, M>>();
  private readonly intervalsTo = new Groups<T, PendingTimer<T, M>>();
  private idLast = 0;
  private sequenceLast = 0;
  /** Pending timers that keep the process alive. */
  private heldCount = 0;
  private alarm: Alarm | undefined = undefined;
  private alarmDue = 0;
  private firing = false;
  /** While firing: only what was due by `horizon` and set by `barrier` fires. */
  private horizon = 0;
  private barrier = 0;
  private closed = false;

  constructor(private readonly ports: TimerPorts<T, M>) {}

  /** Pending timers. */
  get size(): number {
    return this.heap.size;
  }

  /**
   * Sends `message` once, not before `delayMs` milliseconds from now and never synchronously. Timers due at the same
   * time fire in the order in which they were made. After `close()` the timer is over from the start.
   *
   * @throws ERR_INVALID_ARG unless the delay is a finite number from 0 on. @throws ERR_LIMIT at `limits.timersMax`.
   */
  after(target: T, delayMs: number, message: M, options: TimerOptions & Owned = {}): Timer {
    checkMs("delayMs", delayMs, 0);
    const { owner, ref = true } = options;
    const due = this.ports.clock.now() + delayMs;
    return this.start(due, { target, message, owner, held: ref, rhythm: undefined });
  }

  /**
   * Sends `message` every `intervalMs` milliseconds, until it is cancelled or its target is dead. Ticks missed while
   * the event loop stood still become one, and are counted in `missed`; "fixedDelay" has no schedule to miss.
   *
   * @throws ERR_INVALID_ARG unless the interval is a finite number from 1 on. @throws ERR_LIMIT at `limits.timersMax`.
   */
  every(target: T, intervalMs: number, message: M, options: IntervalOptions & Owned = {}): Timer {
    checkMs("intervalMs", intervalMs, 1);
    const { owner, ref = true, immediate = false, mode = "fixedRate" } = options;
    if (mode !== "fixedRate" && mode !== "fixedDelay") reject("mode", '"fixedRate" or "fixedDelay"', mode);
    const due = this.ports.clock.now() + (immediate ? 0 : intervalMs);
    const rhythm: Rhythm = { everyMs: intervalMs, mode, start: due, tick: 0 };
    return this.start(due, { target, message, owner, held: ref, rhythm });
  }

  /** True if the timer was pending: then it never fires (again). Anything else yields false. */
  cancel(timer: Timer | number): boolean {
    const found = this.byId.get(typeof timer === "number" ? timer : timer?.id);
    if (found === undefined || (typeof timer !== "number" && timer !== found)) return false;
    this.end(found);
    this.arm();
    return true;
  }

  /** Cancels the timers of an owner; how many there were. Costs one look-up when there are none. */
  endOwned(owner: object): number {
    const owned = this.byOwner.take(owner);
    for (const timer of owned) this.end(timer);
    if (owned.length > 0) this.arm();
    return owned.length;
  }

  /**
   * Cancels the intervals to a target that died, and reports each. One-shot timers stay: each of them fires into the
   * dead target once, where it becomes a dead letter.
   */
  endIntervalsTo(target: T): number {
    const intervals = this.intervalsTo.take(target);
    for (const timer of intervals) this.end(timer);
    if (intervals.length > 0) this.arm();
    for (const timer of intervals) this.ports.ended(timer.id, target);
    return intervals.length;
  }

  /** Cancels everything, for good. */
  close(): void {
    this.closed = true;
    for (const timer of [...this.byId.values()]) this.end(timer);
    this.arm();
  }

  private start(due: number, errand: Errand<T, M>): Timer {
    const timersMax = this.ports.timersMax ?? limits.timersMax;
    if (this.size >= timersMax) {
      throw errors.limitReached({
        limit: "timersMax",
        value: timersMax,
        fix: "Cancel timers that are no longer needed, or use one interval instead of many timers.",
      });
    }
    const timer = new PendingTimer<T, M>(++this.idLast, due, ++this.sequenceLast, errand, this);
    if (this.closed) {
      timer.errand = undefined;
      return timer;
    }
    this.byId.set(timer.id, timer);
    if (errand.owner !== undefined) this.byOwner.add(errand.owner, timer);
    if (errand.rhythm !== undefined) this.intervalsTo.add(errand.target, timer);
    if (errand.held && ++this.heldCount === 1) this.alarm?.hold(true);
    this.heap.add(timer);
    this.arm();
    return timer;
  }

  /** Takes a timer out of everything. The caller sets the alarm. */
  private end(timer: PendingTimer<T, M>): void {
    const { errand } = timer;
    if (errand === undefined) return;
    timer.errand = undefined;
    this.heap.remove(timer);
    this.byId.delete(timer.id);
    if (errand.owner !== undefined) this.byOwner.remove(errand.owner, timer);
    if (errand.rhythm !== undefined) this.intervalsTo.remove(errand.target, timer);
    if (errand.held && --this.heldCount === 0) this.alarm?.hold(false);
  }

  private arm(): void {
    if (this.firing) return; // done once afterwards
    const { first } = this.heap;
    if (first !== undefined && this.alarm !== undefined && this.alarmDue <= first.due) return;
    this.alarm?.cancel();
    this.alarm = undefined;
    if (first === undefined) return;
    this.alarmDue = first.due;
    this.alarm = this.ports.clock.schedule(Math.max(0, first.due - this.ports.clock.now()), this.wake);
    if (this.heldCount === 0) this.alarm.hold(false);
  }

  private readonly wake = (): void => {
    this.alarm = undefined;
    this.firing = true;
    this.horizon = this.ports.clock.now();
    this.barrier = this.sequenceLast;
    this.fireDue();
  };

  private readonly fireDue = (): void => {
    let handedOn = false;
    try {
      for (let timer = this.nextDue(); timer !== undefined && !handedOn; timer = this.nextDue()) {
        this.tick(timer);
        if (this.ports.soon === undefined || this.nextDue() === undefined) continue;
        this.ports.soon(this.fireDue);
        handedOn = true;
      }
    } finally {
      if (!handedOn) {
        this.firing = false;
        this.arm();
      }
    }
  };

  /** What is still to fire in this wake-up; never what was set since it began. */
  private nextDue(): PendingTimer<T, M> | undefined {
    const { first } = this.heap;
    if (first === undefined || first.due > this.horizon || first.sequence > this.barrier) return undefined;
    return first;
  }

  /** Settles the timer's future before it sends, so that whatever the message causes finds it in order. */
  private tick(timer: PendingTimer<T, M>): void {
    const { target, message, rhythm } = timer.errand as Errand<T, M>;
    if (rhythm === undefined) {
      this.end(timer);
    } else if (this.ports.isLive(target)) {
      this.heap.remove(timer);
      timer.missed += advance(timer, rhythm, this.ports.clock.now());
      timer.sequence = ++this.sequenceLast;
      this.heap.add(timer);
    } else {
      this.end(timer);
      this.ports.ended(timer.id, target);
      return;
    }
    if (this.ports.fire(target, message)) timer.fired++;
  }
}

/** Sets `timer.due` to the tick after `now`; returns how many ticks were missed. */
function advance(timer: { due: number }, rhythm: Rhythm, now: number): number {
  if (rhythm.mode === "fixedDelay") {
    timer.due = now + rhythm.everyMs;
    return 0;
  }
  const missed = Math.max(0, Math.floor((now - timer.due) / rhythm.everyMs));
  rhythm.tick += missed + 1;
  timer.due = rhythm.start + rhythm.tick * rhythm.everyMs;
  return missed;
}

function checkMs(argument: string, value: unknown, least: number): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= least) return;
  reject(argument, `a finite number of milliseconds, ${least} or more`, value);
}
