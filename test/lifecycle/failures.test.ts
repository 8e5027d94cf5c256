import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

class Boom extends Error {}

/** Its `then` throws. */
function badThenable(): object {
  const value = (): never => {
    throw new Boom("then");
  };
  return Object.defineProperty({}, "then", { value });
}

/** Fails where it is told to. `log` tells what ran. */
function failing(where: string, how: "throws" | "rejects" | "hangs") {
  const log: string[] = [];
  const at = (place: string): Promise<never> | undefined => {
    log.push(place);
    if (place !== where) return undefined;
    if (how === "throws") throw new Boom(place);
    return how === "rejects" ? Promise.reject(new Boom(place)) : never;
  };
  @Actor()
  class Failing {
    constructor() {
      at("constructor");
    }
    @OnStart() start(): unknown {
      return at("start");
    }
    @Receive() work(): unknown {
      return at("work");
    }
    @OnStop() stop(): unknown {
      return at("stop");
    }
  }
  return { Failing, log };
}

describe("failures without supervision: the actor ends with `panic`, never a zombie (A1)", () => {
  test.each([
    ["constructor", "throws"],
    ["start", "throws"],
    ["start", "rejects"],
    ["work", "throws"],
    ["work", "rejects"],
  ] as const)("%s %s: one exit, the queue is discarded, others go on", async (where, how) => {
    const { Failing } = failing(where, how);
    const { rt, exits, letters, lines } = makeWorld();
    const bystander = rt.spawn((n: number) => n + 1);
    const ref = rt.spawn(Failing);
    const joined = rt.join(ref);
    const asked = failureOf(() => ref.ask.work());
    const queued = failureOf(() => ref.ask.work());
    ref.send.work();
    await settle();
    expect(exits).toEqual([
      { pid: ref.pid, actor: `Failing#${ref.pid}`, reason: "panic", error: expect.any(Boom), restarts: 0 },
    ]);
    expect(await joined).toBe(exits[0]);
    const first = where === "work" ? "Error: work" : "ERR_ACTOR_DEAD";
    expect([await asked, await queued]).toEqual([first, "ERR_ACTOR_DEAD"]);
    const lost = ["discarded work", "discarded work"];
    expect(letters).toEqual(where === "work" ? ["failed work", ...lost] : [...lost, "discarded work"]);
    expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
    expect([rt.isAlive(ref), rt.isAlive(bystander), ref.send.work()]).toEqual([false, true, false]);
    expect(await rt.ask(bystander, 1)).toBe(2);
  });

  test("@OnStop runs after a crashed handler, not after a constructor or @OnStart that failed", async () => {
    for (const [where, expected] of [
      ["constructor", ["constructor"]],
      ["start", ["constructor", "start"]],
      ["work", ["constructor", "start", "work", "stop"]],
    ] as const) {
      const { Failing, log } = failing(where, "throws");
      const { rt } = makeWorld();
      rt.spawn(Failing).send.work();
      await settle();
      expect(log).toEqual(expected);
    }
  });

  test.each(["throws", "rejects"] as const)(
    "@OnStop %s: reported, and the exit stays normal (S6)",
    async (how) => {
      const { Failing } = failing("stop", how);
      const { rt, exits, lines } = makeWorld();
      const ref = rt.spawn(Failing);
      await settle();
      expect(await rt.stop(ref)).toBe(true);
      expect(exits.map(({ reason }) => reason)).toEqual(["normal"]);
      expect(lines).toEqual([`error Failing#${ref.pid}: @OnStop failed; the actor ends all the same.`]);
    },
  );

  test("@OnStop hangs: the stop's deadline ends the actor with `timeout`", async () => {
    const { Failing } = failing("stop", "hangs");
    const { rt, clock, exits, lines } = makeWorld();
    const ref = rt.spawn(Failing);
    await settle();
    const stopped = rt.stop(ref, { timeoutMs: 100 });
    await clock.advance(99);
    expect(rt.isAlive(ref)).toBe(true);
    await clock.advance(1);
    expect([await stopped, exits.map(({ reason }) => reason)]).toEqual([true, ["timeout"]]);
    expect(lines[0]).toContain("did not stop within 100 ms: a life-cycle hook or disposal never settled");
  });

  test("one failing @OnStop does not keep those of the base classes from running", async () => {
    const log: string[] = [];
    @Actor()
    class Base {
      @OnStop() closeBase(): void {
        log.push("base");
      }
      @Receive() ping(): void {}
    }
    class Derived extends Base {
      @OnStop() closeDerived(): void {
        log.push("derived");
        throw new Boom("derived");
      }
      @OnStop() async closeLater(): Promise<void> {
        log.push("later");
        throw new Boom("later");
      }
    }
    const { rt, lines } = makeWorld();
    const ref = rt.spawn(Derived);
    await settle();
    await rt.stop(ref);
    expect([log, lines.length]).toEqual([["later", "derived", "base"], 2]);
  });

  test.each([undefined, null, 0, "text", Object.create(null), { toString: () => Object.create(null) }])(
    "a handler may throw anything: %p",
    async (thrown) => {
      @Actor()
      @Supervised({ maxRestarts: 1 })
      class Thrower {
        @Receive() work(): void {
          throw thrown;
        }
        @Receive() ping(): string {
          return "pong";
        }
      }
      const { rt, exits } = makeWorld();
      const ref = rt.spawn(Thrower);
      await expect(ref.ask.work()).rejects.toBe(thrown);
      expect([await ref.ask.ping(), ref.incarnation]).toEqual(["pong", 1]);
      ref.send.work();
      await settle();
      expect(exits.map(({ reason, error }) => [reason, error])).toEqual([["panic", thrown]]);
    },
  );

  test("a thenable that throws in `then`, or whose `then` throws when read, is a crash like any other", async () => {
    const { rt, exits } = makeWorld();
    const getThen = {
      get: (): never => {
        throw new Boom("get then");
      },
    };
    const thrower = rt.spawn(() => badThenable());
    const getter = rt.spawn(() => Object.defineProperty({}, "then", getThen));
    thrower.tell(1);
    getter.tell(1);
    await settle();
    expect(exits.map(({ reason, error }) => [reason, String(error)])).toEqual([
      ["panic", "Error: then"],
      ["panic", "Error: get then"],
    ]);
  });

  test("an @OnStart whose thenable throws in `then` is a crash, too", async () => {
    @Actor()
    class Odd {
      @OnStart() start(): unknown {
        return badThenable();
      }
      @Receive() ping(): void {}
    }
    const { rt, exits } = makeWorld();
    rt.spawn(Odd).send.ping();
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["panic"]);
  });

  test("the sender's handler goes on when the receiver panics (S5)", async () => {
    const { rt, exits } = makeWorld();
    const receiver = rt.spawn(() => {
      throw new Boom("receiver");
    });
    const sender = rt.spawn((_: unknown) => [receiver.tell(1), receiver.tell(2)]);
    expect(await rt.ask(sender, 1)).toEqual([true, true]);
    await settle();
    expect([exits.length, rt.isAlive(sender), receiver.tell(3)]).toEqual([1, true, false]);
  });
});

describe("failures of what stands around an actor", () => {
  test("disposal throws or rejects: reported, and the exit stays normal (S8)", async () => {
    class Resource {
      [Symbol.dispose](): void {
        throw new Boom("dispose");
      }
    }
    class AsyncResource {
      async [Symbol.asyncDispose](): Promise<void> {
        throw new Boom("asyncDispose");
      }
    }
    @Actor()
    class Owner {
      readonly a = injected(Resource);
      readonly b = injected(AsyncResource);
      @Receive() ping(): void {}
    }
    const { rt, exits, lines } = makeWorld();
    const ref = rt.spawn(Owner);
    await settle();
    expect(await rt.stop(ref)).toBe(true);
    expect([exits.map(({ reason }) => reason), lines]).toEqual([
      ["normal"],
      Array(2).fill(`error Owner#${ref.pid}: disposing an injected value failed.`),
    ]);
  });

  test("disposal hangs: the stop's deadline ends the actor", async () => {
    class Stuck {
      async [Symbol.asyncDispose](): Promise<void> {
        await never;
      }
    }
    @Actor()
    class Owner {
      readonly stuck = injected(Stuck);
      @Receive() ping(): void {}
    }
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Owner);
    await settle();
    const stopped = ref.stop();
    await clock.advance(5_000);
    expect([await stopped, exits.map(({ reason }) => reason)]).toEqual([true, ["timeout"]]);
  });

  test("a constructor that fails half-way has what was injected before disposed", async () => {
    let disposed = 0;
    class Resource {
      dispose(): void {
        disposed++;
      }
    }
    @Actor()
    class Owner {
      readonly resource = injected(Resource);
      constructor() {
        throw new Boom("constructor");
      }
      @Receive() ping(): void {}
    }
    const { rt } = makeWorld();
    rt.spawn(Owner);
    await settle();
    expect(disposed).toBe(1);
  });

  test("a logger that throws at every call changes nothing", async () => {
    const broken = () => {
      throw new Boom("logger");
    };
    @Actor()
    @Supervised({ maxRestarts: 1 })
    class Crashing {
      private readonly ctx = injected(ActorContext<Crashing>);
      @Receive() work(): void {
        throw new Boom("work");
      }
      @Receive() log(): string {
        this.ctx.log.info({}, "fine");
        return "logged";
      }
      @OnStop() stop(): void {
        throw new Boom("stop");
      }
    }
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const { rt, exits } = makeWorld({ logger });
    const bystander = rt.spawn((n: number) => n + 1);
    const ref = rt.spawn(Crashing);
    expect(await ref.ask.log()).toBe("logged");
    ref.send.work();
    await settle();
    expect([ref.incarnation, await ref.ask.log()]).toEqual([1, "logged"]);
    ref.send.work();
    await settle();
    expect([exits.map(({ reason }) => reason), await rt.ask(bystander, 1)]).toEqual([["panic"], 2]);
  });

  test("event listeners that throw harm nobody, and are reported", async () => {
    const { rt, lines } = makeWorld();
    for (const kind of ["spawned", "exited", "dead-letter", "restarted"] as const) {
      rt.events.on(kind, () => {
        throw new Boom(kind);
      });
    }
    const ref = rt.spawn(() => {
      throw new Boom("work");
    });
    ref.tell(1);
    await settle();
    expect(rt.isAlive(ref)).toBe(false);
    expect(lines.filter((line) => line.includes("A listener for"))).toHaveLength(3);
  });

  test("a dead-letter listener may kill the actor that the letter is about, at each point where one is written", async () => {
    @Actor()
    @Supervised()
    class Victim {
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() async hang(): Promise<void> {
        await never;
      }
      @Receive() work(): void {}
    }
    const { rt, exits } = makeWorld();
    const bystander = rt.spawn((n: number) => n + 1);
    rt.events.on("dead-letter", ({ target }) => rt.kill(target));
    const crashing = rt.spawn(Victim);
    crashing.send.crash();
    const stopping = rt.spawn(Victim);
    stopping.send.work();
    stopping.send.work();
    const stopped = stopping.stop();
    const killed = rt.spawn(Victim);
    killed.send.hang();
    await settle();
    killed.send.work();
    rt.kill(killed);
    const overlapping = rt.spawn(Victim, { reentrant: true });
    overlapping.send.hang();
    overlapping.send.crash();
    await settle();
    expect(await stopped).toBe(true);
    expect(exits.map(({ reason }) => reason)).toEqual(["killed", "killed", "killed", "killed"]);
    expect(await rt.ask(bystander, 1)).toBe(2);
  });

  test("an abort listener of ctx.signal may kill the actor that is being cleared away", async () => {
    const { rt, exits } = makeWorld();
    @Actor()
    @Supervised()
    class Watched {
      private readonly ctx = injected(ActorContext<Watched>);
      @OnStart() start(): void {
        const { self } = this.ctx;
        this.ctx.signal.addEventListener("abort", () => rt.kill(self));
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
    }
    const bystander = rt.spawn((n: number) => n + 1);
    const crashing = rt.spawn(Watched);
    crashing.send.crash();
    const stopping = rt.spawn(Watched);
    await settle();
    await stopping.stop();
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([
      [crashing.pid, "killed"],
      [stopping.pid, "killed"],
    ]);
    expect(await rt.ask(bystander, 1)).toBe(2);
  });
});

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

  test("an actor that kills itself in a hook and then fails: nothing escapes, the exit stays `killed`", async () => {
    for (const hook of ["start", "stop", "exit"] as const) {
      const { rt, exits, lines } = makeWorld();
      @Actor()
      class Suicidal {
        private readonly ctx = injected(ActorContext<Suicidal>);
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
      expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
    }
  });
});
