import { refused, setUp, setUpStalling } from "./fixture";

describe("one-shot timers", () => {
  test("fire once, at their time, and are forgotten", async () => {
    const { clock, table, log, a } = setUp();
    const timer = table.after(a, 10, "hi");
    await clock.advance(9.5);
    expect(log).toEqual([]);
    await clock.advance(100);
    expect(log).toEqual([[10, "hi"]]);
    expect([timer.fired, timer.missed, timer.cancel(), table.size, clock.pending]).toEqual([
      1,
      0,
      false,
      0,
      0,
    ]);
  });

  test("fire by deadline, and equal deadlines in the order in which they were made", async () => {
    const { clock, table, log, a, b } = setUp();
    table.after(a, 20, "late");
    table.after(a, 10, "first");
    table.after(b, 10, "second");
    table.after(a, 5, "early");
    await clock.advance(20);
    expect(log.map(([, message]) => message)).toEqual(["early", "first", "second", "late"]);
  });

  test("a delay of 0 means the next turn, never at once, also when set by a timer that fires", async () => {
    const { clock, table, log, handlers, a } = setUp();
    let inside = -1;
    handlers.set("outer", () => {
      table.after(a, 0, "inner");
      inside = log.length;
    });
    table.after(a, 0, "outer");
    table.after(a, 0, "sibling");
    expect(log).toEqual([]);
    await clock.advance(0);
    expect(inside).toBe(1);
    expect(log.map(([, message]) => message)).toEqual(["outer", "sibling", "inner"]);
  });

  test("a timer that sets itself anew with delay 0 lets the event loop turn in between", () => {
    const { clock, table, handlers, log } = setUpStalling();
    handlers.again = () => log.length < 5 && table.after({}, 0, "again");
    table.after({}, 0, "again");
    clock.ring();
    expect(log).toHaveLength(1);
    clock.ring();
    expect(log).toHaveLength(2);
  });

  test("forty days and a thousand years do not overflow", async () => {
    const { clock, table, log, a } = setUp();
    const day = 86_400_000;
    table.after(a, 40 * day, "forty days");
    table.after(a, 365_000 * day, "a thousand years");
    await clock.advance(39 * day);
    expect(log).toEqual([]);
    await clock.advance(365_000 * day);
    expect(log).toEqual([
      [40 * day, "forty days"],
      [365_000 * day, "a thousand years"],
    ]);
  });

  test("a dead target gets it exactly once, as a dead letter, and no ended event", async () => {
    const { clock, table, log, ended, a } = setUp();
    const timer = table.after(a, 10, "hi");
    a.live = false;
    table.endIntervalsTo(a);
    await clock.advance(1_000);
    expect(log).toEqual([[10, "hi"]]);
    expect([timer.fired, ended.length, table.size]).toEqual([0, 0, 0]);
  });

  test.each([Number.NaN, -1, Infinity, "5", undefined, null, 5n])("a delay of %p is refused", (bad) => {
    const { table, a } = setUp();
    expect(() => table.after(a, bad as number, "x")).toThrow(refused("ERR_INVALID_ARG"));
    expect(table.size).toBe(0);
  });
});

describe("intervals", () => {
  test("tick first after one interval, or at once when immediate", async () => {
    const { clock, table, log, a } = setUp();
    const plain = table.every(a, 10, "plain");
    table.every(a, 10, "immediate", { immediate: true });
    expect(log).toEqual([]);
    await clock.advance(20);
    expect(log).toEqual([
      [0, "immediate"],
      [10, "plain"],
      [10, "immediate"],
      [20, "plain"],
      [20, "immediate"],
    ]);
    expect(plain.fired).toBe(2);
  });

  test("a stall of five intervals gives one tick; four are counted as missed, and the phase is kept", () => {
    const { clock, table, log } = setUpStalling();
    const timer = table.every({}, 10, "tick");
    clock.time = 53;
    clock.ring();
    expect(log).toEqual([53]);
    expect([timer.fired, timer.missed]).toEqual([1, 4]);
    clock.time = 59;
    clock.ring();
    expect(log).toEqual([53]);
    clock.time = 60;
    clock.ring();
    expect(log).toEqual([53, 60]);
  });

  test("fixedDelay counts from the last tick and misses nothing", () => {
    const { clock, table, log } = setUpStalling();
    const timer = table.every({}, 10, "tick", { mode: "fixedDelay" });
    clock.time = 53;
    clock.ring();
    clock.time = 62;
    clock.ring();
    expect(log).toEqual([53]);
    clock.time = 63;
    clock.ring();
    expect(log).toEqual([53, 63]);
    expect([timer.fired, timer.missed]).toEqual([2, 0]);
  });

  test("fixedRate does not drift over 20,000 ticks of a fractional interval", () => {
    const { clock, table } = setUpStalling();
    table.every({}, 10 / 3, "tick");
    for (let n = 0; n < 20_000; n++) {
      clock.time = clock.alarms[0]?.due ?? Number.NaN;
      clock.ring();
    }
    expect(clock.time).toBeCloseTo((20_000 * 10) / 3, 5);
  });

  test("a target found dead ends the interval with one event and no message", async () => {
    const { clock, table, log, ended, a } = setUp();
    const timer = table.every(a, 10, "tick");
    await clock.advance(10);
    a.live = false;
    await clock.advance(100);
    expect(log).toEqual([[10, "tick"]]);
    expect(ended).toEqual([[timer.id, "a"]]);
    expect([table.size, clock.pending]).toEqual([0, 0]);
  });

  test("a target reported dead ends its intervals at once, not those of others", () => {
    const { table, ended, a, b } = setUp();
    const one = table.every(a, 10, "x");
    const two = table.every(a, 20, "y");
    table.every(b, 10, "z");
    expect(table.endIntervalsTo(a)).toBe(2);
    expect(ended).toEqual([
      [one.id, "a"],
      [two.id, "a"],
    ]);
    expect([table.size, table.endIntervalsTo(a)]).toEqual([1, 0]);
  });

  test("a full mailbox does not end an interval, but is not counted as sent", async () => {
    let room = false;
    const { clock, table, log, a } = setUp({ accept: () => room });
    const timer = table.every(a, 10, "tick");
    await clock.advance(20);
    room = true;
    await clock.advance(10);
    expect([log.length, timer.fired]).toEqual([3, 1]);
  });

  test.each([0, 0.5, -1, Number.NaN, Infinity, "10"])("an interval of %p is refused", (bad) => {
    const { table, a } = setUp();
    expect(() => table.every(a, bad as number, "x")).toThrow(refused("ERR_INVALID_ARG"));
    expect(() => table.every(a, 10, "x", { mode: "sometimes" as never })).toThrow(refused("ERR_INVALID_ARG"));
    expect(table.size).toBe(0);
  });
});
