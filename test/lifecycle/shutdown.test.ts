import "reflect-metadata";

import { join } from "node:path";
import { container, singleton } from "tsyringe";
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Ref } from "../../src/runtime/actor/protocol";
import { message } from "../../src/runtime/messages/method-message";
import { nodeSync, typescript } from "../house/processes";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

describe("shutdown", () => {
  test("stops roots in reverse start order, children first, with the reason `shutdown`; the guardian is nobody", async () => {
    const { rt, exits } = makeWorld();
    const a = rt.spawn(() => {});
    const b = rt.spawn(() => {});
    const below = rt.spawn(() => {}, { parent: a });
    await rt.shutdown();
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([
      [b.pid, "shutdown"],
      [below.pid, "shutdown"],
      [a.pid, "shutdown"],
    ]);
    expect([await rt.stop(0), rt.isAlive(0), rt.ref(0)]).toEqual([false, false, undefined]);
  });

  test("is idempotent: later calls and `await using` join the first", async () => {
    const { opened, open } = gate();
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(() => opened);
    ref.tell(1);
    await settle();
    let done = 0;
    const calls = [rt.shutdown(), rt.shutdown({ drain: true }), rt[Symbol.asyncDispose]()];
    for (const call of calls) void call.then(() => done++);
    await settle();
    expect([done, rt.isAlive(ref)]).toEqual([0, true]);
    open();
    await Promise.all(calls);
    await rt.shutdown();
    expect([done, exits.length]).toEqual([3, 1]);
  });

  test("with drain what is queued is handled; without it becomes dead letters", async () => {
    for (const drain of [true, false]) {
      const seen: number[] = [];
      const { rt, letters } = makeWorld();
      const { opened, open } = gate();
      const ref = rt.spawn(async (n: number) => {
        await opened;
        seen.push(n);
      });
      for (const n of [1, 2, 3]) ref.tell(n);
      await settle();
      const ended = rt.shutdown({ drain });
      open();
      await ended;
      expect([seen, letters]).toEqual(drain ? [[1, 2, 3], []] : [[1], Array(2).fill("discarded number")]);
    }
  });

  test("at timeoutMs what still runs is abandoned, and shutdown resolves", async () => {
    const { rt, clock, exits } = makeWorld();
    const bystander = rt.spawn(() => {});
    const [first, stuck] = [rt.spawn(() => never), rt.spawn(() => never)];
    for (const ref of [first, stuck]) ref.tell(1);
    await settle();
    const ended = rt.shutdown({ timeoutMs: 100 });
    let done = false;
    void ended.then(() => {
      done = true;
    });
    await clock.advance(99);
    expect(done).toBe(false);
    await clock.advance(1);
    await ended;
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([
      [stuck.pid, "timeout"],
      [first.pid, "shutdown"],
      [bystander.pid, "shutdown"],
    ]);
  });

  test("never restarts what crashes meanwhile", async () => {
    @Actor()
    @Supervised({ restart: "permanent" })
    class Fragile {
      @Receive() async crash(go: Promise<void>): Promise<void> {
        await go;
        throw new Error("crash");
      }
    }
    const { opened, open } = gate();
    const { rt, exits } = makeWorld();
    rt.spawn(Fragile).send.crash(opened);
    await settle();
    const ended = rt.shutdown();
    open();
    await ended;
    expect(exits.map(({ reason, restarts }) => [reason, restarts])).toEqual([["panic", 0]]);
  });

  test("afterwards nothing works and nothing throws, but spawn", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(() => {});
    await rt.shutdown();
    expect([ref.tell(1), rt.send(ref, 1), rt.sendMany(ref, [1]), rt.sendNamed("x", 1), rt.kill(ref)]).toEqual(
      [false, false, 0, false, false],
    );
    expect([await rt.sendAsync(ref, 1), await rt.stop(ref), (await rt.join(ref))?.reason]).toEqual([
      false,
      false,
      "shutdown",
    ]);
    expect(await failureOf(() => rt.ask(ref, 1))).toBe("ERR_ACTOR_DEAD");
    expect(await failureOf(() => rt.names.register("x", ref))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(await failureOf(() => rt.spawn(() => {}))).toBe("ERR_RUNTIME_STOPPED");
    expect(rt.timers.after(ref, 1, 1).cancel()).toBe(false);
  });

  test("spawning while the runtime shuts down throws ERR_RUNTIME_STOPPED, in @OnStop too", async () => {
    const codes: string[] = [];
    const world = makeWorld();
    @Actor()
    class Late {
      @OnStop() async stop(): Promise<void> {
        codes.push(await failureOf(() => world.rt.spawn(() => {})));
      }
      @Receive() ping(): void {}
    }
    world.rt.spawn(Late);
    await settle();
    await world.rt.shutdown();
    expect(codes).toEqual(["ERR_RUNTIME_STOPPED"]);
  });

  test("an actor takes messages until its own turn comes: @OnStop of a later one still reaches it", async () => {
    const told: string[] = [];
    @Actor()
    class Client {
      private readonly ctx = injected(ActorContext<Client>);
      @OnStop() stop(): boolean {
        return (this.ctx.init as Ref<string>).tell("goodbye");
      }
      @Receive() ping(): void {}
    }
    const { rt } = makeWorld();
    const server = rt.spawn((text: string) => void told.push(text));
    rt.spawn(Client, { init: server });
    await settle();
    await rt.shutdown({ drain: true });
    expect([told, server.tell("late")]).toEqual([["goodbye"], false]);
  });

  test.each([{ timeoutMs: Number.NaN }, { drain: "yes" }, null])(
    "options %p are refused",
    async (options) => {
      const { rt } = makeWorld();
      expect(await failureOf(() => rt.shutdown(options as never))).toBe("ERR_INVALID_ARG");
      expect(rt.isAlive(rt.spawn(() => {}))).toBe(true);
    },
  );

  test("disposes the injected singletons it made, in reverse order, after the actors; a failure stops nothing (S9)", async () => {
    const log: string[] = [];
    class First {
      dispose(): void {
        log.push("First");
      }
    }
    class Second {
      readonly first = injected(First);
      async [Symbol.asyncDispose](): Promise<void> {
        log.push("Second");
        throw new Error("Second");
      }
    }
    class Third {
      [Symbol.dispose](): void {
        log.push("Third");
      }
    }
    @Actor()
    class User {
      readonly second = injected(Second);
      readonly third = injected(Third);
      @OnStop() stop(): void {
        log.push("actor");
      }
      @Receive() ping(): void {}
    }
    const { rt, lines } = makeWorld();
    for (const type of [First, Second, Third]) rt.container.registerSingleton(type as never);
    rt.spawn(User);
    await settle();
    await rt.shutdown();
    await rt.shutdown();
    expect(log).toEqual(["actor", "Third", "Second", "First"]);
    expect(lines).toEqual(["error iris: disposing an injected value failed."]);
  });

  test("what lives in the user's own container is left alone (S9)", async () => {
    let disposed = 0;
    @singleton()
    class Users {
      dispose(): void {
        disposed++;
      }
    }
    @Actor()
    class User {
      readonly users = injected(Users);
      @Receive() ping(): void {}
    }
    const { rt } = makeWorld();
    rt.spawn(User);
    await settle();
    await rt.shutdown();
    expect([disposed, container.resolve(Users)]).toEqual([0, expect.any(Users)]);
  });
});

describe("two runtimes (S9)", () => {
  test("with the same names, paths and pids do not notice each other", async () => {
    @Actor({ name: "the-one" })
    class Named {
      count = 0;
      @Receive() add(): number {
        return ++this.count;
      }
    }
    const [one, two] = [makeWorld(), makeWorld()];
    const a = one.rt.spawn(Named, { path: "/p" });
    const b = two.rt.spawn(Named, { path: "/p" });
    expect([a.pid, b.pid, a === b]).toEqual([1, 1, false]);
    expect([await a.ask.add(), await b.ask.add()]).toEqual([1, 1]);
    expect([one.rt.names.resolve("the-one"), two.rt.paths.resolve("/p")]).toEqual([a, b]);
    for (const call of [
      () => one.rt.stop(b),
      () => one.rt.kill(b),
      () => one.rt.send(b, message(Named).add()),
    ]) {
      expect(await failureOf(call)).toBe("ERR_FOREIGN_TARGET");
    }
    await one.rt.shutdown();
    expect([one.rt.isAlive(a), two.rt.isAlive(b), await b.ask.add(), two.exits]).toEqual([
      false,
      true,
      2,
      [],
    ]);
  });
});

describe("a process (S9)", () => {
  test("exits by itself: idle actors, stopped ones, joins and answered asks keep nothing alive", () => {
    const { status, stdout, stderr } = nodeSync(
      ...typescript,
      join(__dirname, "processes", "exits-by-itself.ts"),
    );
    expect([status, stdout, stderr]).toEqual([0, "asked 1, stopped true, killed true\nleft after all\n", ""]);
  });
});
