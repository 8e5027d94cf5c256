import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { gate, makeWorld, settle } from "./fixture";

class Boom extends Error {}

describe("failures during a restart", () => {
  test("the constructor, @OnStart, @OnRestart: each counts as a crash, until the budget is used up (S7)", async () => {
    for (const where of ["constructor", "start", "restart"] as const) {
      let incarnations = 0;
      const stops: number[] = [];
      const at = (place: string): void => {
        if (place === where && incarnations > 1) throw new Boom(place);
      };
      @Actor()
      @Supervised({ maxRestarts: 3 })
      class Fragile {
        constructor() {
          incarnations++;
          at("constructor");
        }
        @OnStart() start(): void {
          at("start");
        }
        @OnRestart() async again(): Promise<void> {
          at("restart");
        }
        @OnStop() stop(): void {
          stops.push(incarnations);
        }
        @Receive() crash(): void {
          throw new Boom("crash");
        }
      }
      const { rt, exits } = makeWorld();
      const ref = rt.spawn(Fragile);
      ref.send.crash();
      await settle();
      expect([where, incarnations, ref.incarnation]).toEqual([where, 4, 3]);
      expect(exits.map(({ reason, restarts, error }) => [reason, restarts, String(error)])).toEqual([
        ["panic", 3, `Error: ${where}`],
      ]);
      // @OnStop is owed to each incarnation whose @OnStart went through.
      expect(stops).toEqual(where === "restart" ? [1, 2, 3, 4] : [1]);
    }
  });

  test("@Snapshot throws: the restart renews the state, and the log says so", async () => {
    @Actor()
    @Supervised({ state: "keep" })
    class Counter {
      count = 0;
      @Snapshot() save(): number {
        throw new Boom("save");
      }
      @Restore() load(count: number): void {
        this.count = count;
      }
      @Receive() add(): number {
        return ++this.count;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
    }
    const { rt, lines } = makeWorld();
    const ref = rt.spawn(Counter);
    ref.send.add();
    ref.send.crash();
    expect(await ref.ask.add()).toBe(1);
    expect(lines.some((line) => line.includes("@Snapshot failed; the restart renews its state"))).toBe(true);
  });

  test("@Restore throws: that is a crash of the new incarnation", async () => {
    @Actor()
    @Supervised({ state: "keep", maxRestarts: 2 })
    class Counter {
      @Snapshot() save(): number {
        return 1;
      }
      @Restore() load(_count: number): void {
        throw new Boom("load");
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
    }
    const { rt, exits } = makeWorld();
    rt.spawn(Counter).send.crash();
    await settle();
    expect(exits.map(({ reason, restarts, error }) => [reason, restarts, String(error)])).toEqual([
      ["panic", 2, "Error: load"],
    ]);
  });

  test.each(["throws", "rejects"] as const)("@OnExit %s: a crash of the parent, supervised", async (how) => {
    const signals: ExitSignal[] = [];
    @Actor()
    @Supervised()
    class Parent {
      private readonly ctx = injected(ActorContext<Parent>);
      @OnExit() gone(signal: ExitSignal): unknown {
        signals.push(signal);
        if (how === "throws") throw new Boom("exit");
        return Promise.reject(new Boom("exit"));
      }
      @Receive() child(): number {
        return this.ctx.spawn(() => {}).pid;
      }
    }
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(Parent);
    const child = await ref.ask.child();
    rt.kill(child);
    await settle();
    expect(signals).toEqual([
      { type: "EXIT", from: child, target: child, reason: "killed", error: undefined },
    ]);
    expect([ref.incarnation, exits.length, typeof (await ref.ask.child())]).toEqual([1, 1, "number"]);
  });

  test("a reentrant actor crashes while its @OnExit is still under way: that hook is abandoned (S1)", async () => {
    const hook = gate();
    const work = gate();
    @Actor({ reentrant: true })
    @Supervised()
    class Parent {
      private readonly ctx = injected(ActorContext<Parent>);
      @OnExit() async gone(): Promise<void> {
        await hook.opened;
      }
      @Receive() child(): number {
        return this.ctx.spawn(() => {}).pid;
      }
      @Receive() async work(): Promise<void> {
        await work.opened;
      }
    }
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(Parent);
    const child = await ref.ask.child();
    ref.send.work();
    await settle();
    rt.kill(child);
    await settle();
    work.fail(new Boom("work"));
    await settle();
    expect([ref.incarnation, exits.length]).toEqual([1, 1]);
    hook.fail(new Boom("late"));
    await settle();
    expect([ref.incarnation, exits.length, typeof (await ref.ask.child())]).toEqual([1, 1, "number"]);
  });

  test("a reentrant actor's handlers that finish meanwhile do not cut its @OnExit short (S6)", async () => {
    const [hook, work] = [gate(), gate()];
    const log: string[] = [];
    @Actor({ reentrant: true })
    class Parent {
      @OnExit() async gone(): Promise<void> {
        await hook.opened;
        log.push("@OnExit");
      }
      @OnStop() stop(): void {
        log.push("@OnStop");
      }
      @Receive() async work(): Promise<void> {
        await work.opened;
        log.push("work");
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Parent);
    const child = rt.spawn(() => {}, { parent: ref });
    ref.send.work();
    await settle();
    rt.kill(child);
    await settle();
    const stopped = ref.stop();
    work.open();
    await settle();
    hook.open();
    expect([await stopped, log]).toEqual([true, ["work", "@OnExit", "@OnStop"]]);
  });

  test("an actor that kills itself in a hook and then fails: nothing escapes, the exit stays `killed`", async () => {
    for (const hook of ["constructor", "start", "stop", "exit"] as const) {
      const { rt, clock, exits, lines } = makeWorld();
      @Actor()
      class Suicidal {
        private readonly ctx = injected(ActorContext<Suicidal>);
        constructor() {
          if (hook !== "constructor") return;
          rt.kill(this.ctx.self);
          throw new Boom(hook);
        }
        private async die(): Promise<void> {
          rt.kill(this.ctx.self);
          throw new Boom(hook);
        }
        @OnStart() start(): unknown {
          return hook === "start" ? this.die() : undefined;
        }
        @OnStop() stop(): unknown {
          return hook === "stop" ? this.die() : undefined;
        }
        @OnExit() exit(): unknown {
          return hook === "exit" ? this.die() : undefined;
        }
        @Receive() child(): void {
          this.ctx.spawn(() => {}).stop();
        }
      }
      const ref = rt.spawn(Suicidal);
      if (hook === "exit") ref.send.child();
      await settle();
      if (hook === "stop") void ref.stop();
      await settle();
      expect([hook, exits.filter(({ pid }) => pid === ref.pid).map(({ reason }) => reason)]).toEqual([
        hook,
        ["killed"],
      ]);
      expect([clock.pending, lines.filter((line) => line.startsWith("error"))]).toEqual([0, []]);
    }
  });
});
