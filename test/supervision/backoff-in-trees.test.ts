import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, C, childOf, logged, Top, threeOf, Worker } from "./fixture";

describe("back-off", () => {
  const backoff = { initialMs: 100, factor: 2, maxMs: 300 };

  test("delays grow up to the maximum, and begin anew after withinMs of calm; the queue waits (S7)", async () => {
    @Supervised({ backoff, maxRestarts: 10, withinMs: 1_000 })
    class Flaky extends Worker {}
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Flaky);
    const delays: number[] = [];
    rt.events.on("supervision", ({ delayMs }) => delays.push(delayMs));
    for (let n = 0; n < 4; n++) {
      ref.send.crash();
      await clock.advance(400);
    }
    await clock.advance(1_000);
    ref.send.crash();
    const answer = ref.ask.add();
    await clock.advance(99);
    expect(rt.audit().queued).toBe(1);
    await clock.advance(1);
    expect([await answer, delays]).toEqual([1, [100, 200, 300, 300, 100]]);
  });

  test.each(["stop", "kill", "shutdown"] as const)("%s in the middle of it ends at once", async (how) => {
    @Supervised({ backoff: { initialMs: 10_000 } })
    class Flaky extends Worker {}
    const { rt, clock, exits, letters } = makeWorld();
    const ref = rt.spawn(Flaky);
    ref.send.crash();
    ref.send.add();
    await settle();
    if (how === "kill") rt.kill(ref);
    else if (how === "stop") await rt.stop(ref);
    else await rt.shutdown();
    expect(exits.map(({ reason }) => reason)).toEqual([
      { stop: "normal", kill: "killed", shutdown: "shutdown" }[how],
    ]);
    expect([letters, clock.pending, rt.isAlive(ref)]).toEqual([["failed crash", "discarded add"], 0, false]);
  });

  test("a stop that drains brings it up at once", async () => {
    @Supervised({ backoff: { initialMs: 10_000 } })
    class Flaky extends Worker {}
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Flaky);
    ref.send.crash();
    const answer = ref.ask.add();
    await settle();
    await rt.stop(ref, { drain: true });
    await settle();
    expect([await answer, letters, clock.pending]).toEqual([1, ["failed crash"], 0]);
  });

  test("of a group: all wait for it, and one that falls meanwhile joins in", async () => {
    @Supervises([A, B, C], { strategy: "rest-for-one", backoff })
    class Rest extends Top {}
    const { rt, clock } = makeWorld();
    const { a, b } = await threeOf(rt, Rest);
    logged();
    b.send.crash();
    await settle();
    expect(logged()).toEqual(["-b", "-c"]);
    a.send.crash("worse");
    await clock.advance(99);
    expect(logged()).toEqual(["-a"]);
    await clock.advance(1);
    expect(logged()).toEqual(["+a1", "~a1 worse crash", "+b1", "~b1 boom crash", "+c1", "~c1 boom"]);
  });
});

describe("by hand", () => {
  test("rt.supervision.restart: after the handler under way, with the queue kept and no budget charged", async () => {
    @Supervised({ maxRestarts: 0 })
    class Solid extends Worker {}
    const { rt } = makeWorld();
    const ref = rt.spawn(Solid);
    const work = gate();
    ref.send.wait(work.opened);
    const later = ref.ask.add();
    await settle();
    const restarted = rt.supervision.restart(ref);
    await settle();
    expect(logged()).toEqual(["+solid"]);
    work.open();
    expect([await restarted, await later, ref.incarnation]).toEqual([true, 1, 1]);
    expect(logged()).toEqual(["-solid", "+solid1", "~solid1 undefined"]);
  });

  test("of an actor in back-off: it starts now, and those that wait with it", async () => {
    @Supervises([A, B], { strategy: "one-for-all", backoff: { initialMs: 60_000 } })
    class All extends Top {}
    const { rt, clock } = makeWorld();
    const sup = rt.spawn(All);
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    a.send.crash();
    const later = a.ask.add();
    await settle();
    expect(await rt.supervision.restart(b)).toBe(true);
    expect([await later, a.incarnation, b.incarnation]).toEqual([1, 1, 1]);
    await settle();
    expect(clock.pending).toBe(0);
  });

  test("of a sibling that waits for its turn in a group, and of an actor that is gone", async () => {
    @Supervises([A, B, C], { strategy: "one-for-all" })
    class All extends Top {}
    const { rt } = makeWorld();
    const { a, b, c } = await threeOf(rt, All);
    logged();
    const work = gate();
    c.send.wait(work.opened);
    await settle();
    b.send.crash();
    await settle(); // c is being waited for, a is still up
    const restarted = rt.supervision.restart(a);
    await settle();
    work.open();
    expect(await restarted).toBe(true);
    await settle();
    expect(logged()).toEqual([
      "-b",
      "-a",
      "-c",
      "+a1",
      "~a1 boom",
      "+b1",
      "~b1 boom crash",
      "+c1",
      "~c1 boom",
    ]);
    await rt.stop(a);
    expect(await rt.supervision.restart(a)).toBe(false);
  });
});
