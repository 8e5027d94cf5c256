import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Ref } from "../../src/runtime/actor/protocol";
import { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, settle } from "./fixture";

describe("kill", () => {
  test("ends an actor now: no @OnStop, the handler abandoned, its reply and its context gone (S1)", async () => {
    const { opened, open } = gate<string>();
    const log: string[] = [];
    @Actor()
    class Victim {
      private readonly ctx = injected(ActorContext<Victim>);
      @Receive() async slow(): Promise<string> {
        const reply = await opened;
        log.push(await failureOf(() => this.ctx.spawn(() => {})));
        return reply;
      }
      @OnStop() stop(): void {
        log.push("@OnStop");
      }
    }
    const { rt, exits, letters } = makeWorld();
    const ref = rt.spawn(Victim);
    const asked = failureOf(() => ref.ask.slow());
    const queued = failureOf(() => ref.ask.slow());
    await settle();
    expect([rt.kill(ref), rt.kill(ref), rt.isAlive(ref), rt.isActive(ref)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([ref.send.slow(), rt.audit().refused]).toEqual([false, 1]);
    expect([await asked, await queued, letters]).toEqual([
      "ERR_ACTOR_DEAD",
      "ERR_ACTOR_DEAD",
      ["discarded slow", "discarded slow", "dead slow"],
    ]);
    open("late");
    await settle();
    expect([log, exits.map(({ reason }) => reason)]).toEqual([["ERR_REVOKED"], ["killed"]]);
  });

  test("takes the whole tree with it, bottom-up and later siblings first; each ends with its own reason", async () => {
    const { rt, exits } = makeWorld();
    const parent = rt.spawn(() => {});
    const first = rt.spawn(() => {}, { parent });
    const second = rt.spawn(() => {}, { parent });
    const below = rt.spawn(() => {}, { parent: first });
    await settle();
    rt.kill(parent);
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([
      [second.pid, "parent_exited"],
      [below.pid, "parent_exited"],
      [first.pid, "parent_exited"],
      [parent.pid, "killed"],
    ]);
  });

  test("of a parent, from its child's handler: the child's rest is abandoned", async () => {
    const { rt, exits, letters } = makeWorld();
    const parent = rt.spawn(() => {});
    const child = rt.spawn(() => rt.kill(parent), { parent });
    expect(await failureOf(() => rt.ask(child, 1))).toBe("ERR_ACTOR_DEAD");
    expect([exits.map(({ reason }) => reason), letters]).toEqual([
      ["parent_exited", "killed"],
      ["discarded number"],
    ]);
  });

  test("of an actor that is stopping wins over the stop, which still resolves", async () => {
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(() => new Promise<void>(() => {}));
    ref.tell(1);
    await settle();
    const stopped = rt.stop(ref, { reason: "moved" });
    rt.kill(ref);
    expect([await stopped, exits.map(({ reason }) => reason)]).toEqual([true, ["killed"]]);
  });

  test("of an actor that ends with panic leaves it that reason, and its error", async () => {
    @Actor()
    class Crashed {
      @OnStop() async stop(): Promise<void> {
        await new Promise<void>(() => {});
      }
      @Receive() crash(): void {
        throw new Error("crash");
      }
    }
    for (const forced of [false, true]) {
      const { rt, exits, clock } = makeWorld();
      const ref = rt.spawn(Crashed);
      ref.send.crash();
      await settle();
      if (!forced) rt.kill(ref);
      await clock.advance(5_000);
      expect(exits.map(({ reason, error }) => [reason, String(error)])).toEqual([["panic", "Error: crash"]]);
    }
  });

  test("a listener that spawns under a tree that is being killed: the new child ends, too", async () => {
    const { rt } = makeWorld();
    const parent = rt.spawn(() => {});
    rt.spawn(() => {}, { parent });
    const late: Ref<unknown>[] = [];
    rt.events.on("exited", ({ pid }) => {
      if (late.length === 0 && pid !== parent.pid) late.push(rt.spawn(() => {}, { parent }));
    });
    rt.kill(parent);
    await settle();
    expect(late.map((ref) => [rt.isAlive(ref)])).toEqual([[false]]);
    expect((await rt.join(late[0]?.pid as number))?.reason).toBe("parent_exited");
  });

  const chain = (rt: Runtime, depth: number): Ref<unknown>[] => {
    const refs: Ref<unknown>[] = [rt.spawn(() => {})];
    while (refs.length < depth) refs.push(rt.spawn(() => {}, { parent: refs.at(-1) as Ref<unknown> }));
    return refs;
  };

  test("a tree 20,000 levels deep is killed, and stopped, without a stack overflow", async () => {
    for (const how of ["kill", "stop"] as const) {
      const { rt, exits } = makeWorld();
      const refs = chain(rt, 20_000);
      await settle();
      await rt[how](refs[0] as Ref<unknown>);
      expect([exits.length, exits.at(-1)?.pid, exits[0]?.pid, Runtime.inside(rt).slots.live]).toEqual([
        20_000,
        refs[0]?.pid,
        refs.at(-1)?.pid,
        0,
      ]);
    }
  });

  test("a tree 50,000 children wide is killed, and stopped, without a stack overflow", async () => {
    for (const how of ["kill", "stop"] as const) {
      const { rt, exits } = makeWorld();
      const parent = rt.spawn(() => {});
      for (let n = 0; n < 50_000; n++) rt.spawn(() => {}, { parent });
      await settle();
      await rt[how](parent, { timeoutMs: 60_000 });
      expect([exits.length, exits.at(-1)?.pid, Runtime.inside(rt).slots.live]).toEqual([
        50_001,
        parent.pid,
        0,
      ]);
    }
  });
});
