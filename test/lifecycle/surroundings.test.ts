import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { makeWorld, never, settle } from "./fixture";

class Boom extends Error {}

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
    expect(exits.map(({ reason }) => reason)).toEqual(Array(4).fill("killed"));
    expect(await rt.ask(bystander, 1)).toBe(2);
  });

  test("and also when a drain is cut short by a crash: that stays a panic", async () => {
    const { rt, exits } = makeWorld();
    rt.events.on("dead-letter", ({ fate, target }) => fate === "discarded" && rt.kill(target));
    const bystander = rt.spawn((n: number) => n + 1);
    const draining = rt.spawn(() => {
      throw new Boom("drain");
    });
    await settle();
    draining.tell(1);
    draining.tell(2);
    await draining.stop({ drain: true });
    expect([exits.map(({ reason }) => reason), await rt.ask(bystander, 1)]).toEqual([["panic"], 2]);
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
