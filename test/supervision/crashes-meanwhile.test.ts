import { OnRestart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, Boom, C, family, Head, log, logged, Shaky, Worker } from "./fixture";

describe("a crash during a restart", () => {
  test("in @OnRestart: it restarts again, on its own budget", async () => {
    let bad = 1;
    class Twice extends Worker {
      @OnRestart() override again(error: Error | undefined): void {
        if (bad-- > 0) throw new Boom("again");
        log.push(`~${this.id} ${error?.message}`);
      }
    }
    @Supervises([Twice], { maxRestarts: 2 })
    class Sup extends Head {}
    const { rt } = makeWorld();
    const [, twice] = await family(rt, Sup, "Twice");
    twice.send.crash();
    expect(await twice.ask.add()).toBe(1);
    expect(logged()).toEqual(["-twice", "+twice1", "-twice1", "+twice2", "~twice2 again"]);
  });

  test("of a sibling that is going down: its message fails, it restarts once with the group", async () => {
    @Supervises([A, C], { strategy: "one-for-all" })
    class Sup extends Head {}
    const { rt, letters, lines } = makeWorld();
    const [, a, c] = await family(rt, Sup, "A", "C");
    const work = gate();
    const answer = a.ask.wait(work.opened).catch(String);
    await settle();
    c.send.crash();
    await settle();
    work.fail(new Boom("late"));
    expect(await answer).toBe("Boom: late");
    await settle();
    expect(logged()).toEqual(["-c", "-a", "+a1", "~a1 boom", "+c1", "~c1 boom crash"]);
    expect(letters).toEqual(["failed crash", "failed wait"]);
    expect(lines.at(-1)).toBe(`warn A#${a.pid} crashed on wait while it went down for a restart.`);
  });

  test("of a sibling that restarts alone already: it waits for the group, and starts once", async () => {
    const slow = gate();
    @Supervised({ strategy: "one-for-all" })
    class Leader extends Worker {}
    @Supervised()
    class Slow extends Worker {
      @OnStop() override stop(): Promise<void> {
        log.push("-slow");
        return slow.opened;
      }
    }
    @Supervises([Leader, Slow])
    class Sup extends Head {}
    const { rt } = makeWorld();
    const [, leader, other] = await family(rt, Sup, "Leader", "Slow");
    other.send.crash("first");
    await settle();
    leader.send.crash("second");
    await settle();
    expect(logged()).toEqual(["-slow", "-leader"]);
    slow.open();
    await settle();
    expect(logged()).toEqual(["+leader1", "~leader1 second crash", "+slow1", "~slow1 first crash"]);
  });

  test("of a sibling that is in back-off: the group waits for the later of the delays", async () => {
    @Supervised({ strategy: "one-for-all", backoff: { initialMs: 50 } })
    class Leader extends Worker {}
    @Supervised({ backoff: { initialMs: 500 } })
    class Late extends Worker {}
    @Supervises([Leader, Late])
    class Sup extends Head {}
    const { rt, clock } = makeWorld();
    const [, leader, late] = await family(rt, Sup, "Leader", "Late");
    late.send.crash("first");
    await clock.advance(100);
    leader.send.crash("second");
    await clock.advance(399);
    expect(logged()).toEqual(["-late", "-leader"]);
    await clock.advance(1);
    expect(logged()).toEqual(["+leader1", "~leader1 second crash", "+late1", "~late1 first crash"]);
  });

  test("a member that is stopped or killed meanwhile is left out, and the rest goes on", async () => {
    @Supervises([A, Shaky, C], { strategy: "one-for-all", backoff: { initialMs: 100 } })
    class Sup extends Head {}
    const { rt, clock, exits } = makeWorld();
    const [, a, shaky, c] = await family(rt, Sup, "A", "Shaky", "C");
    a.send.crash();
    await clock.advance(50);
    expect(await rt.stop(shaky)).toBe(true);
    expect(rt.kill(c)).toBe(true);
    await clock.advance(50);
    expect(await a.ask.add()).toBe(1);
    expect(exits.map(({ reason }) => reason)).toEqual(["normal", "killed"]);
  });
});

describe("a supervisor that dies while children restart", () => {
  test.each(["stop", "kill", "shutdown"] as const)(
    "by %s: they end with it, also in back-off",
    async (how) => {
      @Supervises([A, C], { strategy: "one-for-all", backoff: { initialMs: 60_000 } })
      class Sup extends Head {}
      const { rt, clock, exits } = makeWorld();
      const [sup, a] = await family(rt, Sup, "A");
      a.send.crash();
      a.send.add();
      await settle();
      logged();
      if (how === "kill") rt.kill(sup);
      else if (how === "stop") await rt.stop(sup);
      else await rt.shutdown();
      const inherited = how === "shutdown" ? "shutdown" : "parent_exited";
      const ownReason = { stop: "normal", kill: "killed", shutdown: "shutdown" }[how];
      expect(exits.map(({ reason }) => reason)).toEqual([inherited, inherited, ownReason]);
      expect([clock.pending, logged()]).toEqual([0, how === "kill" ? [] : ["-top"]]);
    },
  );

  test("by a crash of its own: their back-off is over, they start with it, and keep their queues", async () => {
    @Supervised()
    @Supervises([A, C], { backoff: { initialMs: 60_000 } })
    class Sup extends Head {
      @Receive() fail(): void {
        throw new Boom("top");
      }
    }
    const { rt } = makeWorld();
    const sup = rt.spawn(Sup);
    const a = (await sup.ask.get("A")) as ActorRef<A>;
    a.send.crash();
    const later = a.ask.add();
    await settle();
    logged();
    sup.send.fail();
    expect(await later).toBe(1);
    expect(logged()).toEqual(["-c", "-top", "+top1", "+a1", "~a1 boom crash", "+c1", "~c1 top"]);
  });

  test('with children "keep": they go on restarting by themselves', async () => {
    @Supervised({ children: "keep" })
    @Supervises([A, C], { backoff: { initialMs: 100 } })
    class Sup extends Head {
      @Receive() fail(): void {
        throw new Boom("top");
      }
    }
    const { rt, clock } = makeWorld();
    const sup = rt.spawn(Sup);
    const a = (await sup.ask.get("A")) as ActorRef<A>;
    logged();
    a.send.crash();
    sup.send.fail();
    await settle();
    expect(logged()).toEqual(["-a", "-top", "+top1"]);
    await clock.advance(100);
    expect(logged()).toEqual(["+a1", "~a1 boom crash"]);
    expect(await sup.ask.get("A")).toBe(a);
  });
});
