/** What an attack on stops, restarts and contexts found, once each. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { message } from "../../src/runtime/messages/method-message";
import { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

@Actor()
class Waiter {
  @Receive() wait(until: Promise<unknown>): Promise<unknown> {
    return until;
  }
  @Receive() hello(): string {
    return "hello";
  }
}

test("stop with drain keeps its deadline over a restart (S6)", async () => {
  const { rt, clock, exits } = makeWorld();
  const cleared = gate();
  @Actor()
  @Supervised()
  class Draining {
    @Receive() boom(): void {
      throw new Error("boom");
    }
    @Receive() hang(): Promise<never> {
      return never;
    }
    @OnStop() bye(): Promise<unknown> {
      return cleared.opened;
    }
  }
  const ref = rt.spawn(Draining);
  ref.send.boom();
  ref.send.hang();
  await settle();
  const stopped = ref.stop({ drain: true, timeoutMs: 50 });
  cleared.open();
  await settle();
  await clock.advance(50);
  expect([await stopped, exits[0]?.reason]).toEqual([true, "timeout"]);
});

test("a later stop may set an earlier deadline, never a later one", async () => {
  const { rt, clock } = makeWorld();
  const ref = rt.spawn(Waiter);
  ref.send.wait(never);
  await settle();
  const stops = [ref.stop({ timeoutMs: 60_000 }), ref.stop({ timeoutMs: 50 }), ref.stop({ timeoutMs: 900 })];
  await settle();
  await clock.advance(50);
  expect([await Promise.all(stops), clock.now()]).toEqual([[true, true, true], 50]);
});

test("kept state survives a start that fails once", async () => {
  const { rt } = makeWorld();
  let failures = 0;
  @Actor()
  @Supervised({ state: "keep" })
  class Keeper {
    n = 0;
    @OnStart() start(): void {
      if (failures-- > 0) throw new Error("not yet");
    }
    @Receive() add(): number {
      return ++this.n;
    }
    @Receive() boom(): void {
      throw new Error("boom");
    }
  }
  const ref = rt.spawn(Keeper);
  await ref.ask.add();
  failures = 1;
  ref.send.boom();
  expect(await ref.ask.add()).toBe(2);
});

test("a constructor that kills its actor: no hook runs, and what it asks for is revoked or given back (S1)", async () => {
  const { rt } = makeWorld();
  const seen: string[] = [];
  @Actor()
  class Suicidal {
    constructor() {
      injected(Runtime).kill(injected(ActorContext).self);
      try {
        injected(ActorContext).register("zombie");
      } catch (error) {
        seen.push((error as { code: string }).code);
      }
    }
    @OnStart() start(): void {
      seen.push("started");
    }
    @Receive() hello(): void {}
  }
  await rt.join(rt.spawn(Suicidal));
  expect([seen, rt.names.resolve("zombie")]).toEqual([["ERR_REVOKED"], undefined]);
});

test("a base's @OnStart that kills its actor keeps the derived one from running", async () => {
  const { rt } = makeWorld();
  const seen: string[] = [];
  class Base {
    readonly ctx = injected(ActorContext);
    @OnStart() first(): void {
      rt.kill(this.ctx.self);
    }
  }
  @Actor()
  class Derived extends Base {
    @OnStart() second(): void {
      seen.push("second");
    }
  }
  await rt.join(rt.spawn(Derived));
  expect(seen).toEqual([]);
});

test("the asks that a handler waits for end with it (S8): withdrawn where they are queued", async () => {
  const { rt } = makeWorld();
  const target = rt.spawn(Waiter);
  target.send.wait(never);
  @Actor()
  class Asker {
    readonly ctx = injected(ActorContext);
    outcome: Promise<unknown> | undefined;
    @Receive() async go(to: ActorRef<Waiter>, outcomes: Promise<string>[]): Promise<void> {
      const reply = this.ctx.on(to).asking({ timeoutMs: Number.POSITIVE_INFINITY }).hello();
      outcomes.push(failureOf(() => reply));
      await reply;
    }
  }
  const asker = rt.spawn(Asker);
  const outcomes: Promise<string>[] = [];
  asker.send.go(target, outcomes);
  await settle();
  expect(rt.mailboxes.size(target)).toBe(1);
  rt.kill(asker);
  expect([await outcomes[0], rt.mailboxes.size(target)]).toEqual(["ERR_REVOKED", 0]);
  rt.kill(target);
});

test("a reentrant handler that another one's crash abandons has lost its context at once (S1)", async () => {
  const { rt } = makeWorld();
  const [first, second] = [gate(), gate()];
  const seen: unknown[] = [];
  @Actor({ reentrant: true })
  @Supervised()
  class Many {
    readonly ctx = injected(ActorContext);
    @Receive() async long(): Promise<void> {
      await first.opened;
      seen.push(this.ctx.signal.aborted, await failureOf(() => this.ctx.spawn(Waiter)));
    }
    @Receive() boom(): void {
      throw new Error("boom");
    }
    @OnStop() slow(): Promise<unknown> {
      return second.opened;
    }
  }
  const ref = rt.spawn(Many);
  ref.send.long();
  ref.send.boom();
  await settle();
  first.open();
  await settle();
  expect(seen).toEqual([true, "ERR_REVOKED"]);
  second.open();
});

test("a child that a listener respawns for ever does not hold a forced restart up", async () => {
  const { rt, clock } = makeWorld();
  let respawned = 0;
  @Actor()
  @Supervised({ shutdownMs: 5 })
  class Parent {
    constructor(readonly ctx = injected(ActorContext)) {
      ctx.spawn(Waiter).send.wait(never);
    }
    @Receive() boom(): void {
      throw new Error("boom");
    }
    @Receive() hello(): string {
      return "hello";
    }
  }
  const ref = rt.spawn(Parent);
  const again = rt.events.on("exited", () => {
    if (++respawned < 1_000) rt.spawn(Waiter, { parent: ref });
  });
  await settle();
  ref.send.boom();
  await settle();
  await clock.advance(5);
  again();
  expect(await ref.ask.hello()).toBe("hello");
  expect(respawned).toBeLessThan(1_000);
});

test("in an exit listener the key of a virtual actor is free, and join has the record, also from an abort listener", async () => {
  const { rt } = makeWorld();
  const old = rt.virtual(Waiter, "k");
  await old.ask.hello();
  const fresh: unknown[] = [];
  rt.events.on("exited", () => fresh.push(rt.virtual(Waiter, "k") !== old));
  rt.kill(old);
  expect(fresh).toEqual([true]);

  const joined: Promise<unknown>[] = [];
  const watched = rt.spawn((_: unknown, ctx) => {
    ctx.signal.addEventListener("abort", () => joined.push(rt.join(watched)));
  });
  watched.tell(1);
  await settle();
  rt.kill(watched);
  expect(await joined[0]).toMatchObject({ pid: watched.pid, reason: "killed" });
});

test("timers of an actor that is stopping do not ring any more", async () => {
  const { rt, clock, letters } = makeWorld();
  const done = gate();
  @Actor()
  class Heart {
    readonly ctx = injected(ActorContext<Heart>);
    @OnStart() start(): void {
      this.ctx.every(5, message(Heart).beat());
    }
    @Receive() beat(): void {}
    @Receive() slow(): Promise<unknown> {
      return done.opened;
    }
  }
  const ref = rt.spawn(Heart);
  ref.send.slow();
  await settle();
  const stopped = ref.stop();
  await settle();
  await clock.advance(40);
  done.open();
  await stopped;
  expect([letters, rt.audit().refused]).toEqual([[], 0]);
});

test("a send or ask taken off its ref says so, instead of failing inside", () => {
  const { rt } = makeWorld();
  const { hello } = rt.spawn(Waiter).send;
  const { hello: asked } = rt.spawn(Waiter).ask;
  expect(() => [1].forEach(hello as never)).toThrow("(...args) => ref.send.hello(...args)");
  expect(() => asked.call({} as never)).toThrow("ref.ask.hello");
});

test("a plain thenable from @OnStop is awaited like a promise", async () => {
  const { rt } = makeWorld();
  const seen: string[] = [];
  @Actor()
  class Slow {
    @OnStop() bye(): PromiseLike<void> {
      return {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        then: (done: () => void) =>
          void settle()
            .then(() => seen.push("bye"))
            .then(done),
      } as never;
    }
  }
  const ref = rt.spawn(Slow);
  await settle();
  await ref.stop();
  expect(seen).toEqual(["bye"]);
});
