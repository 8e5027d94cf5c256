/** What was found by attacking handler deadlines, and actors that are permanent. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { message } from "../../src/runtime/messages/method-message";
import { failureOf, gate, makeWorld, never, settle } from "../lifecycle/fixture";

class Base {
  protected readonly ctx = injected(ActorContext<Base>);
}

describe("a deadline", () => {
  test("and attempts hold for messages that were sent while a function ran there (S1)", async () => {
    let tried = 0;
    class Slow extends Base {
      @Receive({ timeoutMs: 100, maxAttempts: 2 }) work(_: number): Promise<never> {
        tried++;
        return never;
      }
    }
    const { rt, clock } = makeWorld();
    const first = gate();
    const ref = rt.spawn((_: object) => first.opened, { supervised: {} });
    ref.tell({});
    const work: object = message(Slow).work(1);
    const failure = failureOf(() => rt.ask(ref, work));
    const swapped = rt.behaviors.swap(ref, Slow as never);
    await settle();
    first.open();
    await swapped;
    await clock.advance(200);
    expect([await failure, tried]).toEqual(["ERR_HANDLER_TIMEOUT", 2]);
  });

  test("does not look at a message that lets nobody look twice: others have their turn (S1)", async () => {
    class Slow extends Base {
      @Receive("x", { timeoutMs: 50 }) async work(message: { type: "x"; lock(): void }): Promise<string> {
        message.lock();
        return "done";
      }
      @Receive() ping(): string {
        return "pong";
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Slow);
    let isLocked = false;
    const shy = {
      get type(): "x" {
        if (isLocked) throw new Error("locked");
        return "x";
      },
      lock() {
        isLocked = true;
      },
    };
    const answers = [rt.ask(ref, shy), ref.ask.ping()];
    expect(await Promise.all(answers)).toEqual(["done", "pong"]);
  });

  test("that ended an actor stays the reason when it is killed on its way (S6)", async () => {
    class Slow extends Base {
      @Receive({ timeoutMs: 50 }) work(): Promise<never> {
        return never;
      }
      @OnStop() bye(): Promise<never> {
        return never;
      }
    }
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Slow);
    ref.send.work();
    await clock.advance(50);
    rt.kill(ref);
    expect(exits).toMatchObject([{ reason: "timeout", error: { code: "ERR_HANDLER_TIMEOUT" } }]);
  });

  test("is one for each handler: two that differ are refused, where they are written", () => {
    class Order {}
    const both = (): unknown => {
      class Unsure {
        @Receive(Order, { timeoutMs: 50 }) @Receive("order", { timeoutMs: 500 }) work(_: object): void {}
      }
      return Unsure;
    };
    expect(both).toThrow("its timeoutMs is both 50 and 500");
    class Sure {
      @Receive({ maxAttempts: 2 })
      @Receive(Order, { timeoutMs: 50 })
      @Receive("order", { timeoutMs: 50 })
      work(_: object): void {}
    }
    expect(Sure).toBeDefined();
  });
});

describe("a permanent actor that ends by itself", () => {
  test("lets its other handlers finish, and the one that said so, before it comes back (S6)", async () => {
    @Actor({ reentrant: true })
    @Supervised({ restart: "permanent" })
    class Busy extends Base {
      @Receive() work(until: Promise<unknown>): Promise<unknown> {
        return until;
      }
      @Receive() async leave(until: Promise<unknown>): Promise<unknown> {
        this.ctx.stopSelf();
        return await until;
      }
    }
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Busy);
    const work = gate<string>();
    const answers = [ref.ask.work(work.opened), ref.ask.leave(work.opened)];
    await settle();
    const next = ref.ask.work(Promise.resolve("new"));
    work.open("done");
    expect([await Promise.all(answers), await next, letters, ref.incarnation]).toEqual([
      ["done", "done"],
      "new",
      [],
      1,
    ]);
  });
});
