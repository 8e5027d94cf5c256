/** Each step of a restart may itself fail: how that ends, and within which time. */
import { injected } from "../../src/decorators/injected";
import { OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { Runtime } from "../../src/runtime/runtime";
import { gate, makeWorld, never, settle } from "../lifecycle/fixture";
import { Boom, log, logged, Worker } from "./fixture";

class A extends Worker {}
class C extends Worker {}

class Top {
  protected readonly ctx = injected(ActorContext<Top>);
  @OnStart() start(): void {
    log.push(`+top${this.ctx.self.incarnation || ""}`);
  }
  @OnStop() stop(): void {
    log.push("-top");
  }
  @Receive() get(id: string): unknown {
    return this.ctx.child(id);
  }
}

async function family(rt: Runtime, Sup: new () => Top, ...ids: string[]) {
  const sup = rt.spawn(Sup);
  const refs = await Promise.all(ids.map((id) => sup.ask.get(id)));
  logged();
  return [sup, ...refs] as [ActorRef<Top>, ActorRef<Worker>, ActorRef<Worker>, ActorRef<Worker>];
}

/** Fails to start as often as it is told. */
let failures = 0;
class Shaky extends Worker {
  @OnStart() override start(): void {
    if (failures-- > 0) throw new Boom("no start");
    super.start();
  }
}

beforeEach(() => {
  failures = 0;
});

describe("a start that fails", () => {
  test("at first: is a crash like any other, and the supervisor waits until the child is up", async () => {
    failures = 2;
    @Supervises([A, Shaky, C])
    class Sup extends Top {}
    const { rt } = makeWorld();
    const sup = rt.spawn(Sup);
    expect(await sup.ask.get("C")).toBeDefined();
    expect(logged()).toEqual(["+top", "+a", "+shaky2", "~shaky2 no start", "+c"]);
  });

  test("for good: the supervisor crashes while it starts, and ends over its own budget; nobody is left", async () => {
    failures = Number.POSITIVE_INFINITY;
    @Supervised({ maxRestarts: 1 })
    @Supervises([A, Shaky, C], { maxRestarts: 1 })
    class Sup extends Top {}
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup);
    await settle();
    expect(rt.isAlive(sup)).toBe(false);
    expect(logged()).toEqual([
      "+top",
      "+a",
      "-a",
      "-top",
      "+top1",
      "+a1",
      expect.stringMatching(/^~a1 /),
      "-a1",
      "-top",
    ]);
    expect(exits.map(({ actor, reason }) => `${actor.split("#")[0]} ${reason}`)).toEqual([
      "Shaky parent_exited",
      "A parent_exited",
      "Sup panic",
    ]);
  });

  test("in a group: it goes down again alone, those before it stay, those after it wait", async () => {
    @Supervises([A, Shaky, C], { strategy: "rest-for-one" })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const [, a] = await family(rt, Sup, "A");
    failures = 1;
    a.send.crash();
    await settle();
    expect(logged()).toEqual([
      ...["-a", "-c", "-shaky"],
      ...["+a1", "~a1 boom crash", "+shaky2", "~shaky2 no start", "+c1", "~c1 boom"],
    ]);
  });

  test("a supervisor whose own start fails has not started any child", async () => {
    @Supervises([A])
    class Sup extends Top {
      @OnStart() override start(): void {
        throw new Boom("not today");
      }
    }
    const { rt, exits } = makeWorld();
    rt.spawn(Sup);
    await settle();
    expect([exits.map(({ reason }) => reason), logged()]).toEqual([["panic"], []]);
  });
});

describe("a stop hook", () => {
  class Stuck extends Worker {
    @OnStop() override stop(): Promise<void> {
      log.push("-stuck");
      return never;
    }
  }

  test("that hangs is abandoned after shutdownMs, and the group goes on", async () => {
    @Supervises([A, Stuck, C], { strategy: "one-for-all", shutdownMs: 200 })
    class Sup extends Top {}
    const { rt, clock, lines } = makeWorld();
    const [, a] = await family(rt, Sup, "A");
    a.send.crash();
    await settle();
    expect(logged()).toEqual(["-a", "-c", "-stuck"]);
    await clock.advance(200);
    expect(logged()).toEqual([...["+a1", "~a1 boom crash", "+stuck1", "~stuck1 boom", "+c1", "~c1 boom"]]);
    expect(lines.filter((line) => line.includes("did not stop within 200 ms"))).toHaveLength(1);
  });

  test("that throws is logged and changes nothing", async () => {
    class Loud extends Worker {
      @OnStop() override stop(): void {
        throw new Boom("on the way out");
      }
    }
    @Supervises([Loud, C], { strategy: "one-for-all" })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const [, loud] = await family(rt, Sup, "Loud");
    loud.send.crash();
    expect(await loud.ask.add()).toBe(1);
    expect(logged()).toEqual(["-c", "+loud1", "~loud1 boom crash", "+c1", "~c1 boom"]);
  });

  test("of a child that is held up keeps its supervisor's restart no longer than the child's shutdownMs", async () => {
    @Supervised()
    @Supervises([A, Stuck], { shutdownMs: 100, decide: () => "escalate" })
    class Sup extends Top {}
    const { rt, clock } = makeWorld();
    const [sup, a, stuck] = await family(rt, Sup, "A", "Stuck");
    stuck.send.add();
    a.send.crash();
    await settle();
    const later = stuck.ask.add();
    await clock.advance(100);
    expect([await later, sup.incarnation, stuck.incarnation]).toEqual([1, 1, 1]);
  });
});

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
    class Sup extends Top {}
    const { rt } = makeWorld();
    const [, twice] = await family(rt, Sup, "Twice");
    twice.send.crash();
    expect(await twice.ask.add()).toBe(1);
    expect(logged()).toEqual(["-twice", "+twice1", "-twice1", "+twice2", "~twice2 again"]);
  });

  test("of a sibling that is going down: its message fails, it restarts once with the group", async () => {
    @Supervises([A, C], { strategy: "one-for-all" })
    class Sup extends Top {}
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
    class Sup extends Top {}
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
    class Sup extends Top {}
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
    class Sup extends Top {}
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
      class Sup extends Top {}
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
    class Sup extends Top {
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
    class Sup extends Top {
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
