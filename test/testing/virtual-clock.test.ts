import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

const refused = expect.objectContaining({ code: "ERR_INVALID_ARG" });

describe("virtual clock", () => {
  test("starts at 0 and stands still", () => {
    const clock = new VirtualClock();
    expect([clock.now(), clock.now(), clock.pending, clock.nextMs]).toEqual([0, 0, 0, undefined]);
    expect(new VirtualClock({ startMs: 1_000 }).now()).toBe(1_000);
  });

  test("rings what falls due, by time and then by order, each at its own time", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const note = (name: string) => () => void log.push(`${name} at ${clock.now()}`);
    clock.schedule(20, note("c"));
    clock.schedule(10, note("a"));
    clock.schedule(10, note("b"));
    clock.schedule(31, note("later"));
    expect([clock.pending, clock.nextMs]).toEqual([4, 10]);
    await clock.advance(30);
    expect(log).toEqual(["a at 10", "b at 10", "c at 20"]);
    expect([clock.now(), clock.pending]).toEqual([30, 1]);
  });

  test("a cancelled alarm does not ring, also when the alarm before it cancels it", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.schedule(10, () => second.cancel());
    const second = clock.schedule(10, () => log.push("second"));
    const third = clock.schedule(5, () => log.push("third"));
    third.hold(false);
    third.cancel();
    third.cancel();
    await clock.advance(10);
    expect(log).toEqual([]);
  });

  test("alarms set while advancing are honoured in the same advance", async () => {
    const clock = new VirtualClock();
    const rings: number[] = [];
    const again = () => {
      rings.push(clock.now());
      clock.schedule(10, again);
    };
    clock.schedule(10, again);
    await clock.advance(45);
    expect(rings).toEqual([10, 20, 30, 40]);
  });

  test("between two alarms the code under test runs, through microtasks and setImmediate", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.schedule(10, async () => {
      await null;
      await new Promise((resolve) => setImmediate(resolve));
      await null;
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`deferred at ${clock.now()}`);
      clock.schedule(5, () => log.push(`its alarm at ${clock.now()}`));
    });
    clock.schedule(20, () => log.push(`next at ${clock.now()}`));
    await clock.advance(20);
    expect(log).toEqual(["deferred at 10", "its alarm at 15", "next at 20"]);
  });

  test("code that was already on its way sets its alarms before time moves", async () => {
    const clock = new VirtualClock();
    const log: number[] = [];
    setImmediate(() => clock.schedule(1, () => log.push(clock.now())));
    await clock.advance(100);
    expect(log).toEqual([1]);
  });

  test("concurrent advances wait for each other", async () => {
    const clock = new VirtualClock();
    const rings: number[] = [];
    clock.schedule(5, () => rings.push(clock.now()));
    clock.schedule(15, () => rings.push(clock.now()));
    const first = clock.advance(10).then(() => rings.push(clock.now()));
    const second = clock.advance(10).then(() => rings.push(clock.now()));
    await Promise.all([first, second]);
    expect(rings).toEqual([5, 10, 15, 20]);
  });

  test("advanceTo goes to a moment, and refuses the past", async () => {
    const clock = new VirtualClock();
    await clock.advanceTo(100);
    await clock.advanceTo(100);
    expect(clock.now()).toBe(100);
    await expect(clock.advanceTo(99)).rejects.toEqual(refused);
  });

  test("runAll rings until nothing is left, or until maxMs", async () => {
    const clock = new VirtualClock();
    const rings: number[] = [];
    clock.schedule(10, () => clock.schedule(1_000, () => rings.push(clock.now())));
    await clock.runAll();
    expect([rings, clock.now(), clock.pending]).toEqual([[1_010], 1_010, 0]);
    const forever = () => void clock.schedule(100, forever);
    forever();
    await clock.runAll({ maxMs: 350 });
    expect([clock.now(), clock.pending]).toEqual([1_360, 1]);
  });

  test("an alarm that throws rejects the advance; the next one goes on", async () => {
    const clock = new VirtualClock();
    const log: number[] = [];
    clock.schedule(10, () => {
      throw new Error("bad alarm");
    });
    clock.schedule(10, () => log.push(clock.now()));
    await expect(clock.advance(50)).rejects.toThrow("bad alarm");
    expect(clock.now()).toBe(10);
    await clock.advance(0);
    expect(log).toEqual([10]);
  });

  test("an endless loop at one instant is named instead of hanging", async () => {
    const clock = new VirtualClock({ settle: async () => {} });
    const again = () => void clock.schedule(0, again);
    again();
    await expect(clock.advance(1)).rejects.toEqual(expect.objectContaining({ code: "ERR_LIMIT" }));
  });

  test.each([-1, Number.NaN, Infinity, "5", undefined])("a duration of %p is refused", async (bad) => {
    const clock = new VirtualClock();
    await expect(clock.advance(bad as number)).rejects.toEqual(refused);
    await expect(clock.advanceTo(bad as number)).rejects.toEqual(refused);
    expect(() => clock.schedule(bad as number, () => {})).toThrow(refused);
    if (bad !== undefined) await expect(clock.runAll({ maxMs: bad as number })).rejects.toEqual(refused);
  });
});
