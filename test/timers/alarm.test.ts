import { TimerTable } from "../../src/runtime/actor/timers";
import { refused, StallingClock, setUp, setUpStalling } from "./fixture";

describe("the alarm", () => {
  test("is one, however many timers there are, and gone with the last", () => {
    const { table, clock, a } = setUp();
    const timers = Array.from({ length: 1_000 }, (_, n) => table.after(a, 1_000 - n, "x"));
    expect(clock.pending).toBe(1);
    for (const timer of timers) timer.cancel();
    expect(clock.pending).toBe(0);
  });

  test("keeps the process alive exactly while a timer with ref is pending", () => {
    const { clock, table } = setUpStalling();
    const quiet = table.every({}, 10, "x", { ref: false });
    expect(clock.held).toBe(false);
    const loud = table.after({}, 500, "x");
    expect(clock.held).toBe(true);
    loud.cancel();
    expect(clock.held).toBe(false);
    table.after({}, 5, "x");
    expect(clock.held).toBe(true);
    clock.time = 5;
    clock.ring();
    expect([clock.held, table.size]).toEqual([false, 1]);
    quiet.cancel();
    expect(clock.alarms).toEqual([]);
  });

  test("is set once after a wake-up, however many timers the fired ones set", () => {
    const { clock, table, handlers } = setUpStalling();
    handlers.x = () => table.after({}, 100 - clock.made, "y");
    for (let n = 0; n < 50; n++) table.after({}, 10, "x");
    clock.time = 10;
    clock.ring();
    expect([clock.made, table.size]).toEqual([2, 50]);
  });

  test("a clock that rings too early is set again", () => {
    const { clock, table, log } = setUpStalling();
    table.after({}, 10, "x");
    const early = clock.alarms.shift();
    clock.time = 9.9;
    early?.wake();
    expect(log).toEqual([]);
    clock.time = 10;
    clock.ring();
    expect(log).toEqual([10]);
  });

  test("a fire that throws loses no other timer", () => {
    const clock = new StallingClock();
    const log: string[] = [];
    const table = new TimerTable<object, string>({
      clock,
      isLive: () => true,
      ended: () => {},
      fire: (_, message) => {
        if (message === "bad") throw new Error("a bug");
        return log.push(message) > 0;
      },
    });
    table.after({}, 10, "bad");
    table.after({}, 10, "good");
    clock.time = 10;
    expect(() => clock.ring()).toThrow("a bug");
    clock.ring();
    expect(log).toEqual(["good"]);
  });
});

describe("limits", () => {
  test("the number of pending timers is limited; a freed place can be used again", () => {
    const { table, a } = setUp({ timersMax: 2 });
    const one = table.after(a, 10, "x");
    table.every(a, 10, "x");
    expect(() => table.after(a, 10, "x")).toThrow(refused("ERR_LIMIT"));
    one.cancel();
    table.after(a, 10, "x");
    expect(table.size).toBe(2);
  });

  test("churn leaves nothing behind", () => {
    const { table, clock, a } = setUp();
    for (let n = 0; n < 20_000; n++) {
      const owner = {};
      const timer = table.after(a, 1_000 + n, "x", { owner });
      table.every({ id: "x", live: true }, 10 + n, "x", { owner });
      timer.cancel();
      table.endOwned(owner);
    }
    const inside = table as unknown as Record<"heap" | "byId" | "byOwner" | "intervalsTo", { size: number }>;
    expect([inside.heap.size, inside.byId.size, inside.byOwner.size, inside.intervalsTo.size]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(clock.pending).toBe(0);
  });
});
