import * as fc from "fast-check";
import { IrisError } from "../../src/errors";
import { limits } from "../../src/limits";
import { generationOf, isPid, packPid, slotOf } from "../../src/pid";
import { Slots } from "../../src/runtime/actor/slots";

/** Acquires; the pid. */
function acquire<T>(slots: Slots<T>, value: T): number {
  return slots.pidAt(slots.acquire(value));
}

describe("pids", () => {
  test("the first pids are 1, 2, 3, …", () => {
    const slots = new Slots<string>();
    const pids = ["a", "b", "c"].map((value) => acquire(slots, value));
    expect(pids).toEqual([1, 2, 3]);
  });

  test("pack and unpack agree, up to the last legal pid, which is a safe integer", () => {
    for (const [slot, generation] of [
      [1, 0],
      [7, 3],
      [limits.actorsMax - 1, limits.generationsMax - 1],
    ] as const) {
      const pid = packPid(slot, generation);
      expect(Number.isSafeInteger(pid)).toBe(true);
      expect([slotOf(pid), generationOf(pid)]).toEqual([slot, generation]);
    }
  });

  test("what is not a positive safe integer with a slot is no pid", () => {
    for (const no of [
      0,
      -1,
      1.5,
      Number.NaN,
      Infinity,
      2 ** 53,
      limits.actorsMax,
      "1",
      undefined,
      null,
      1n,
    ]) {
      expect(isPid(no)).toBe(false);
    }
    expect(isPid(1)).toBe(true);
    expect(isPid(limits.actorsMax + 1)).toBe(true);
  });
});

describe("slots", () => {
  test("a value is found by exactly its pid, and by no garbage number", () => {
    const slots = new Slots<string>();
    acquire(slots, "a");
    expect(slots.at(1)).toBe("a");
    const garbage = [
      0,
      -0,
      -1,
      2,
      1.5,
      Number.NaN,
      Infinity,
      -Infinity,
      limits.actorsMax + 1,
      2 ** 53,
      1e300,
      -1e300,
    ];
    for (const pid of garbage) expect(slots.at(pid)).toBeUndefined();
  });

  test("a reused slot has another pid, and the old one stays dead", () => {
    const slots = new Slots<string>();
    const first = acquire(slots, "a");
    expect(slots.release(slotOf(first))).toBe(true);
    expect(slots.at(first)).toBeUndefined();
    const second = acquire(slots, "b");
    expect(second).toBe(limits.actorsMax + 1);
    expect([slots.at(first), slots.at(second)]).toEqual([undefined, "b"]);
  });

  test("releasing a slot without a live pid changes nothing", () => {
    const slots = new Slots<string>();
    const pid = acquire(slots, "a");
    slots.release(slotOf(pid));
    for (const no of [slotOf(pid), 0, -1, 99, 1e9, Number.NaN]) expect(slots.release(no)).toBe(false);
    expect([slots.live, acquire(slots, "b")]).toEqual([0, limits.actorsMax + 1]);
  });

  test("a full table refuses with ERR_LIMIT, and takes again after a release", () => {
    const slots = new Slots<number>({ actorsMax: 4, generationsMax: 8 });
    const taken = [1, 2, 3].map((value) => acquire(slots, value));
    let caught: unknown;
    try {
      acquire(slots, 4);
    } catch (error) {
      caught = error;
    }
    expect(IrisError.is(caught, "ERR_LIMIT")).toBe(true);
    expect(slots.live).toBe(3);
    slots.release(slotOf(taken[1] as number));
    expect(acquire(slots, 4)).toBe(4 + 2);
  });

  test("slots whose generations are used up are retired: every pid is given once, then the table is full", () => {
    for (const actorsMax of [2, 8, 1024]) {
      const slots = new Slots<number>({ actorsMax, generationsMax: 3 });
      const seen = new Set<number>();
      expect(() => {
        for (;;) {
          const pid = acquire(slots, 0);
          seen.add(pid);
          slots.release(slotOf(pid, actorsMax));
        }
      }).toThrow(/actorsMax/);
      // Dropping a page may skip generations of its other slots, but never more than that page's.
      expect(seen.size).toBeGreaterThanOrEqual(Math.min(3 * (actorsMax - 1), 3 * 255));
      expect(slots.live).toBe(0);
    }
  });

  test("after a peak of 200,000 the memory comes back, in whatever order they end, and pids stay unique", () => {
    for (const order of ["first first", "last first"] as const) {
      const slots = new Slots<object>();
      const seen = new Set<number>();
      for (let round = 0; round < 2; round++) {
        const taken = Array.from({ length: 200_000 }, () => acquire(slots, {}));
        for (const pid of taken) seen.add(pid);
        if (order === "last first") taken.reverse();
        for (const pid of taken) slots.release(slotOf(pid));
        expect(slots.live).toBe(0);
        expect(slots.pageCount).toBeLessThanOrEqual(1);
      }
      expect(seen.size).toBe(400_000);
    }
  });

  test("one long-lived value high up does not keep the memory of a peak", () => {
    const slots = new Slots<number>();
    const taken = Array.from({ length: 100_000 }, (_, n) => acquire(slots, n));
    const last = taken.pop() as number;
    for (const pid of taken) slots.release(slotOf(pid));
    expect(slots.pageCount).toBeLessThanOrEqual(2);
    expect(slots.at(last)).toBe(99_999);
  });

  test("forEach visits all by slot, also when the visitor releases", () => {
    const slots = new Slots<number>();
    for (let n = 1; n <= 600; n++) acquire(slots, n);
    const visited: number[] = [];
    slots.forEach((value, pid) => {
      visited.push(value);
      expect(slots.at(pid)).toBe(value);
      slots.release(slotOf(pid));
    });
    expect(visited).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
    expect(slots.live).toBe(0);
  });

  test("any sequence of acquire and release behaves like a map from pids never used before", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("acquire" as const), times: fc.integer({ min: 1, max: 400 }) }),
      fc.record({
        do: fc.constant("release" as const),
        times: fc.integer({ min: 1, max: 400 }),
        from: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20, size: "max" }), (steps) => {
        const slots = new Slots<number>({ actorsMax: 2048, generationsMax: 2 ** 20 });
        const model = new Map<number, number>();
        const used = new Set<number>();
        const live: number[] = [];
        let serial = 0;
        for (const now of steps) {
          for (let n = 0; n < now.times; n++) {
            if (now.do === "acquire" && model.size < 2047) {
              const pid = acquire(slots, ++serial);
              if (used.has(pid)) throw new Error(`pid ${pid} was given twice`);
              used.add(pid);
              model.set(pid, serial);
              live.push(pid);
            } else if (now.do === "release" && model.size > 0) {
              const [pid] = live.splice((now.from + n) % live.length, 1) as [number];
              if (!slots.release(slotOf(pid, 2048))) throw new Error(`pid ${pid} was not there`);
              model.delete(pid);
            }
          }
        }
        expect(slots.live).toBe(model.size);
        expect([...used].filter((pid) => slots.at(pid) !== model.get(pid))).toEqual([]);
        const visited = new Map<number, number>();
        slots.forEach((value, pid) => {
          visited.set(pid, value);
        });
        expect([...visited].sort(([a], [b]) => a - b)).toEqual([...model].sort(([a], [b]) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});
