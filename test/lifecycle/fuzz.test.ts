/**
 * Random lives: spawns, sends, crashes, stops, kills, in trees, with hooks that wait, throw, hang. Whatever happens,
 * the fixture finds at the end: nothing alive, nothing lost (S4), each exit published once, no alarm left.
 */
import fc from "fast-check";
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { Runtime } from "../../src/runtime/runtime";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { makeWorld, never } from "./fixture";

const deeds = [
  "nothing",
  "throw",
  "reject",
  "wait",
  "hang",
  "stop self",
  "kill self",
  "spawn",
  "kill parent",
] as const;
type Deed = (typeof deeds)[number];
const hooks = ["constructor", "start", "restart", "stop", "exit"] as const;
type Plan = Partial<Record<(typeof hooks)[number], Deed>>;

class Wild {
  private readonly ctx = injected(ActorContext<Wild>);
  private readonly rt = injected(Runtime);
  private readonly clock = injected(VirtualClock);
  readonly resource = injected(Resource);

  constructor() {
    if (this.plan.constructor === "throw") throw new Error("constructor");
  }
  private get plan(): Plan {
    return (this.ctx.init ?? {}) as Plan;
  }
  @OnStart() start(): unknown {
    return this.act(this.plan.start ?? "nothing");
  }
  @OnRestart() again(): unknown {
    return this.act(this.plan.restart ?? "nothing");
  }
  @OnStop() stop(): unknown {
    return this.act(this.plan.stop ?? "nothing");
  }
  @OnExit() exit(): unknown {
    return this.act(this.plan.exit ?? "nothing");
  }
  @Receive() act(deed: Deed): unknown {
    switch (deed) {
      case "throw":
        throw new Error("deed");
      case "reject":
        return Promise.reject(new Error("deed"));
      case "wait":
        return new Promise<void>((resolve) => this.clock.schedule(7, resolve));
      case "hang":
        return never;
      case "stop self":
        return void this.ctx.stopSelf();
      case "kill self":
        return this.rt.kill(this.ctx.self);
      case "kill parent":
        return this.ctx.parent === undefined ? false : this.rt.kill(this.ctx.parent);
      case "spawn":
        return void this.ctx.spawn(Calm);
      default:
        return undefined;
    }
  }
}

class Resource {
  async [Symbol.asyncDispose](): Promise<void> {}
}

@Actor()
class Calm extends Wild {}
@Actor()
@Supervised({ maxRestarts: 2, withinMs: 50, shutdownMs: 20 })
class Fresh extends Wild {}
@Actor({ reentrant: true })
@Supervised({ children: "keep", state: "keep", shutdownMs: 20 })
class Kept extends Wild {}
@Actor({ virtual: { idleTimeoutMs: 10 } })
class Sleepy extends Wild {}

const deed = fc.constantFrom(...deeds);
const plan: fc.Arbitrary<Plan> = fc.record(
  { constructor: deed, start: deed, restart: deed, stop: deed, exit: deed },
  { requiredKeys: [] },
);
const which = fc.nat({ max: 9 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("spawn" as const), type: which, plan, parent: which }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("act" as const), who: which, deed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ask" as const), who: which, deed }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("stop" as const),
      who: which,
      drain: fc.boolean(),
      timeoutMs: fc.nat(30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), who: which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("turn" as const), turns: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat(25) }) },
);

async function live(
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
): Promise<void> {
  const clock = new VirtualClock({ settle: () => eventLoopTurns(2) });
  const { rt, exits } = makeWorld({ clock });
  rt.container.registerInstance(VirtualClock, clock);
  const refs: ActorRef<Wild>[] = [];
  const pending: Promise<unknown>[] = [];
  const at = (n: number): ActorRef<Wild> | undefined => refs[refs.length === 0 ? 0 : n % refs.length];
  for (const one of steps) {
    switch (one.do) {
      case "spawn": {
        const type = [Calm, Fresh, Kept, Sleepy][one.type % 4] as typeof Calm;
        const parent = one.parent > 4 ? at(one.parent) : undefined;
        const init = one.plan;
        const ref =
          type === Sleepy ? rt.virtual(type, `k${one.parent}`, { init }) : rt.spawn(type, { init, parent });
        if (!refs.includes(ref)) refs.push(ref);
        break;
      }
      case "act":
        at(one.who)?.send.act(one.deed);
        break;
      case "ask":
        pending.push(
          at(one.who)
            ?.asking({ timeoutMs: 40 })
            .act(one.deed)
            .catch(() => {}) ?? Promise.resolve(),
        );
        break;
      case "stop":
        pending.push(at(one.who)?.stop({ drain: one.drain, timeoutMs: one.timeoutMs }) ?? Promise.resolve());
        break;
      case "kill":
        if (refs.length > 0) rt.kill(at(one.who) as ActorRef<Wild>);
        break;
      case "turn":
        await eventLoopTurns(one.turns);
        break;
      case "advance":
        await clock.advance(one.ms);
    }
    expect(rt.audit().balanced).toBe(true);
  }
  const ended = rt.shutdown({ timeoutMs: 100 });
  await clock.advance(1_000);
  await ended;
  await Promise.all(pending);
  expect([rt.audit().balanced, Runtime.inside(rt).slots.live, clock.pending]).toEqual([true, 0, 0]);
  expect(new Set(exits.map(({ pid }) => pid)).size).toBe(exits.length);
  expect(exits.filter(({ reason, error }) => (error !== undefined) !== (reason === "panic"))).toEqual([]);
  expect(refs.filter((ref) => !exits.some(({ pid }) => pid === ref.pid))).toEqual([]);
}

test("whatever actors do with their lives: every one ends once, nothing is lost (S4, S6, S7, S11)", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), live), {
    numRuns: Number(process.env.RUNS ?? 300),
    interruptAfterTimeLimit: 15_000,
  });
});
