/**
 * Time that moves only when a test says so.
 *
 * `advance` goes from alarm to alarm and, after each one, lets the code under test run until it had its say, so that
 * a handler which sets the next alarm is honoured in the same advance: a year passes in a moment, nothing is skipped.
 */
import { type Alarm, Clock } from "../../clock";
import { describe, errors } from "../../errors";
import { checkOptions } from "../actor/checks";
import { DueHeap } from "../actor/due-heap";
import { eventLoopTurns } from "./event-loop";

/** Alarms that may ring without time moving on, before it is called an endless loop. */
const ringsPerInstantMax = 100_000;

/** Turns of the event loop that the code under test gets after each alarm, by default. */
const settleTurns = 5;

/** Where virtual time starts, and what it waits for at each stop. */
export interface VirtualClockOptions {
  /** The time it starts at, in milliseconds. Default 0. */
  readonly startMs?: number | undefined;
  /** Resolves when the code under test had its say. Default: after 5 turns of the event loop. */
  readonly settle?: (() => Promise<void>) | undefined;
}

/** Time that stands still until `advance`. For tests and simulations. */
export class VirtualClock extends Clock {
  private time: number;
  private readonly settle: () => Promise<void>;
  private readonly alarms = new DueHeap<VirtualAlarm>();
  private made = 0;
  /** The end of the line of `advance` calls. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: VirtualClockOptions = {}) {
    super();
    checkOptions("virtual clock's options", options, ["startMs", "settle"]);
    const { settle } = options;
    if (settle !== undefined && typeof settle !== "function") {
      throw errors.invalidArg({ argument: "settle", expected: "a function", received: describe(settle) });
    }
    this.time = options.startMs ?? 0;
    checkMs("startMs", this.time);
    this.settle = settle ?? (() => eventLoopTurns(settleTurns));
  }

  now(): number {
    return this.time;
  }

  /** @throws ERR_INVALID_ARG unless the delay is a finite number from 0 on. */
  schedule(delayMs: number, wake: () => void): Alarm {
    checkMs("delayMs", delayMs);
    const alarm = new VirtualAlarm(this.time + delayMs, this.made++, wake, this.alarms);
    this.alarms.add(alarm);
    return alarm;
  }

  /** Alarms that have not rung. */
  get pending(): number {
    return this.alarms.size;
  }

  /** When the next alarm rings; undefined when there is none. */
  get nextMs(): number | undefined {
    return this.alarms.first?.due;
  }

  /**
   * Moves time on by `ms` and rings what falls due on the way, each at its own time. Calls made meanwhile wait for
   * their turn. Rejects with ERR_INVALID_ARG for a bad duration, and with what an alarm throws.
   */
  async advance(ms: number): Promise<void> {
    checkMs("ms", ms);
    await this.inTurn(() => this.moveTo(this.time + ms));
  }

  /** Moves time on to `ms`. Rejects with ERR_INVALID_ARG when that is in the past by then. */
  async advanceTo(ms: number): Promise<void> {
    checkMs("ms", ms);
    await this.inTurn(() => {
      if (ms < this.time) throw invalidMs("ms", `${this.time}, which is now,`, ms);
      return this.moveTo(ms);
    });
  }

  /**
   * Rings alarms until none is left, and stays at the last one's time; or moves on by `maxMs` (default an hour) where
   * that is less: then `pending` is not 0. Intervals never end by themselves.
   */
  async runAll(options: { readonly maxMs?: number | undefined } = {}): Promise<void> {
    const { maxMs = 3_600_000 } = options;
    checkMs("maxMs", maxMs);
    await this.inTurn(async () => {
      const end = this.time + maxMs;
      await this.ringUntil(end);
      if (this.alarms.size > 0) this.time = end;
    });
  }

  private inTurn(work: () => Promise<void> | undefined): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async moveTo(end: number): Promise<void> {
    await this.ringUntil(end);
    this.time = end;
  }

  private async ringUntil(end: number): Promise<void> {
    await this.settle();
    let rings = 0;
    for (let alarm = this.alarms.first; alarm !== undefined && alarm.due <= end; alarm = this.alarms.first) {
      rings = alarm.due > this.time ? 1 : rings + 1;
      if (rings > ringsPerInstantMax) throw endless(this.time);
      this.time = Math.max(this.time, alarm.due);
      this.alarms.remove(alarm);
      alarm.wake();
      await this.settle();
    }
  }
}

class VirtualAlarm implements Alarm {
  index = -1;

  constructor(
    readonly due: number,
    readonly sequence: number,
    readonly wake: () => void,
    private readonly alarms: DueHeap<VirtualAlarm>,
  ) {}

  cancel(): void {
    this.alarms.remove(this);
  }

  /** Virtual time keeps no process alive. */
  hold(_alive: boolean): void {}
}

function endless(now: number): Error {
  return errors.limitReached({
    limit: "alarms at one instant of virtual time",
    value: ringsPerInstantMax,
    fix: `Something sets an alarm with delay 0 again and again at ${now} ms: give it a delay, or stop it.`,
  });
}

function checkMs(argument: string, value: unknown): asserts value is number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw invalidMs(argument, "0", value);
}

function invalidMs(argument: string, least: string, value: unknown): Error {
  return errors.invalidArg({
    argument,
    expected: `a finite number of milliseconds, ${least} or more`,
    received: describe(value),
  });
}
