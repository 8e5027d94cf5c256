/** `ref.ready()` (A3, producers): who gets a place, and when. */
import type { ReadyOptions } from "../../src";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { expectQuiet, Recorder, settle, setUp } from "../messaging/fixture";
import { busy, nobody, producersOf } from "./producers";

/** Notes the order in which promises resolve, or how they fail. */
function watch(outcomes: string[], name: string, promise: Promise<void>): Promise<void> {
  return promise.then(
    () => void outcomes.push(name),
    (error: { code?: string; message?: string }) =>
      void outcomes.push(`${name}: ${error.code ?? error.message}`),
  );
}

describe("ready() resolves", () => {
  test("at once where there is room, and always without a capacity", async () => {
    const { rt } = setUp();
    await rt.spawn(Recorder).ready();
    await rt.spawn(Recorder, { mailbox: { capacity: 1 } }).ready();
    await rt.virtual(Recorder, "asleep", { mailbox: { capacity: 1 } }).ready({ level: "CRITICAL" });
    const { ref } = await busy(rt, { capacity: 10 }, 6);
    await ref.ready();
    ref.send.take(1);
    await ref.ready({ level: "HIGH" });
    ref.send.take(1);
    ref.send.take(1);
    await ref.ready({ level: "CRITICAL" });
  });

  test("not while the pressure is above the level, also where there is room", async () => {
    const { rt } = setUp();
    const outcomes: string[] = [];
    const { ref, step } = await busy(rt, { capacity: 10 }, 10);
    const all = (["NORMAL", "HIGH", "CRITICAL"] as const).map((level) =>
      watch(outcomes, level, ref.ready({ level })),
    );
    for (const [steps, expected] of [
      [1, ["CRITICAL"]],
      [1, ["CRITICAL"]],
      [1, ["CRITICAL", "HIGH"]], // 7 queued
      [1, ["CRITICAL", "HIGH"]],
      [1, ["CRITICAL", "HIGH", "NORMAL"]], // 5 queued
    ] as const) {
      for (let n = 0; n < steps; n++) await step();
      expect(outcomes).toEqual(expected);
    }
    await Promise.all(all);
    expect(producersOf(rt, ref)).toEqual(nobody);
  });

  test("who bears more is not held up by who came before and bears less", async () => {
    const { rt } = setUp();
    const outcomes: string[] = [];
    const { ref, step } = await busy(rt, { capacity: 4 }, 4);
    const add = (name: string, level: ReadyOptions["level"]) =>
      void watch(outcomes, name, ref.ready({ level }));
    add("first", "NORMAL");
    add("second", "CRITICAL");
    add("third", "CRITICAL");
    add("fourth", "NORMAL");
    await step();
    expect(outcomes).toEqual(["second", "third"]); // the promise of the first was not kept
    for (let n = 0; n < 4; n++) await step();
    expect(outcomes).toEqual(["second", "third", "first", "fourth"]);
  });

  test("S13: with a soft limit, to no more producers than the level bears", async () => {
    const { rt } = setUp();
    const { ref, finish } = await busy(rt, { softLimit: 10 }, 0);
    let most = 0;
    const producers = Array.from({ length: 50 }, async () => {
      await ref.ready();
      ref.send.take(0);
      most = Math.max(most, rt.mailboxes.size(ref) ?? 0);
    });
    await settle();
    expect(most).toBe(7);
    await finish();
    await Promise.all(producers);
    expect(most).toBe(7);
  });
});

describe("places", () => {
  const slow = async (): Promise<void> => await Promise.resolve();
  test.each(["dropNew", "dropOld", "block"] as const)(
    "a thousand producers at capacity 64 and %s are never refused, parked or evicted, and never exceed it",
    async (overflow) => {
      for (const handler of [() => {}, slow]) {
        const { rt } = setUp();
        const got: string[] = [];
        let most = 0;
        const ref = rt.spawn(
          (m: string) => {
            got.push(m);
            most = Math.max(most, rt.mailboxes.size(ref) ?? 0);
            return handler();
          },
          { mailbox: { capacity: 64, overflow } },
        );
        const produce = async (name: number): Promise<void> => {
          for (let n = 0; n < 5; n++) {
            await ref.ready({ level: name % 2 === 0 ? "NORMAL" : "CRITICAL" });
            if (!ref.tell(`${name}.${n}`)) throw new Error("refused");
            most = Math.max(most, rt.mailboxes.size(ref) ?? 0);
            if (rt.audit().parked > 0) throw new Error("parked");
          }
        };
        await Promise.all(Array.from({ length: 1_000 }, (_, name) => produce(name)));
        await settle();
        expect(got).toHaveLength(5_000);
        for (const name of [0, 1, 500, 999])
          expect(got.filter((m) => m.startsWith(`${name}.`))).toEqual(
            [0, 1, 2, 3, 4].map((n) => `${name}.${n}`),
          );
        expect(most).toBeLessThanOrEqual(64);
        expect(rt.audit()).toMatchObject({
          accepted: 5_000,
          handled: 5_000,
          refused: 0,
          evicted: 0,
          balanced: true,
        });
        expect(producersOf(rt, ref)).toEqual(nobody);
      }
    },
  );

  test("are given first come, first served, one for each", async () => {
    const { rt } = setUp();
    const outcomes: string[] = [];
    const { ref, step } = await busy(rt, { capacity: 1 }, 1);
    const producers = ["a", "b", "c", "d"].map(async (name) => {
      await ref.ready();
      outcomes.push(name);
      expect(ref.send.take(name)).toBe(true);
      await ref.ready();
      outcomes.push(`${name} again`);
      expect(ref.send.take(name)).toBe(true);
    });
    await step();
    expect(outcomes).toEqual(["a"]);
    await step();
    await Promise.all(producers);
    expect(outcomes).toEqual(["a", "b", "c", "d", "a again", "b again", "c again", "d again"]);
    await settle();
    expectQuiet(rt);
  });

  test("that nobody used are over when the event loop has turned, and the next in line gets them", async () => {
    const { rt } = setUp();
    const outcomes: string[] = [];
    const { ref, finish } = await busy(rt, { capacity: 2 }, 1);
    await ref.ready();
    expect(producersOf(rt, ref)).toMatchObject({ promised: 1 });
    const next = ["b", "c"].map((name) => watch(outcomes, name, ref.ready()));
    await Promise.resolve();
    expect(outcomes).toEqual([]);
    await Promise.all(next);
    await settle();
    expect(outcomes).toEqual(["b", "c"]);
    expect(producersOf(rt, ref)).toEqual(nobody);
    await finish();
  });

  test("S10: and under simulated turns no producer loses its place before it could run (random turns)", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const turns = new SimulatedTurns({ seed });
      const clock = new VirtualClock({ settle: () => turns.settle() });
      const { rt } = setUp({ turns, clock });
      const ref = rt.spawn(Recorder, { mailbox: { capacity: 3 } });
      const produce = async (name: string): Promise<void> => {
        for (let n = 0; n < 5; n++) {
          await ref.ready({ level: "CRITICAL" });
          if (n === 2 && name === "lazy") continue;
          expect(ref.send.take(name)).toBe(true);
        }
      };
      const producers = Promise.all(["a", "b", "lazy", "c", "lazy", "d", "e"].map(produce));
      await turns.settle();
      await producers;
      expect(rt.audit()).toMatchObject({ accepted: 33, refused: 0, balanced: true });
    }
  });

  test("who sends without asking takes a place like everybody; nothing breaks", async () => {
    const { rt } = setUp();
    const outcomes: string[] = [];
    const { ref, finish } = await busy(rt, { capacity: 2, overflow: "block" }, 2);
    const waiting = watch(outcomes, "waiting", ref.ready());
    for (let n = 0; n < 3; n++) ref.send.take(n); // parked, and so before those who wait
    await finish();
    await waiting;
    expect(await ref.ask.all()).toEqual([0, 1, 2]);
    await settle();
    expectQuiet(rt);
  });
});
