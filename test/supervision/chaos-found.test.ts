/** What the chaos test has found, each again in a few lines. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnStart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import type { Mailbox } from "../../src/runtime/actor/mailbox";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { Runtime } from "../../src/runtime/runtime";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, log, logged, Quiet, Worker } from "./fixture";

test("a pull actor over its budget ends with a linked one, although it waits in a receive (S6)", async () => {
  const { rt, exits } = makeWorld();
  const puller = async (mailbox: Mailbox<string>): Promise<void> => {
    for await (const message of mailbox) void message;
  };
  const pull = rt.spawnPull(puller, { supervised: { maxRestarts: 0 } });
  const peer = rt.spawn(() => {});
  rt.links.link(pull.pid, peer.pid);
  await settle();
  rt.kill(peer);
  await settle();
  expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([
    [peer.pid, "killed"],
    [pull.pid, "killed"],
  ]);
});

test("a listener of the verdict restarts the fallen one by hand: it restarts once (S7)", async () => {
  @Supervised()
  class Flaky extends Worker {}
  const { rt } = makeWorld();
  const ref = rt.spawn(Flaky);
  rt.events.on("supervision", ({ pid }) => void rt.supervision.restart(pid));
  ref.send.crash();
  expect([await ref.ask.add(), ref.incarnation]).toEqual([1, 1]);
  expect(logged()).toEqual(["+flaky", "-flaky", "+flaky1", "~flaky1 boom crash"]);
});

test("a @Snapshot that restarts its own actor by hand, in a crash: it restarts once (S7)", async () => {
  @Supervised({ state: "keep" })
  class Keeper extends Worker {
    private readonly rt = injected(Runtime);
    @Snapshot() save(): number {
      void this.rt.supervision.restart(this.ctx.self);
      return this.count;
    }
    @Restore() load(count: number): void {
      this.count = count;
    }
  }
  const { rt } = makeWorld();
  const ref = rt.spawn(Keeper);
  ref.send.add();
  ref.send.crash();
  expect([await ref.ask.add(), ref.incarnation]).toEqual([2, 1]);
});

test("a supervisor that is killed while its list starts makes no more of its children (S6)", async () => {
  const made: string[] = [];
  class Early {
    @OnStart() start(): Promise<never> {
      return new Promise(() => {});
    }
  }
  @Actor()
  class Late {
    constructor() {
      made.push("late");
    }
  }
  Actor()(Early);
  @Supervises([Early, Late])
  class Sup {}
  const { rt, exits } = makeWorld();
  const spawned: string[] = [];
  rt.events.on("spawned", ({ actor }) => spawned.push(actor.replace(/#.*/, "")));
  const sup = rt.spawn(Sup);
  await settle();
  rt.kill(sup);
  await settle();
  expect([spawned, made, exits.length]).toEqual([["Sup", "Early"], [], 2]);
});

test("an async @OnStart that restarts its own actor by hand: the next one starts, the first comes to nothing", async () => {
  const work = gate();
  class Eager extends Worker {
    private readonly rt = injected(Runtime);
    @OnStart() override async start(): Promise<void> {
      const { incarnation } = this.ctx.self;
      log.push(`+eager${incarnation}`);
      if (incarnation > 0) return;
      void this.rt.supervision.restart(this.ctx.self);
      await work.opened;
    }
  }
  const { rt } = makeWorld();
  const ref = rt.spawn(Eager);
  expect([await ref.ask.add(), ref.incarnation]).toEqual([1, 1]);
  work.fail(new Error("too late"));
  await settle();
  expect([await ref.ask.add(), logged()]).toEqual([2, ["+eager0", "+eager1", "~eager1 undefined"]]);
});

test("a child that comes back while its supervisor, which is permanent, has left in its @OnStart: both are up", async () => {
  class Brittle extends Worker {
    constructor() {
      super();
      if (this.ctx.self.incarnation === 0) throw new Error("brittle");
    }
  }
  @Supervised({ restart: "permanent" })
  @Supervises([Brittle], { backoff: { initialMs: 10 } })
  class Leaving extends Quiet {
    @OnStart() start(): void {
      if (this.ctx.self.incarnation === 0) this.ctx.stopSelf();
    }
  }
  const { rt, clock } = makeWorld();
  const sup = rt.spawn(Leaving);
  const answer = sup.ask.get("Brittle");
  await clock.advance(10);
  expect(((await answer) as ActorRef<Worker>).incarnation).toBeGreaterThan(0);
});

describe("one that falls, and is asked to end before its next turn", () => {
  test("while its list starts: it ends for what it fell on, and its start comes to nothing", async () => {
    const work = gate();
    @Supervised({ maxRestarts: 0 })
    class Brittle extends Worker {
      @OnStart() override async start(): Promise<void> {
        await work.opened;
      }
    }
    @Supervised()
    @Supervises([A, Brittle, B])
    class Sup extends Quiet {}
    const turns = new SimulatedTurns();
    const { rt, exits } = makeWorld({ turns });
    const sup = rt.spawn(Sup);
    await turns.settle();
    work.fail(new Error("brittle"));
    await settle();
    void rt.stop(sup);
    await turns.settle();
    expect(exits.map(({ actor, reason }) => [actor.replace(/#.*/, ""), reason])).toEqual([
      ["Brittle", "parent_exited"],
      ["A", "parent_exited"],
      ["Sup", "panic"],
    ]);
    const ended = rt.shutdown();
    await turns.settle();
    await ended;
  });

  test("while it handles a message: that one finishes, and no other begins beside it (S1)", async () => {
    @Supervised()
    class Linked extends Worker {}
    const { rt, exits, letters } = makeWorld();
    const [ref, peer] = [rt.spawn(Linked), rt.spawn(A)];
    rt.links.link(ref, peer);
    const work = gate<string>();
    const answer = ref.ask.wait(work.opened);
    ref.send.add();
    await settle();
    rt.kill(peer);
    void rt.stop(ref, { drain: true });
    await settle();
    expect(logged()).toEqual(["+linked", "+a"]);
    work.open("done");
    expect(await answer).toBe("done");
    await settle();
    expect([exits.map(({ reason }) => reason), letters, logged()]).toEqual([
      ["killed", "killed"],
      ["discarded add"],
      ["-linked"],
    ]);
  });
});

test("@OnStop waits for an @OnExit under way, where a linked actor takes this one along (S1)", async () => {
  const seen = gate();
  @Supervised({ maxRestarts: 0 })
  class Watcher extends Worker {
    @OnExit() async gone(): Promise<void> {
      log.push("exit");
      await seen.opened;
      log.push("seen");
    }
    @Receive() make(): void {
      rt.kill(this.ctx.spawn(A));
    }
  }
  const { rt } = makeWorld();
  const [ref, peer] = [rt.spawn(Watcher), rt.spawn(B)];
  rt.links.link(ref, peer);
  await settle();
  ref.send.make();
  await settle();
  rt.kill(peer);
  await settle();
  seen.open();
  await settle();
  expect(logged()).toEqual(["+watcher", "+b", "exit", "seen", "-watcher"]);
});

test("the deadline of a restart: the handler that is abandoned has lost its context by then (S1)", async () => {
  const work = gate();
  const lost: string[] = [];
  @Supervised({ shutdownMs: 10 })
  class Stuck extends Worker {
    @Receive() async work(): Promise<void> {
      await work.opened;
      lost.push(await failureOf(() => this.ctx.spawn(A)));
    }
  }
  const { rt, clock } = makeWorld();
  const ref = rt.spawn(Stuck);
  ref.send.work();
  await settle();
  const restarted = rt.supervision.restart(ref);
  rt.events.on("dead-letter", () => work.open());
  await clock.advance(10);
  expect([await restarted, lost]).toEqual([true, ["ERR_REVOKED"]]);
});
