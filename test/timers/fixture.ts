/** What the tests of timers share: a table over virtual time, and one over a clock that can stand still. */
import { Clock } from "../../src/clock";
import { TimerTable } from "../../src/runtime/actor/timers";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

interface Target {
  readonly id: string;
  live: boolean;
}

export const refused = (code: string) => expect.objectContaining({ code });

/** A table over virtual time whose messages are handled at once. */
export function setUp(options: { timersMax?: number; accept?: () => boolean } = {}) {
  const clock = new VirtualClock({ settle: async () => {} });
  const log: [at: number, message: string][] = [];
  const ended: [number, string][] = [];
  const handlers = new Map<string, () => void>();
  const table = new TimerTable<Target, string>({
    clock,
    timersMax: options.timersMax,
    isLive: (target) => target.live,
    ended: (id, target) => ended.push([id, target.id]),
    fire: (target, message) => {
      log.push([clock.now(), message]);
      handlers.get(message)?.();
      return target.live && (options.accept?.() ?? true);
    },
  });
  return { clock, table, log, ended, handlers, a: { id: "a", live: true }, b: { id: "b", live: true } };
}

/** A clock whose loop can stand still: time moves, alarms do not ring until `ring()`. */
export class StallingClock extends Clock {
  time = 0;
  held = true;
  made = 0;
  alarms: { due: number; wake: () => void }[] = [];

  now(): number {
    return this.time;
  }

  schedule(delayMs: number, wake: () => void) {
    const alarm = { due: this.time + delayMs, wake };
    this.alarms.push(alarm);
    this.made++;
    this.held = true;
    return {
      cancel: () => {
        this.alarms = this.alarms.filter((other) => other !== alarm);
      },
      hold: (alive: boolean) => {
        this.held = alive;
      },
    };
  }

  ring(): void {
    const due = this.alarms.filter((alarm) => alarm.due <= this.time);
    this.alarms = this.alarms.filter((alarm) => alarm.due > this.time);
    for (const alarm of due) alarm.wake();
  }
}

export function setUpStalling() {
  const clock = new StallingClock();
  const log: number[] = [];
  const handlers: Record<string, () => unknown> = {};
  const table = new TimerTable<object, string>({
    clock,
    fire: (_, message) => {
      log.push(clock.time);
      handlers[message]?.();
      return true;
    },
    isLive: () => true,
    ended: () => {},
  });
  return { clock, table, log, handlers };
}
