import { TimerTable } from "../../src/runtime/actor/timers";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { setUp } from "./fixture";

describe("cancelling", () => {
  test("tells whether the timer was pending: by timer, by id, twice, unknown, foreign", async () => {
    const { clock, table, log, a } = setUp();
    const one = table.after(a, 10, "one");
    const two = table.after(a, 10, "two");
    expect([table.cancel(one), table.cancel(one), one.cancel()]).toEqual([true, false, false]);
    expect([table.cancel(two.id), table.cancel(two.id), table.cancel(99), table.cancel(Number.NaN)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const foreign = setUp();
    foreign.table.after(foreign.a, 1, "x");
    foreign.table.after(foreign.a, 1, "x");
    const third = foreign.table.after(foreign.a, 1, "same id as mine");
    const mine = table.after(a, 5, "mine");
    expect(third.id).toBe(mine.id);
    expect(table.cancel(third)).toBe(false);
    expect(table.cancel(undefined as never)).toBe(false);
    await clock.advance(100);
    expect(log).toEqual([[5, "mine"]]);
  });

  test("the handler of an earlier timer cancels a later one of the same moment", async () => {
    const { clock, table, log, handlers, a } = setUp();
    let cancelled: boolean | undefined;
    table.after(a, 10, "first");
    const second = table.after(a, 10, "second");
    handlers.set("first", () => {
      cancelled = second.cancel();
    });
    await clock.advance(10);
    expect(cancelled).toBe(true);
    expect(log).toEqual([[10, "first"]]);
  });

  test("handlers that run in the next microtask can do the same, with the soon port", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const settled = Promise.resolve();
    const table = new TimerTable<object, () => void>({
      clock,
      isLive: () => true,
      ended: () => {},
      soon: (work) => void settled.then(work),
      fire: (_, message) => {
        settled.then(message);
        return true;
      },
    });
    const target = {};
    table.after(target, 10, () => log.push(`first cancels second: ${second.cancel()}`));
    const second = table.after(target, 10, () => log.push("second"));
    table.after(target, 10, () => log.push("third"));
    await clock.advance(10);
    expect(log).toEqual(["first cancels second: true", "third"]);
    expect([table.size, clock.pending]).toEqual([0, 0]);
  });

  test("`using` cancels at the end of the block", async () => {
    const { clock, table, log, a } = setUp();
    {
      using timer = table.after(a, 10, "x");
      expect(timer.id).toBeGreaterThan(0);
    }
    await clock.advance(10);
    expect(log).toEqual([]);
  });

  test("an interval cancelled by its own handler ends", async () => {
    const { clock, table, log, handlers, a } = setUp();
    const timer = table.every(a, 10, "tick");
    handlers.set("tick", () => timer.cancel());
    await clock.advance(100);
    expect(log).toHaveLength(1);
    expect([table.size, clock.pending]).toEqual([0, 0]);
  });

  test("an owner's timers end together, and only they", async () => {
    const { clock, table, log, a } = setUp();
    const owner = {};
    table.after(a, 10, "owned", { owner });
    table.every(a, 10, "owned too", { owner });
    table.after(a, 10, "free");
    expect([table.endOwned(owner), table.endOwned(owner), table.endOwned({})]).toEqual([2, 0, 0]);
    await clock.advance(100);
    expect(log).toEqual([[10, "free"]]);
  });

  test("close cancels everything, and timers made afterwards are over from the start", async () => {
    const { clock, table, log, a } = setUp();
    table.after(a, 10, "x");
    table.every(a, 10, "y");
    table.close();
    const late = table.after(a, 10, "late");
    expect([table.size, clock.pending, late.cancel()]).toEqual([0, 0, false]);
    await clock.advance(100);
    expect(log).toEqual([]);
  });

  test("a handle that is kept keeps neither the message nor the target", () => {
    const { table, a } = setUp();
    const timer = table.after(a, 10, "x");
    timer.cancel();
    expect((timer as unknown as { errand: unknown }).errand).toBeUndefined();
  });
});
