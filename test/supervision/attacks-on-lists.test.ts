/** What an adversary found in lists of children: long ones, other ones after a hot swap, and ends while they start. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { child, Supervises } from "../../src/decorators/supervises";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, Boom, childOf, Head, logged, Shaky, Top, Worker } from "./fixture";

describe("after a hot swap to code without a list", () => {
  @Supervised()
  @Supervises([A, B])
  class Sup extends Top {}
  @Supervised()
  class Plain extends Top {}
  const fails = (): never => {
    throw new Boom("function");
  };

  test.each([
    ["a class", Plain],
    ["a function", fails as unknown as typeof Plain],
  ])("%s: its children go on, and end with its restart (S8)", async (_, code) => {
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup, { supervised: {} });
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    await rt.behaviors.swap(sup, code);
    expect(await a.ask.add()).toBe(1);
    sup.send.crash();
    await settle();
    expect(new Set(exits.map(({ pid }) => pid))).toEqual(new Set([a.pid, b.pid]));
    expect([sup.incarnation, a.send.add()]).toEqual([1, false]); // and not queued for nobody
  });

  test("with a shorter list and children that are kept: one that is listed no more is on its own", async () => {
    @Supervised({ children: "keep" })
    @Supervises([A, B], { maxRestarts: 0 })
    class Long extends Top {}
    @Supervised({ children: "keep" })
    @Supervises([A], { maxRestarts: 0 })
    class Short extends Top {}
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Long);
    const b = await childOf<B>(sup, "B");
    await rt.behaviors.swap(sup, Short);
    sup.send.crash();
    await settle();
    b.send.crash(); // nobody would start it again
    await settle();
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([[b.pid, "panic"]]);
  });
});

describe("a list of ten thousand", () => {
  @Actor()
  class Small {}
  const list = Array.from({ length: 10_000 }, (_, n) => child(Small, { id: `${n}` }));
  class Wide {
    private readonly ctx = injected(ActorContext<Wide>);
    @Receive() get(id: string): unknown {
      return this.ctx.child(id);
    }
    @Receive() crash(): void {
      throw new Boom();
    }
  }
  @Supervised({ children: "keep" })
  @Supervises(list)
  class Keeping extends Wide {}
  @Supervised()
  @Supervises(list)
  class Restarting extends Wide {}

  test.each([Keeping, Restarting])("%p restarts in one go", async (Sup) => {
    const { rt } = makeWorld();
    const sup = rt.spawn<Wide>(Sup);
    const last = await sup.ask.get("9999");
    sup.send.crash();
    expect([(await sup.ask.get("9999")) === last, sup.incarnation]).toEqual([true, 1]);
  });
});

describe("while the list starts", () => {
  @Supervises([A, Shaky], { backoff: { initialMs: 60_000 } })
  class Sup extends Head {}

  test.each([false, true])("a stop (drain: %p) does not wait for a child in back-off (S6)", async (drain) => {
    Shaky.failures = 1;
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup);
    await settle();
    expect(await rt.stop(sup, { drain })).toBe(true);
    expect(exits.map(({ reason }) => reason)).toEqual(["parent_exited", "parent_exited", "normal"]);
    expect(logged().slice(-2)).toEqual(["-a", "-top"]);
  });
});

test("a listener that kills a child on its way down does not hold up the supervisor's restart", async () => {
  @Supervised({ onRestart: "drop" })
  class Dropping extends Worker {}
  @Supervised()
  @Supervises([A, Dropping])
  class Sup extends Top {}
  const { rt, clock } = makeWorld();
  const sup = rt.spawn(Sup);
  const dropping = await childOf<Dropping>(sup, "Dropping");
  rt.events.on("dead-letter", ({ fate }) => fate === "discarded" && rt.kill(dropping));
  const work = gate();
  dropping.send.wait(work.opened);
  dropping.send.add();
  await settle();
  sup.send.crash();
  await settle();
  expect([sup.incarnation, clock.pending, rt.isAlive(dropping)]).toEqual([1, 0, false]);
});

describe("rt.supervision.restart", () => {
  test("of one actor in back-off by twenty thousand: all of them hear of it", async () => {
    @Supervised({ backoff: { initialMs: 100 } })
    class Late extends Worker {}
    const { rt, clock } = makeWorld();
    const late = rt.spawn(Late);
    late.send.crash();
    await settle();
    const all = Array.from({ length: 20_000 }, () => rt.supervision.restart(late));
    await clock.advance(100);
    expect([new Set(await Promise.all(all)), await late.ask.add()]).toEqual([new Set([true]), 1]);
  });

  test("of a virtual actor that falls asleep just now: false, at once", async () => {
    const slow = gate();
    class Sleepy extends Worker {
      @OnStop() override stop(): Promise<void> {
        return slow.opened;
      }
    }
    const { rt, clock } = makeWorld();
    const sleepy = rt.virtual(Sleepy, "key", { idleTimeoutMs: 100 });
    await sleepy.ask.add();
    await clock.advance(100);
    const restarted = rt.supervision.restart(sleepy);
    slow.open();
    await settle();
    expect([await restarted, rt.isActive(sleepy)]).toEqual([false, false]);
  });
});
