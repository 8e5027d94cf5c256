import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, never, settle } from "./fixture";

/** Does one thing at a time, when `go` says so. */
function worker(log: string[], go: Promise<unknown> = Promise.resolve()) {
  @Actor()
  class Worker {
    readonly ctx = injected(ActorContext<Worker>);
    @Receive() async slow(name: string): Promise<string> {
      log.push(`begin ${name}`);
      await go;
      log.push(`end ${name}`);
      return name;
    }
    @Receive() quick(name: string): string {
      log.push(name);
      return name;
    }
    @Receive() async hang(): Promise<void> {
      await never;
    }
    @OnStop() async stop(): Promise<void> {
      await Promise.resolve();
      log.push("@OnStop");
    }
  }
  return Worker;
}

const reasons = ({ exits }: { exits: { reason: string }[] }) => exits.map(({ reason }) => reason);

describe("stop (S6)", () => {
  test("the running handler finishes, queued messages become dead letters, @OnStop is awaited, one exit", async () => {
    const log: string[] = [];
    const { opened, open } = gate();
    const world = makeWorld();
    const { rt, letters } = world;
    const ref = rt.spawn(worker(log, opened));
    const running = ref.ask.slow("a");
    const queued = failureOf(() => ref.ask.quick("b"));
    ref.send.quick("c");
    await settle();
    const stopped = rt.stop(ref);
    expect([ref.send.quick("d"), await failureOf(() => ref.ask.quick("e"))]).toEqual([
      false,
      "ERR_ACTOR_DEAD",
    ]);
    await settle();
    expect([rt.isAlive(ref), log]).toEqual([true, ["begin a"]]);
    open();
    expect([await running, await queued, await stopped]).toEqual(["a", "ERR_ACTOR_DEAD", true]);
    expect(log).toEqual(["begin a", "end a", "@OnStop"]);
    expect(letters).toEqual(["dead quick", "dead quick", "discarded quick", "discarded quick"]);
    expect([reasons(world), rt.isAlive(ref), rt.isActive(ref), rt.ref(ref.pid)]).toEqual([
      ["normal"],
      false,
      false,
      undefined,
    ]);
  });

  test("drain handles what is queued, and refuses what comes after the call", async () => {
    const log: string[] = [];
    const world = makeWorld();
    const { rt, letters } = world;
    const ref = rt.spawn(worker(log));
    await settle();
    for (let n = 0; n < 250; n++) ref.send.quick(`${n}`);
    const stopped = rt.stop(ref, { drain: true });
    expect(ref.send.quick("late")).toBe(false);
    expect(await stopped).toBe(true);
    expect([log.length, log.at(-2), log.at(-1), letters, reasons(world)]).toEqual([
      251,
      "249",
      "@OnStop",
      ["dead quick"],
      ["normal"],
    ]);
  });

  test("drain handles async messages one by one, before the first turn as well as after it", async () => {
    for (const early of [true, false]) {
      const log: string[] = [];
      const world = makeWorld();
      const ref = world.rt.spawn(worker(log));
      if (!early) await settle();
      ref.send.slow("a");
      ref.send.slow("b");
      expect(await ref.stop({ drain: true })).toBe(true);
      expect([log, reasons(world)]).toEqual([
        ["begin a", "end a", "begin b", "end b", "@OnStop"],
        ["normal"],
      ]);
    }
  });

  test("drain of a full bounded mailbox handles the parked messages, too", async () => {
    const log: string[] = [];
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(worker(log), { mailbox: { capacity: 1, overflow: "block" } });
    await settle();
    for (const name of ["a", "b", "c"]) expect(ref.send.quick(name)).toBe(true);
    await rt.stop(ref, { drain: true });
    expect([log, letters]).toEqual([["a", "b", "c", "@OnStop"], []]);
  });

  test("a drain that hangs ends at its deadline; what is left becomes dead letters", async () => {
    const world = makeWorld();
    const { rt, clock, letters } = world;
    const ref = rt.spawn(worker([]));
    await settle();
    ref.send.hang();
    ref.send.quick("b");
    const stopped = rt.stop(ref, { drain: true, timeoutMs: 100 });
    await clock.advance(100);
    expect([await stopped, reasons(world), letters]).toEqual([
      true,
      ["timeout"],
      ["discarded hang", "discarded quick"],
    ]);
  });

  test("a drain whose message crashes ends with panic, and discards the rest", async () => {
    const world = makeWorld();
    const { rt, letters } = world;
    const ref = rt.spawn((n: number) => {
      if (n === 2) throw new Error("two");
    });
    await settle();
    for (const n of [1, 2, 3]) ref.tell(n);
    await rt.stop(ref, { drain: true });
    expect([reasons(world), letters]).toEqual([["panic"], ["failed number", "discarded number"]]);
  });

  test("stop twice: both wait for the same end; a stop without drain cuts a drain short", async () => {
    const log: string[] = [];
    const { opened, open } = gate();
    const world = makeWorld();
    const { rt, letters } = world;
    const ref = rt.spawn(worker(log, opened));
    ref.send.slow("a");
    ref.send.quick("b");
    await settle();
    const both = [rt.stop(ref, { drain: true, reason: "first" }), ref.stop({ reason: "second" })];
    open();
    expect([await Promise.all(both), await rt.stop(ref), await ref.stop()]).toEqual([
      [true, true],
      false,
      false,
    ]);
    expect([reasons(world), letters]).toEqual([["first"], ["discarded quick"]]);
  });

  test("a custom reason stands in the exit record; the dead, the unknown give false", async () => {
    const world = makeWorld();
    const { rt } = world;
    const ref = rt.spawn(worker([]));
    expect(await rt.stop(ref, { reason: "moved house" })).toBe(true);
    expect([await rt.stop(ref.pid), await rt.stop(999), rt.kill(ref), rt.kill(999)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(reasons(world)).toEqual(["moved house"]);
  });

  test("before the first turn: no instance is made, messages are discarded, the exit is normal", async () => {
    const log: string[] = [];
    const world = makeWorld();
    const ref = world.rt.spawn(worker(log));
    ref.send.quick("a");
    expect(await ref.stop()).toBe(true);
    expect([log, world.letters, reasons(world)]).toEqual([[], ["discarded quick"], ["normal"]]);
  });

  test("while @OnStart is under way: it may finish, then @OnStop runs; no message is handled", async () => {
    const start = gate();
    const log: string[] = [];
    @Actor()
    class Slow {
      @OnStart() async start(): Promise<void> {
        await start.opened;
        log.push("@OnStart");
      }
      @OnStop() stop(): void {
        log.push("@OnStop");
      }
      @Receive() work(): void {
        log.push("work");
      }
    }
    const world = makeWorld();
    const ref = world.rt.spawn(Slow);
    ref.send.work();
    await settle();
    const stopped = ref.stop();
    await settle();
    start.open();
    expect([await stopped, log, reasons(world)]).toEqual([true, ["@OnStart", "@OnStop"], ["normal"]]);
  });

  test.each([{}, { drain: true }])(
    "an @OnStart that hangs ends at the stop's deadline, %p",
    async (options) => {
      @Actor()
      class Stuck {
        @OnStart() async start(): Promise<void> {
          await never;
        }
        @Receive() work(): void {}
      }
      for (const early of [true, false]) {
        const world = makeWorld();
        const ref = world.rt.spawn(Stuck);
        if (!early) await settle();
        ref.send.work();
        const stopped = ref.stop({ ...options, timeoutMs: 100 });
        await world.clock.advance(100);
        const reached = early && options.drain === undefined ? "normal" : "timeout";
        expect([await stopped, reasons(world)]).toEqual([true, [reached]]);
      }
    },
  );

  test("a handler that hangs: ctx.signal aborts at timeoutMs, the exit says timeout, nothing of it counts later", async () => {
    const late = gate<string>();
    const seen: unknown[] = [];
    const world = makeWorld();
    const { rt, clock, lines } = world;
    const ref = rt.spawn(async (_: unknown, ctx) => {
      ctx.signal.addEventListener("abort", () => seen.push("aborted"));
      const reply = await late.opened;
      seen.push(await failureOf(() => ctx.stopSelf()));
      return reply;
    });
    const asked = failureOf(() => rt.ask(ref, 1, { timeoutMs: Number.POSITIVE_INFINITY }));
    await settle();
    const stopped = rt.stop(ref, { timeoutMs: 1_000 });
    await clock.advance(999);
    expect([rt.isAlive(ref), seen]).toEqual([true, []]);
    await clock.advance(1);
    expect([await stopped, await asked, seen, reasons(world)]).toEqual([
      true,
      "ERR_ACTOR_DEAD",
      ["aborted"],
      ["timeout"],
    ]);
    expect(lines[0]).toContain("did not stop within 1000 ms: its handler tell never settled");
    late.open("late");
    await settle();
    expect(seen).toEqual(["aborted", "ERR_REVOKED"]);
  });

  test("Infinity waits for as long as it takes, and holds no alarm", async () => {
    const { opened, open } = gate();
    const world = makeWorld();
    const ref = world.rt.spawn(worker([], opened));
    ref.send.slow("a");
    await settle();
    const stopped = ref.stop({ timeoutMs: Number.POSITIVE_INFINITY });
    await world.clock.advance(1_000_000);
    expect([world.rt.isAlive(ref), world.clock.pending]).toEqual([true, 0]);
    open();
    expect([await stopped, reasons(world)]).toEqual([true, ["normal"]]);
  });

  test.each([
    { timeoutMs: -1 },
    { timeoutMs: Number.NaN },
    { timeoutMs: "5" },
    { drain: 1 },
    { reason: "" },
    { reason: 5 },
    null,
    5,
  ])("options %p are refused with ERR_INVALID_ARG", async (options) => {
    const { rt } = makeWorld();
    const ref = rt.spawn(worker([]));
    for (const stop of [() => rt.stop(ref, options as never), () => ref.stop(options as never)]) {
      expect(await failureOf(stop)).toBe("ERR_INVALID_ARG");
    }
    expect(rt.isAlive(ref)).toBe(true);
  });

  test.each(["ref", "", {}, null, Number.NaN, -1, 1.5])(
    "the target %p is refused with ERR_INVALID_ARG",
    async (t) => {
      const { rt } = makeWorld();
      for (const call of ["stop", "kill", "join", "isAlive", "isActive"] as const) {
        expect(await failureOf(() => rt[call](t as never))).toBe("ERR_INVALID_ARG");
      }
    },
  );
});
