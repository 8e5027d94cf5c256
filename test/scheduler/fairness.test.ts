/** The scheduler: budgets share turns, a slice gives the event loop its chance, the ring grows and shrinks. */
import { type Alarm, Clock, Receive, SystemTurns } from "../../src";
import { Scheduler } from "../../src/runtime/scheduler/scheduler";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { expectQuiet, settle, setUp } from "../messaging/fixture";

/** Each look at the time moves it on. */
class TickingClock extends Clock {
  time = 0;
  readonly alarms: { due: number; wake: () => void }[] = [];

  constructor(private readonly stepMs: number) {
    super();
  }
  now(): number {
    this.time += this.stepMs;
    return this.time;
  }
  schedule(delayMs: number, wake: () => void): Alarm {
    const alarm = { due: this.time + delayMs, wake };
    this.alarms.push(alarm);
    return { cancel: () => void this.alarms.splice(this.alarms.indexOf(alarm), 1), hold: () => {} };
  }
  /** What an event loop does once in each of its turns. */
  ringDue(): void {
    for (const alarm of this.alarms.filter(({ due }) => due <= this.time)) {
      this.alarms.splice(this.alarms.indexOf(alarm), 1);
      alarm.wake();
    }
  }
}

interface Work {
  readonly name: string;
  readonly budget: number;
  left: number;
}

/** A scheduler of plain tasks that handle `left` messages each. */
function makeScheduler(options: { sliceMs?: number; sliceMessages?: number; clock?: Clock } = {}) {
  const turns = new SimulatedTurns({ order: "fifo" });
  const log: string[] = [];
  const { sliceMs = 8, sliceMessages = 1e9, clock = new TickingClock(0) } = options;
  let bursts = 0;
  const scheduler: Scheduler<Work> = new Scheduler<Work>(
    clock,
    turns,
    sliceMs,
    sliceMessages,
    (work, limit) => {
      const taken = Math.min(limit, work.left);
      work.left -= taken;
      for (let n = 0; n < taken; n++) log.push(work.name);
      return taken;
    },
    (work) => {
      if (work.left > 0) scheduler.push(work);
    },
    () => {
      bursts++;
    },
  );
  return { scheduler, turns, log, bursts: () => bursts };
}

const runs = (log: readonly string[]): string =>
  log
    .join("")
    .replace(/(.)\1*/g, (run) => `${run[0]}${run.length} `)
    .trim();

describe("budget", () => {
  test("a turn handles at most its budget; 1 and 1000 take turns in that ratio", () => {
    const { scheduler, turns, log } = makeScheduler();
    scheduler.push({ name: "a", budget: 1, left: 4 });
    scheduler.push({ name: "b", budget: 1_000, left: 2_500 });
    turns.drain();
    expect(runs(log)).toBe("a1 b1000 a1 b1000 a1 b500 a1");
    expect(scheduler.idle).toBe(true);
  });

  test("two flooded actors are served by budget, whatever the stride of clock checks", async () => {
    const { rt } = setUp();
    const log: string[] = [];
    const first = rt.spawn((_: number) => void log.push("a"), { budget: 3 });
    const second = rt.spawn((_: number) => void log.push("b"), { budget: 50 });
    for (let n = 0; n < 500; n++) {
      first.tell(n);
      second.tell(n);
    }
    await settle();
    expect(runs(log.slice(0, 3 * 53))).toBe("a3 b50 a3 b50 a3 b50");
    expectQuiet(rt);
  });

  test("async handlers get on beside an actor that is always busy", async () => {
    const { rt } = setUp();
    let flooded = 0;
    let isOver = false;
    const flooder = rt.spawn((_: string) => {
      flooded++;
      if (!isOver) flooder.tell("again");
    });
    const slow = rt.spawn(async (_: number) => {
      for (let step = 0; step < 5; step++) await undefined;
    });
    flooder.tell("first");
    for (let n = 0; n < 50; n++) slow.tell(n);
    await rt.ask(slow, 50);
    isOver = true;
    // One turn of the other one for each message, or two: not a whole slice of them.
    expect(flooded).toBeLessThan(50 * 1_000);
    await settle();
    await rt.shutdown();
  });

  test("an actor that sends to itself for ever does not starve another one", async () => {
    const turns = new SimulatedTurns({ order: "fifo" });
    const { rt } = setUp({ turns });
    let spins = 0;
    const spinner = rt.spawn((m: number, ctx) => {
      if (++spins < 100_000) rt.send(ctx.self.pid, m);
    });
    spinner.tell(1);
    let seenAt = 0;
    const other = rt.spawn((_: number) => {
      seenAt = spins;
    });
    other.tell(1);
    turns.drain();
    expect(spins).toBe(100_000);
    expect(seenAt).toBe(100);
  });
});

describe("slices", () => {
  test("when a slice is used up the rest comes after the event loop has turned", () => {
    const clock = new TickingClock(1);
    const { scheduler, turns, log } = makeScheduler({ clock, sliceMs: 8 });
    scheduler.push({ name: "a", budget: 10, left: 5_000 });
    const counts: number[] = [];
    while (turns.step()) counts.push(log.length);
    expect(log).toHaveLength(5_000);
    expect(counts.length).toBeGreaterThan(10);
  });

  test("a clock that stands still is helped out by the number of messages", () => {
    const { scheduler, turns, log } = makeScheduler({ sliceMessages: 1_000 });
    scheduler.push({ name: "a", budget: 100, left: 10_000 });
    turns.step();
    expect(log.length).toBeLessThan(2_000);
    turns.drain();
    expect(log).toHaveLength(10_000);
  });

  class Looping {
    count = 0;
    @Receive() next(): number {
      return ++this.count;
    }
  }

  test("a 10 ms timer fires within three slices under an endless await ask", async () => {
    const clock = new TickingClock(0.5);
    const { rt } = setUp({ clock, sliceMs: 8 });
    const ref = rt.spawn(Looping);
    let firedAt: number | undefined;
    const start = clock.time;
    clock.schedule(10, () => {
      firedAt = clock.time;
    });
    let going = true;
    const loop = (async () => {
      while (going) await ref.asking({ timeoutMs: Number.POSITIVE_INFINITY }).next();
    })();
    for (let turn = 0; turn < 20 && firedAt === undefined; turn++) {
      await eventLoopTurns(1);
      clock.ringDue();
    }
    going = false;
    await loop;
    expect(firedAt).toBeDefined();
    expect((firedAt as number) - start).toBeLessThanOrEqual(3 * 8);
  });

  test("and under an actor that sends to itself, and under handlers that are slow", async () => {
    for (const slowMs of [0, 3]) {
      const clock = new TickingClock(0.5);
      const { rt } = setUp({ clock, sliceMs: 8 });
      let going = true;
      const ref = rt.spawn((m: number, ctx) => {
        clock.time += slowMs;
        if (going) rt.send(ctx.self.pid, m);
      });
      let firedAt: number | undefined;
      const start = clock.time;
      clock.schedule(10, () => {
        firedAt = clock.time;
      });
      ref.tell(1);
      for (let turn = 0; turn < 20 && firedAt === undefined; turn++) {
        await eventLoopTurns(1);
        clock.ringDue();
      }
      going = false;
      await settle();
      expect((firedAt ?? Number.NaN) - start).toBeLessThanOrEqual(3 * 8 + 2 * slowMs * 64);
    }
  });
});

describe("the ring", () => {
  test("grows at any offset and keeps the order; a million ready tasks leave no large ring behind", () => {
    const { scheduler, turns, log } = makeScheduler();
    const inner = scheduler as unknown as { ring: unknown[] };
    for (let n = 0; n < 200; n++) scheduler.push({ name: "x", budget: 1, left: 1 });
    turns.drain();
    log.length = 0;
    for (let n = 0; n < 1_000; n++) scheduler.push({ name: `${n} `, budget: 1, left: 1 });
    turns.drain();
    expect(log.map(Number)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    log.length = 0;
    for (let n = 0; n < 1_000_000; n++) scheduler.push({ name: "y", budget: 1, left: 1 });
    expect(inner.ring.length).toBeGreaterThan(1_000_000);
    turns.drain();
    expect(log).toHaveLength(1_000_000);
    expect(inner.ring.length).toBeLessThanOrEqual(65_536);
    expect(inner.ring.every((slot) => slot === undefined)).toBe(true);
  });
});

describe("S10: simulated turns", () => {
  test("a seed repeats a run; order within one actor never changes", async () => {
    const trace = (seed: number): string => {
      const turns = new SimulatedTurns({ seed });
      const { rt } = setUp({ turns });
      const log: string[] = [];
      const sink = rt.spawn((m: string) => void log.push(m));
      const sources = ["a", "b", "c"].map((name) =>
        rt.spawn((n: number, ctx) => {
          sink.tell(`${name}${n}`);
          if (n < 20) rt.send(ctx.self.pid, n + 1);
        }),
      );
      for (const source of sources) source.tell(1);
      turns.drain();
      for (const name of ["a", "b", "c"])
        expect(log.filter((m) => m.startsWith(name))).toEqual(
          Array.from({ length: 20 }, (_, n) => `${name}${n + 1}`),
        );
      return log.join(" ");
    };
    expect(trace(1)).toBe(trace(1));
  });

  test("the event loop's own turns: soon before later, mark holds no process", async () => {
    const turns = new SystemTurns();
    const log: string[] = [];
    turns.later(() => log.push("later"));
    turns.mark(() => log.push("mark"));
    turns.soon(() => log.push("soon"));
    await eventLoopTurns(2);
    expect(log).toEqual(["soon", "later", "mark"]);
  });
});
