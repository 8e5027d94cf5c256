/** Levels of pressure (A3): where they begin and end, and what they are measured against. */
import * as fc from "fast-check";
import { Actor, message, Receive } from "../../src";
import { Gauge, levelNames } from "../../src/runtime/mailbox/pressure";
import { expectQuiet, gate, Recorder, settle, setUp, thrownCode } from "../messaging/fixture";
import { listen, stepper } from "./stepper";

describe("the gauge", () => {
  const order = fc
    .tuple(...([1, 2, 3, 4] as const).map(() => fc.integer({ min: 1, max: 100 })))
    .map((shares) => shares.sort((a, b) => a - b).map((share) => share / 100));

  test("enters at a share and leaves below another one, like the definition (random)", () => {
    const moves = fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        order,
        fc.integer({ min: 1, max: 500 }),
        moves,
        fc.boolean(),
        (shares, size, list, swap) => {
          const [highLeave, a, b, critical] = shares as [number, number, number, number];
          const [high, criticalLeave] = swap ? [a, b] : [b, a];
          const gauge = new Gauge(size, { high, highLeave, critical, criticalLeave });
          const isAtLeast = (queued: number, share: number): boolean =>
            queued >= Math.max(1e-9, share * size - 1e-6);
          let level = 0;
          let queued = 0;
          for (const move of list) {
            const next = Math.min(size, Math.max(0, queued + move));
            // One message at a time, as in life.
            for (const by = Math.sign(next - queued); queued !== next; ) {
              queued += by;
              if (by > 0) {
                gauge.rise(queued);
                if (isAtLeast(queued, critical)) level = 2;
                else if (isAtLeast(queued, high)) level = Math.max(level, 1);
              } else {
                gauge.fall(queued);
                if (level === 2 && !isAtLeast(queued, criticalLeave)) level = 1;
                if (level === 1 && !isAtLeast(queued, highLeave)) level = 0;
              }
              if (gauge.level !== level)
                throw new Error(`${gauge.level}, not ${level}, at ${queued} of ${size}`);
            }
          }
        },
      ),
    );
  });

  test("a full mailbox is CRITICAL and an empty one NORMAL, whatever its size and its shares (random)", () => {
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 2 ** 24 }), ([highLeave, high, , critical], size) => {
        const gauge = new Gauge(size, { highLeave, high, critical });
        gauge.rise(size);
        expect(levelNames[gauge.level]).toBe("CRITICAL");
        gauge.fall(0);
        expect(levelNames[gauge.level]).toBe("NORMAL");
      }),
    );
  });

  test("one share alone moves the defaults out of its way", () => {
    const levels = (options: object, size = 100): number[] => {
      const gauge = new Gauge(size, options);
      const changes: number[] = [];
      const note = (queued: number, before: number): void => {
        if (gauge.level !== before) changes.push(queued);
      };
      for (let queued = 1; queued <= size; queued++) {
        const before = gauge.level;
        gauge.rise(queued);
        note(queued, before);
      }
      for (let queued = size - 1; queued >= 0; queued--) {
        const before = gauge.level;
        gauge.fall(queued);
        note(queued, before);
      }
      return changes;
    };
    expect(levels({})).toEqual([70, 90, 79, 59]);
    expect(levels({ high: 0.5 })).toEqual([50, 90, 79, 39]);
    expect(levels({ high: 0.95 })).toEqual([95, 84]); // no HIGH on the way up, none on the way down
    expect(levels({ critical: 0.5 })).toEqual([50, 39]);
    expect(levels({ criticalLeave: 0.3 })).toEqual([70, 90, 29]);
    expect(levels({ highLeave: 0.95 })).toEqual([95, 94]);
    expect(levels({ high: 0.1 })).toEqual([10, 90, 79, 4]);
    expect(levels({}, 1)).toEqual([1, 0]);
  });
});

describe("a full mailbox with bounds", () => {
  test("a withdrawn ask at its front does not make room for two", async () => {
    const { rt } = setUp();
    const until = gate();
    const ref = rt.spawn((m: Promise<void> | number) => m as Promise<void>, {
      mailbox: { capacity: 2, overflow: "block" },
      budget: 1,
    });
    ref.tell(until);
    await settle();
    const abort = new AbortController();
    ref.tell(0);
    const asked = rt.ask(ref, 1, { signal: abort.signal }).catch(() => "gone");
    for (let n = 2; n < 6; n++) ref.tell(n);
    abort.abort();
    expect(await asked).toBe("gone");
    // It looks after each message, for everybody has a turn.
    const sizes: (number | undefined)[] = [];
    const observer = rt.spawn(
      (left: number, ctx) => {
        sizes.push(rt.mailboxes.size(ref));
        if (left > 0) ctx.self.tell(left - 1);
      },
      { budget: 1 },
    );
    await settle();
    until.open();
    observer.tell(20);
    await settle();
    expect(Math.max(...(sizes as number[]))).toBe(2);
    expect(sizes.at(-1)).toBe(0);
    expectQuiet(rt);
  });
});

describe("soft limits", () => {
  test("measure the pressure of a mailbox that refuses nothing", async () => {
    const { rt } = setUp();
    const heard = listen(rt);
    const { ref, fill, step } = await stepper(rt, { softLimit: 10 });
    fill(25);
    expect(rt.mailboxes.size(ref)).toBe(25);
    expect(rt.audit().refused).toBe(0);
    await step(26);
    expect(heard).toEqual([
      "NORMAL>HIGH at 7",
      "HIGH>CRITICAL at 9",
      "CRITICAL>HIGH at 7",
      "HIGH>NORMAL at 5",
    ]);
    expect(thrownCode(() => rt.mailboxes.setOverflow(ref, "block"))).toBe("ERR_NOT_BOUNDED");
  });

  test("beside a capacity they measure, and the capacity refuses", async () => {
    const { rt } = setUp();
    const { ref, fill } = await stepper(rt, { capacity: 20, softLimit: 10 });
    fill(9);
    expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
    fill(11);
    expect(rt.audit().refused).toBe(0);
    fill(1);
    expect(rt.audit().refused).toBe(1);
  });

  test("the class says the shares and spawn the size, each in its place", async () => {
    const { rt } = setUp();
    @Actor({ mailbox: { pressure: { high: 0.5, critical: 1 } } })
    class Small {
      @Receive() put(_n: number): void {}
    }
    const ref = rt.spawn(Small, { mailbox: { capacity: 4 } });
    const put = (): string => rt.sendDetailed(ref, message(Small).put(1)).level;
    expect([put(), put(), put(), put()]).toEqual(["NORMAL", "HIGH", "HIGH", "CRITICAL"]);
  });
});

describe("wrong options are refused by name", () => {
  test.each<[object, RegExp]>([
    [{ capacity: 4, softLimit: 0 }, /^mailbox\.softLimit must be a whole number/],
    [{ capacity: 4, softLimit: 5 }, /^mailbox\.softLimit must be mailbox\.capacity \(4\) or less; got 5/],
    [{ capacity: 4, pressure: 0.7 }, /^mailbox\.pressure must be an object/],
    [{ capacity: 4, pressure: { hihg: 0.7 } }, /mailbox\.pressure\.hihg must be .*did you mean "high"/],
    [
      { capacity: 4, pressure: { high: 0 } },
      /^mailbox\.pressure\.high must be a number above 0, up to 1; got 0/,
    ],
    [{ capacity: 4, pressure: { critical: 90 } }, /^mailbox\.pressure\.critical .*got 90/],
    [{ capacity: 4, pressure: { criticalLeave: Number.NaN } }, /^mailbox\.pressure\.criticalLeave .*NaN/],
    [
      { capacity: 4, pressure: { high: 0.5, highLeave: 0.6 } },
      /highLeave must be mailbox\.pressure\.high \(0\.5\)/,
    ],
    [
      { capacity: 4, pressure: { high: 0.9, critical: 0.8 } },
      /high must be mailbox\.pressure\.critical \(0\.8\)/,
    ],
    [
      { capacity: 4, pressure: { critical: 0.8, criticalLeave: 0.9 } },
      /criticalLeave must be mailbox\.pressure/,
    ],
    [
      { capacity: 4, pressure: { highLeave: 0.5, criticalLeave: 0.4 } },
      /highLeave must be mailbox\.pressure/,
    ],
    [{ pressure: { high: 0.5 } }, /^mailbox\.pressure must be left out, or come with a capacity/],
  ])("%j", (mailbox, text) => {
    const { rt } = setUp();
    expect(() => rt.spawn(Recorder, { mailbox })).toThrow(text);
    expect(() => rt.virtual(Recorder, "k", { mailbox })).toThrow(text);
    expect(rt.isAlive(1)).toBe(false);
  });

  test("a soft limit of the class above the capacity of the spawn", () => {
    const { rt } = setUp();
    @Actor({ mailbox: { softLimit: 100 } })
    class Soft {
      @Receive() put(): void {}
    }
    expect(() => rt.spawn(Soft, { mailbox: { capacity: 10 } })).toThrow(/^mailbox\.softLimit must be/);
    expect(() => rt.spawn(Soft, { mailbox: { overflow: "block" } })).toThrow(/no mailbox capacity/);
  });
});
