import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, never, settle } from "../lifecycle/fixture";

class Order {
  constructor(readonly until: Promise<unknown>) {}
}

class Slow {
  protected readonly ctx = injected(ActorContext<Slow>);
  seen: string[] = [];
  signals: AbortSignal[] = [];

  @Receive({ timeoutMs: 100 }) work(until: Promise<unknown>): Promise<unknown> {
    this.signals.push(this.ctx.signal);
    return until;
  }
  @Receive(Order, { timeoutMs: 50 }) order(message: Order): Promise<unknown> {
    return message.until;
  }
  @Receive({ timeoutMs: 100 }) async tells(until: Promise<unknown>, told: string[]): Promise<void> {
    await until;
    try {
      this.ctx.self;
      this.ctx.stopSelf();
    } catch (error) {
      told.push((error as { code: string }).code);
    }
  }
  @Receive({ timeoutMs: 100 }) puts(until: Promise<unknown>): Promise<unknown> {
    this.ctx.stash();
    return until;
  }
  @Receive() free(until: Promise<unknown>): Promise<unknown> {
    return until;
  }
  @Receive() ping(): string {
    return "pong";
  }
}

@Supervised()
class Healed extends Slow {}

describe("a handler with a deadline", () => {
  test("in time: nothing happens, and no alarm is left", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Slow);
    const work = gate<string>();
    const answer = ref.ask.work(work.opened);
    await clock.advance(99);
    work.open("done");
    expect(await answer).toBe("done");
    await settle();
    await clock.advance(1_000);
    expect([await ref.ask.ping(), rt.audit().handled]).toEqual(["pong", 2]);
  });

  test("over it: the ask rejects, the message is discarded, an unsupervised actor ends with timeout (S1, S4)", async () => {
    const { rt, clock, exits, letters, deadLetters } = makeWorld();
    const ref = rt.spawn(Slow);
    const failure = failureOf(() => ref.ask.work(never));
    const later = failureOf(() => ref.ask.ping());
    await clock.advance(100);
    expect([await failure, await later]).toEqual(["ERR_HANDLER_TIMEOUT", "ERR_ACTOR_DEAD"]);
    await settle();
    expect(exits).toMatchObject([
      { pid: ref.pid, reason: "timeout", error: { code: "ERR_HANDLER_TIMEOUT" } },
    ]);
    expect([letters, rt.audit()]).toMatchObject([
      ["discarded work", "discarded ping"],
      { discarded: 2, failed: 0, balanced: true },
    ]);
    expect(deadLetters[0]?.error).toMatchObject({
      code: "ERR_HANDLER_TIMEOUT",
      request: "work",
      timeoutMs: 100,
    });
  });

  test("a supervised actor restarts and goes on with its queue; over its budget it ends with timeout", async () => {
    @Supervised({ maxRestarts: 1 })
    class Once extends Slow {}
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Once);
    ref.send.work(never);
    const next = ref.ask.ping();
    await clock.advance(100);
    expect([await next, ref.incarnation]).toEqual(["pong", 1]);
    ref.send.work(never);
    await clock.advance(100);
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["timeout"]);
  });

  test("the abandoned handler's context is revoked and its signal aborted at once (S1)", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Healed);
    const work = gate();
    const told: string[] = [];
    ref.send.tells(work.opened, told);
    await clock.advance(100);
    work.open();
    await settle();
    expect([told, rt.isAlive(ref)]).toEqual([["ERR_REVOKED"], true]);
  });

  test("message classes have deadlines of their own, and handlers without one may take for ever", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Healed);
    rt.send(ref, new Order(never));
    await clock.advance(50);
    await settle();
    expect(ref.incarnation).toBe(1);
    const work = gate<number>();
    const answer = ref.asking({ timeoutMs: 1e6 }).free(work.opened);
    await clock.advance(10_000);
    work.open(7);
    expect([await answer, ref.incarnation]).toEqual([7, 1]);
  });

  test("a derived class that decorates the method anew has its own word", async () => {
    @Actor()
    class Patient extends Slow {
      @Receive({ timeoutMs: 1_000 }) override work(until: Promise<unknown>): Promise<unknown> {
        return super.work(until);
      }
    }
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Patient);
    ref.send.work(never);
    await clock.advance(999);
    expect(rt.isAlive(ref)).toBe(true);
    await clock.advance(1);
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["timeout"]);
  });

  test("a reentrant actor: the first deadline takes the others along", async () => {
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Healed, { reentrant: true });
    const failures = Promise.all([
      failureOf(() => ref.ask.work(never)),
      failureOf(() => ref.ask.free(never)),
    ]);
    await clock.advance(40);
    const third = failureOf(() => ref.ask.work(never));
    await clock.advance(60);
    expect([await failures, await third]).toEqual([
      ["ERR_HANDLER_TIMEOUT", "ERR_ACTOR_DEAD"],
      "ERR_ACTOR_DEAD",
    ]);
    await settle();
    expect([letters.length, clock.pending, await ref.ask.ping()]).toEqual([3, 0, "pong"]);
  });

  test("a handler that has stashed its message and hangs: the message is lost with it", async () => {
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Healed);
    const failure = failureOf(() => ref.ask.puts(never));
    await clock.advance(100);
    expect([await failure, letters]).toEqual(["ERR_HANDLER_TIMEOUT", ["discarded puts"]]);
    expect(await ref.ask.ping()).toBe("pong");
  });

  test.each(["stop", "kill", "crash"] as const)("%s before it: the alarm is gone", async (how) => {
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Healed, { reentrant: true });
    ref.send.work(never);
    await settle();
    if (how === "kill") rt.kill(ref);
    else if (how === "stop") void rt.stop(ref, { timeoutMs: 10 });
    else ref.send.free(Promise.reject(new Error("x")));
    await clock.advance(10);
    await settle();
    expect([exits.map(({ reason }) => reason), clock.pending]).toEqual([
      { stop: ["timeout"], kill: ["killed"], crash: [] }[how],
      0,
    ]);
  });

  test("while the actor drains: it ends with timeout, and what is left is discarded", async () => {
    const { rt, clock, exits, letters } = makeWorld();
    const ref = rt.spawn(Healed);
    ref.send.work(never);
    ref.send.ping();
    await settle();
    const stopped = rt.stop(ref, { drain: true });
    await clock.advance(100);
    expect(await stopped).toBe(true);
    expect([exits.map(({ reason }) => reason), letters]).toEqual([
      ["timeout"],
      ["discarded work", "discarded ping"],
    ]);
  });
});
