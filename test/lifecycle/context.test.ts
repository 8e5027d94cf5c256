import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { message } from "../../src/runtime/messages/method-message";
import { failureOf, makeWorld, settle } from "./fixture";

@Actor()
class Probe {
  readonly ctx = injected(ActorContext<Probe>);
  @Receive() run(use: (ctx: ActorContext<Probe>) => unknown): unknown {
    return use(this.ctx);
  }
  @Receive() ping(): string {
    return "pong";
  }
}

/** What `use` returns, run in a handler of the actor. */
async function inside<R>(ref: ActorRef<Probe>, use: (ctx: ActorContext<Probe>) => R): Promise<Awaited<R>> {
  return (await ref.ask.run(use)) as Awaited<R>;
}

const facts: object[] = [];
const write = (fact: object): void => void facts.push(fact);
const logger = { debug: write, info: write, warn: write, error: write };

describe("ActorContext", () => {
  test("self is the actor's own ref, parent its parent's, undefined for roots", async () => {
    const { rt } = makeWorld();
    const root = rt.spawn(Probe);
    const child = rt.spawn(Probe, { parent: root });
    expect(await inside(root, (ctx) => ctx.self === root)).toBe(true);
    expect(await inside(root, (ctx) => ctx.parent)).toBeUndefined();
    expect(await inside(child, (ctx) => ctx.parent === (root as unknown))).toBe(true);
  });

  test("init is what spawn gave, also falsy values; key is a virtual actor's", async () => {
    const { rt } = makeWorld();
    for (const init of [0, "", null, false, undefined]) {
      expect(await inside(rt.spawn(Probe, { init }), (ctx) => ctx.init)).toBe(init);
    }
    expect(await inside(rt.virtual(Probe, "k"), (ctx) => ctx.key)).toBe("k");
    expect(await inside(rt.spawn(Probe), (ctx) => ctx.key)).toBeUndefined();
  });

  test("log adds name and pid to the facts", async () => {
    const { rt } = makeWorld({ logger });
    const ref = rt.spawn(Probe);
    facts.length = 0;
    await inside(ref, (ctx) => {
      for (const level of ["debug", "info", "warn", "error"] as const) ctx.log[level]({ level }, "text");
    });
    expect(facts).toEqual(
      ["debug", "info", "warn", "error"].map((level) => ({ actor: `Probe#${ref.pid}`, pid: ref.pid, level })),
    );
  });

  test("spawn makes a child, with every option of a spawn", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Probe);
    const child = await inside(ref, (ctx) => ctx.spawn(Probe, { name: "c", init: 5 }));
    expect([rt.names.resolve("c"), await inside(child, (ctx) => ctx.init)]).toEqual([child, 5]);
    expect(await failureOf(() => inside(ref, (ctx) => ctx.spawn(Probe, { name: "c" })))).toBe(
      "ERR_NAME_TAKEN",
    );
    await ref.stop();
    expect(rt.isAlive(child)).toBe(false);
  });

  test("after and every send to the actor itself, and end with it", async () => {
    const seen: number[] = [];
    const { rt, clock } = makeWorld();
    const ref = rt.spawn((n: number, ctx) => {
      if (n > 0) return void seen.push(n);
      ctx.after(10, 1);
      ctx.every(20, 2);
    });
    ref.tell(0);
    await clock.advance(50);
    expect(seen).toEqual([1, 2, 2]);
    await rt.stop(ref);
    expect(clock.pending).toBe(0);
  });

  test("register gives it a name until its exit", async () => {
    const { rt } = makeWorld();
    const [a, b] = [rt.spawn(Probe), rt.spawn(Probe)];
    await inside(a, (ctx) => ctx.register("x", { exclusive: true }));
    expect(await failureOf(() => inside(b, (ctx) => ctx.register("x")))).toBe("ERR_NAME_TAKEN");
    expect([rt.names.resolve("x"), await a.stop(), rt.names.resolve("x")]).toEqual([a, true, undefined]);
  });

  test("on binds a ref: a cycle of asks through it is named (S11), a foreign ref comes back as it is", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Probe);
    const foreign = makeWorld().rt.spawn(Probe);
    expect(await inside(ref, (ctx) => ctx.on(foreign) === foreign)).toBe(true);
    const code = await inside(ref, async (ctx) => {
      await Promise.resolve();
      return failureOf(() => ctx.on(ref).ask.ping());
    });
    expect(code).toBe("ERR_DEADLOCK");
  });

  test("after the end every call throws ERR_REVOKED, the signal is aborted, and what only tells still tells (S1)", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Probe, { init: "i" });
    const ctx = await inside(ref, (own) => own);
    const { signal } = ctx;
    expect(signal.aborted).toBe(false);
    await ref.stop();
    for (const call of [
      () => ctx.on(ref),
      () => ctx.spawn(Probe),
      () => ctx.after(1, message(Probe).ping()),
      () => ctx.every(1, message(Probe).ping()),
      () => ctx.stopSelf(),
      () => ctx.register("x"),
    ]) {
      expect([String(call), await failureOf(call)]).toEqual([String(call), "ERR_REVOKED"]);
    }
    expect([signal.aborted, ctx.signal, ctx.self, ctx.init, ctx.parent]).toEqual([
      true,
      signal,
      ref,
      "i",
      undefined,
    ]);
    expect(signal.reason).toMatchObject({ code: "ERR_REVOKED" });
  });

  test("a signal first asked for after the end is aborted, too", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Probe);
    const ctx = await inside(ref, (own) => own);
    rt.kill(ref);
    await settle();
    expect(ctx.signal.aborted).toBe(true);
  });
});
