/** What an attack on the runtime found, once each: every test here was a hang, a zombie or a wrong book. */
import { channel } from "node:diagnostics_channel";
import { Actor } from "../../src/decorators/actor";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { message } from "../../src/runtime/messages/method-message";
import { failureOf, makeWorld, never, settle } from "./fixture";

@Actor()
class Waiter {
  @Receive() wait(until: Promise<unknown>): Promise<unknown> {
    return until;
  }
  @Receive() hello(): string {
    return "hello";
  }
}

test("a thrown value that nobody can describe restarts its actor, and the runtime lives on", async () => {
  const { rt } = makeWorld();
  @Actor()
  @Supervised()
  class Odd {
    @Receive() boom(): void {
      throw new Proxy(() => {}, {
        get: () => {
          throw new Error("trap");
        },
      });
    }
    @Receive() hello(): string {
      return "hello";
    }
  }
  const ref = rt.spawn(Odd);
  ref.send.boom();
  expect(await ref.ask.hello()).toBe("hello");
});

test("sending near the end of the stack loses nothing and stops nobody (S4, S5)", async () => {
  const { rt } = makeWorld();
  const ref = rt.spawn(Waiter);
  const atTheEnd = (): void => {
    try {
      atTheEnd();
    } catch {
      ref.send.hello();
    }
  };
  const deeper = (levels: number): void => (levels === 0 ? atTheEnd() : deeper(levels - 1));
  for (let levels = 0; levels < 60; levels++) {
    try {
      deeper(levels);
    } catch {
      // The send itself may not have fitted.
    }
    expect(await ref.ask.hello()).toBe("hello");
  }
  expect(rt.audit().balanced).toBe(true);
});

test("a listener that sends to an actor being spawned does not give it two turns at once (S1)", async () => {
  const { rt } = makeWorld();
  let running = 0;
  let most = 0;
  @Actor()
  class Busy {
    @Receive() async work(): Promise<void> {
      most = Math.max(most, ++running);
      await settle();
      running--;
    }
  }
  rt.spawn(Busy, { path: "/p" });
  rt.events.on("replaced", ({ now }) => {
    for (let n = 0; n < 3; n++) rt.send(now, message(Busy).work());
  });
  const ref = rt.spawn(Busy, { path: "/p" });
  await ref.ask.work();
  expect(most).toBe(1);
});

test("a listener that kills an actor being spawned leaves no zombie", async () => {
  const { rt, clock } = makeWorld();
  rt.spawn(Waiter, { path: "/p" });
  rt.events.on("replaced", ({ now }) => rt.kill(now));
  const ref = rt.spawn(Waiter, { path: "/p" });
  expect(rt.isAlive(ref)).toBe(false);
  await rt.shutdown();
  expect(clock.now()).toBe(0);
});

test("an ask aborted by a dead-letter listener, while its parked neighbours end, does not lose them (S4, S11)", async () => {
  const { rt } = makeWorld();
  const ref = rt.spawn(Waiter, { mailbox: { capacity: 1, overflow: "block" } });
  const aborts = Array.from({ length: 6 }, () => new AbortController());
  const asks = aborts.map(({ signal }) => failureOf(() => ref.asking({ signal }).wait(never)));
  await settle();
  let letters = 0;
  rt.events.on("dead-letter", () => ++letters === 3 && aborts[4]?.abort());
  rt.kill(ref);
  expect((await Promise.all(asks)).filter((code) => code === "ERR_ACTOR_DEAD")).toHaveLength(5);
  expect(rt.audit()).toMatchObject({ balanced: true, queued: 0, parked: 0 });
});

test("the books balance in the `then` of what a handler returned that killed its own actor (S4)", async () => {
  const { rt } = makeWorld();
  const balanced: boolean[] = [];
  const ref = rt.spawn((_: unknown, ctx) => {
    rt.kill(ctx.self);
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    return { then: () => balanced.push(rt.audit().balanced) };
  });
  ref.tell(1);
  await settle();
  expect(balanced).toEqual([true]);
});

test("the books balance where a tracing listener aborts the ask that starts (S4)", async () => {
  const { rt } = makeWorld();
  const abort = new AbortController();
  const balanced: boolean[] = [];
  const start = channel("tracing:iris-actors.handle:start");
  const listen = (): void => {
    abort.abort("enough");
    balanced.push(rt.audit().balanced);
  };
  start.subscribe(listen);
  const asked = failureOf(() => rt.spawn(Waiter).asking({ signal: abort.signal }).hello());
  await settle();
  start.unsubscribe(listen);
  await asked;
  expect(balanced).toEqual([true]);
});
