import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { message } from "../../src/runtime/messages/method-message";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

class Boom extends Error {}

describe("a restart and what is still under way (S1, S7)", () => {
  test("abandoned handlers of the old incarnation: their replies are ignored, their context revoked (S1)", async () => {
    const work = gate<string>();
    const codes: string[] = [];
    const instances: unknown[] = [];
    @Actor({ reentrant: true })
    @Supervised()
    class Overlapping {
      private readonly ctx = injected(ActorContext<Overlapping>);
      @Receive() async slow(): Promise<string> {
        const { ctx } = this;
        const { self, signal } = ctx;
        instances.push(this);
        const reply = await work.opened;
        for (const call of [
          () => ctx.on(self),
          () => ctx.spawn(() => {}),
          () => ctx.after(1, message(Overlapping).crash()),
          () => ctx.every(1, message(Overlapping).crash()),
          () => ctx.stopSelf(),
          () => ctx.register("late"),
        ]) {
          codes.push(await failureOf(call));
        }
        codes.push(`aborted ${signal.aborted} ${ctx.signal.aborted}`);
        return reply;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() self(): boolean {
        return instances.includes(this);
      }
    }
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Overlapping);
    const reply = failureOf(() => ref.ask.slow());
    await settle();
    ref.send.crash();
    await settle();
    expect([await reply, letters, ref.incarnation]).toEqual([
      "ERR_ACTOR_DEAD",
      ["failed crash", "discarded slow"],
      1,
    ]);
    work.open("late");
    await settle();
    expect(codes).toEqual([...Array(6).fill("ERR_REVOKED"), "aborted true true"]);
    expect([await ref.ask.self(), rt.isAlive(ref), rt.names.resolve("late")]).toEqual([
      false,
      true,
      undefined,
    ]);
  });

  test("a restart whose @OnStop hangs goes on after shutdownMs, with the queue", async () => {
    let disposed = 0;
    class Resource {
      dispose(): void {
        disposed++;
      }
    }
    @Actor()
    @Supervised({ shutdownMs: 50 })
    class Stuck {
      readonly resource = injected(Resource);
      @OnStop() async stop(): Promise<void> {
        await never;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() ping(): string {
        return "pong";
      }
    }
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Stuck);
    ref.send.crash();
    const pong = ref.ask.ping();
    await clock.advance(49);
    expect([ref.incarnation, rt.isAlive(ref)]).toEqual([0, true]);
    await clock.advance(1);
    expect([await pong, ref.incarnation, exits, disposed]).toEqual(["pong", 1, [], 1]);
    rt.kill(ref);
  });

  test("stop of a restarting actor: it ends once, without the new incarnation", async () => {
    const closing = gate();
    let made = 0;
    @Actor()
    @Supervised()
    class Slow {
      constructor() {
        made++;
      }
      @OnStop() async stop(): Promise<void> {
        await closing.opened;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() ping(): string {
        return "pong";
      }
    }
    const { rt, exits, letters } = makeWorld();
    const ref = rt.spawn(Slow);
    ref.send.crash();
    ref.send.ping();
    await settle();
    const stopped = ref.stop();
    closing.open();
    expect([await stopped, made, exits.map(({ reason }) => reason), letters]).toEqual([
      true,
      1,
      ["normal"],
      ["failed crash", "discarded ping"],
    ]);
  });

  test("stop with drain of a restarting actor: it comes back, handles what was queued, and ends (S6)", async () => {
    const closing = gate();
    @Actor()
    @Supervised()
    class Slow {
      @OnStop() async stop(): Promise<void> {
        await closing.opened;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() ping(): string {
        return "pong";
      }
    }
    const { rt, exits, letters } = makeWorld();
    const ref = rt.spawn(Slow);
    ref.send.crash();
    const pongs = [ref.ask.ping(), ref.ask.ping()];
    await settle();
    const stopped = ref.stop({ drain: true });
    closing.open();
    expect(await Promise.all(pongs)).toEqual(["pong", "pong"]);
    expect([await stopped, exits.map(({ reason }) => reason), letters]).toEqual([
      true,
      ["normal"],
      ["failed crash"],
    ]);
  });

  test("permanent comes back also after a normal exit by ctx.stopSelf()", async () => {
    @Actor()
    @Supervised({ restart: "permanent" })
    class Permanent {
      private readonly ctx = injected(ActorContext<Permanent>);
      @Receive() leave(): void {
        this.ctx.stopSelf();
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Permanent);
    ref.send.leave();
    await settle();
    expect(rt.isAlive(ref)).toBe(true);
  });
});
