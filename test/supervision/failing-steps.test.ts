import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { makeWorld, never, settle } from "../lifecycle/fixture";
import { A, Boom, C, family, Head, log, logged, Shaky, Worker } from "./fixture";

describe("a start that fails", () => {
  test("at first: is a crash like any other, and the supervisor waits until the child is up", async () => {
    Shaky.failures = 2;
    @Supervises([A, Shaky, C])
    class Sup extends Head {}
    const { rt } = makeWorld();
    const sup = rt.spawn(Sup);
    expect(await sup.ask.get("C")).toBeDefined();
    expect(logged()).toEqual(["+top", "+a", "+shaky2", "~shaky2 no start", "+c"]);
  });

  test("for good: the supervisor crashes while it starts, and ends over its own budget; nobody is left", async () => {
    Shaky.failures = Number.POSITIVE_INFINITY;
    @Supervised({ maxRestarts: 1 })
    @Supervises([A, Shaky, C], { maxRestarts: 1 })
    class Sup extends Head {}
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
    class Sup extends Head {}
    const { rt } = makeWorld();
    const [, a] = await family(rt, Sup, "A");
    Shaky.failures = 1;
    a.send.crash();
    await settle();
    expect(logged()).toEqual([
      ...["-a", "-c", "-shaky"],
      ...["+a1", "~a1 boom crash", "+shaky2", "~shaky2 no start", "+c1", "~c1 boom"],
    ]);
  });

  test("a supervisor whose own start fails has not started any child", async () => {
    @Supervises([A])
    class Sup extends Head {
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
    class Sup extends Head {}
    const { rt, clock, lines } = makeWorld();
    const [, a] = await family(rt, Sup, "A");
    a.send.crash();
    await settle();
    expect(logged()).toEqual(["-a", "-c", "-stuck"]);
    await clock.advance(200);
    expect(logged()).toEqual([...["+a1", "~a1 boom crash", "+stuck1", "~stuck1 boom", "+c1", "~c1 boom"]]);
    expect(lines.filter((line) => line.includes("did not stop within 200 ms"))).toHaveLength(1);
  });

  test("that hangs when the supervisor is stopped holds it up no longer than the child's shutdownMs (S6)", async () => {
    @Supervised({ shutdownMs: 50 })
    class Brief extends Stuck {}
    @Supervises([A, Brief])
    class Sup extends Head {}
    const { rt, clock, exits } = makeWorld();
    const [sup] = await family(rt, Sup, "A");
    const stopped = rt.stop(sup, { timeoutMs: 5_000 });
    await clock.advance(49);
    expect(exits).toEqual([]);
    await clock.advance(1);
    expect(await stopped).toBe(true);
    expect(exits.map(({ actor, reason }) => `${actor.split("#")[0]} ${reason}`)).toEqual([
      "Brief timeout",
      "A parent_exited",
      "Sup normal",
    ]);
  });

  test("that throws is logged and changes nothing", async () => {
    class Loud extends Worker {
      @OnStop() override stop(): void {
        throw new Boom("on the way out");
      }
    }
    @Supervises([Loud, C], { strategy: "one-for-all" })
    class Sup extends Head {}
    const { rt } = makeWorld();
    const [, loud] = await family(rt, Sup, "Loud");
    loud.send.crash();
    expect(await loud.ask.add()).toBe(1);
    expect(logged()).toEqual(["-c", "+loud1", "~loud1 boom crash", "+c1", "~c1 boom"]);
  });

  test("of a child that is held up keeps its supervisor's restart no longer than the child's shutdownMs", async () => {
    @Supervised()
    @Supervises([A, Stuck], { shutdownMs: 100, decide: () => "escalate" })
    class Sup extends Head {}
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
