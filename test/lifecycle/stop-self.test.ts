import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

const reasons = ({ exits }: { exits: { reason: string }[] }) => exits.map(({ reason }) => reason);

describe("stopping oneself", () => {
  function selfStopping(rt: () => Runtime, log: string[]) {
    @Actor()
    class Selfish {
      private readonly ctx = injected(ActorContext<Selfish>);
      @Receive() async sync(): Promise<string> {
        log.push(`stopped ${await rt().stop(this.ctx.self)}`);
        return "replied";
      }
      @Receive() async later(go: Promise<void>): Promise<string> {
        await go;
        this.ctx.stopSelf();
        log.push("asked to stop");
        return "replied";
      }
      @Receive() async thenHang(): Promise<void> {
        await rt().stop(this.ctx.self, { timeoutMs: 100 });
        await never;
      }
      @Receive() die(): void {
        rt().kill(this.ctx.self);
        log.push("still here");
        this.ctx.stopSelf();
        log.push("not reached");
      }
      @Receive() other(): void {
        log.push("other");
      }
      @OnStop() stop(): void {
        log.push("@OnStop");
      }
    }
    return Selfish;
  }

  test("in the handler's synchronous part: resolves at once, the handler finishes, then the actor ends", async () => {
    const log: string[] = [];
    const world = makeWorld();
    const ref = world.rt.spawn(selfStopping(() => world.rt, log));
    const reply = ref.ask.sync();
    ref.send.other();
    expect(await reply).toBe("replied");
    await settle();
    expect([log, reasons(world), world.letters]).toEqual([
      ["stopped true", "@OnStop"],
      ["normal"],
      ["discarded other"],
    ]);
  });

  test("by ctx.stopSelf() in the async part: the handler replies, then the actor ends", async () => {
    const log: string[] = [];
    const { opened, open } = gate();
    const world = makeWorld();
    const ref = world.rt.spawn(selfStopping(() => world.rt, log));
    const reply = ref.ask.later(opened);
    await settle();
    open();
    expect(await reply).toBe("replied");
    await settle();
    expect([log, reasons(world)]).toEqual([["asked to stop", "@OnStop"], ["normal"]]);
  });

  test("and then hanging: the deadline holds all the same", async () => {
    const world = makeWorld();
    const ref = world.rt.spawn(selfStopping(() => world.rt, []));
    ref.send.thenHang();
    await world.clock.advance(99);
    expect(world.rt.isAlive(ref)).toBe(true);
    await world.clock.advance(1);
    expect(reasons(world)).toEqual(["timeout"]);
  });

  test("kill of oneself: the rest of the handler has no context any more (S1), its ask rejects", async () => {
    const log: string[] = [];
    const world = makeWorld();
    const ref = world.rt.spawn(selfStopping(() => world.rt, log));
    expect(await failureOf(() => ref.ask.die())).toBe("ERR_ACTOR_DEAD");
    expect([log, reasons(world), world.lines.filter((line) => line.startsWith("error"))]).toEqual([
      ["still here"],
      ["killed"],
      [],
    ]);
  });

  test("a child that stops its parent in the synchronous part does not deadlock", async () => {
    const log: string[] = [];
    const world = makeWorld();
    const { rt } = world;
    const parent = rt.spawn(() => {});
    const child = rt.spawn(
      async () => {
        log.push(`stopped ${await rt.stop(parent)}`);
      },
      { parent },
    );
    child.tell(1);
    await settle();
    expect([log, reasons(world)]).toEqual([["stopped true"], ["parent_exited", "normal"]]);
  });
});
