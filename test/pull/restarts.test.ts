/** Restarts, hot swap, links, virtual keys, pools: pull actors are actors like all the others. */
import {
  Actor,
  ActorContext,
  type Envelope,
  type ExitSignal,
  type Mailbox,
  OnExit,
  OnStart,
  OnStop,
  Receive,
  Supervised,
} from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, letters, makeRuntime, takeInHand, thrownCode } from "./fixture";

const steps: string[] = [];
beforeEach(() => void steps.splice(0));

@Actor({ mode: "pull" })
@Supervised({ maxRestarts: 2, withinMs: 1_000 })
class Worker {
  @OnStart() async start(): Promise<void> {
    steps.push("start");
  }

  @OnStop() stop(): void {
    steps.push("stop");
  }

  async run(mailbox: Mailbox<string>): Promise<void> {
    steps.push("run");
    await mailbox.receive((m) => m === "go");
    for await (const m of mailbox) {
      steps.push(m);
      if (m.startsWith("bad")) throw new Error(m);
      mailbox.reply(`${m} done`);
    }
  }
}

test("S7: a restart keeps the queue and what was put aside, in order; the hooks run around it", async () => {
  const rt = makeRuntime();
  const ref = rt.spawn(Worker);
  for (const m of ["a", "bad", "b", "go", "c", "go", "d"]) ref.tell(m);
  const asked = rt.ask(ref, "e");
  expect(await asked).toBe("e done");
  expect(steps).toEqual(["start", "run", "a", "bad", "stop", "start", "run", "b", "c", "d", "e"]);
  expect(ref.incarnation).toBe(1);
  await ref.stop();
  expect(books(rt)).toEqual({ handled: 7, failed: 1, balanced: true });
});

test("S7: one restart too many ends it, and the rest of the queue", async () => {
  const rt = makeRuntime();
  const ref = rt.spawn(Worker);
  for (const m of ["go", "bad1", "go", "bad2", "go", "bad3", "go", "x"]) ref.tell(m);
  expect(await rt.join(ref)).toMatchObject({ reason: "panic", restarts: 2 });
  expect(letters(rt)).toEqual(["failed bad1", "failed bad2", "failed bad3", "discarded go", "discarded x"]);
});

test("S7: run of a supervised class that returns is a normal exit: it does not come back", async () => {
  const rt = makeRuntime();
  @Actor({ mode: "pull" })
  @Supervised()
  class Once {
    run(): void {}
  }
  expect(await rt.join(rt.spawn(Once as new () => { run(mailbox: Mailbox<string>): void }))).toMatchObject({
    reason: "normal",
    restarts: 0,
  });
});

test("S1: a mailbox of the incarnation before is revoked, and takes nothing from the one after", async () => {
  const rt = makeRuntime();
  const held: Mailbox<number>[] = [];
  @Actor({ mode: "pull" })
  @Supervised()
  class Held {
    async run(mailbox: Mailbox<number>): Promise<void> {
      held.push(mailbox);
      if ((await mailbox.receive()) === 0) throw new Error("zero");
      await mailbox.receive();
    }
  }
  const ref = rt.spawn(Held);
  ref.tell(0);
  await settle(rt);
  const [before, after] = held as [Mailbox<number>, Mailbox<number>];
  expect(await codeOf(before.receive())).toBe("ERR_REVOKED");
  expect(thrownCode(() => before.tryReceive())).toBe("ERR_REVOKED");
  expect([before.closed, after.closed]).toEqual([true, false]);
  ref.tell(1);
  expect(before.reply(1)).toBe(false);
  await ref.stop({ drain: true });
});

test("a swap closes the mailbox; the queue, and what was put aside, run on the new code in order", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const first = async (mailbox: Mailbox<string>): Promise<void> => {
    await mailbox.receive((m) => m === "go");
    got.push(`first closed: ${String(mailbox.closed)}`, String(await mailbox.receive((m) => m === "never")));
  };
  const second = async (mailbox: Mailbox<string>): Promise<void> => {
    for await (const m of mailbox) got.push(m);
  };
  const ref = rt.spawnPull(first);
  for (const m of ["a", "b", "go", "c"]) ref.tell(m);
  await settle(rt);
  const swapped = rt.behaviors.swap(ref, second);
  ref.tell("d");
  expect(await swapped).toBe(2);
  await settle(rt);
  expect(got).toEqual(["first closed: false", "undefined", "a", "b", "c", "d"]);
  expect(books(rt)).toEqual({ handled: 5, balanced: true });
});

test("a swap that is asked for in the middle of a message waits for the next receive", async () => {
  const rt = makeRuntime();
  const hand = await takeInHand<number>(rt);
  for (const n of [1, 2]) hand.ref.tell(n);
  expect(await hand.mailbox.receive()).toBe(1);
  const got: number[] = [];
  const swapped = rt.behaviors.swap(hand.ref, async (mailbox: Mailbox<number>) => {
    for await (const n of mailbox) got.push(n);
  });
  expect(hand.mailbox.closed).toBe(true);
  expect(hand.mailbox.tryReceive()).toBeUndefined();
  expect(await hand.mailbox.receive()).toBeUndefined();
  expect(got).toEqual([]);
  hand.end();
  expect(await swapped).toBe(2);
  await settle(rt);
  expect(got).toEqual([2]);
});

test("exits come by receive({ system: true }), before messages, to who asked for them", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, ctx, end } = await takeInHand<number>(rt, { trapExit: true });
  const child = ctx.spawn((_: number) => {});
  const friend = rt.spawn((_: number) => {});
  ctx.monitor(friend);
  ref.tell(1);
  await Promise.all([child.stop(), friend.stop({ reason: "done" })]);
  expect(await mailbox.receive()).toBe(1);
  expect(mailbox.tryReceive()).toBeUndefined();
  ref.tell(2);
  const isDown = (envelope: Envelope<number>): boolean => envelope.system?.type === "DOWN";
  expect((await mailbox.receive(isDown, { system: true }))?.system).toMatchObject({ reason: "done" });
  expect((await mailbox.receive({ system: true }))?.system).toMatchObject({
    type: "EXIT",
    target: child.pid,
  });
  expect(await mailbox.receive({ system: true })).toEqual({ message: 2 });
  const waiting = mailbox.receive(isDown, { system: true, timeoutMs: 50 });
  const late = rt.spawn((_: number) => {});
  ctx.monitor(late);
  ref.tell(3);
  rt.kill(late);
  expect((await waiting)?.system).toMatchObject({ type: "DOWN", reason: "killed" });
  expect(mailbox.tryReceive()).toBe(3);
  end();
});

test("a class with @OnExit is called for exits instead, between two receives", async () => {
  const rt = makeRuntime();
  @Actor({ mode: "pull", trapExit: true })
  class Watcher {
    constructor(private readonly ctx: ActorContext<Watcher>) {}

    @OnExit() async gone(signal: ExitSignal): Promise<void> {
      steps.push(`${signal.type} ${signal.reason}`);
    }

    async run(mailbox: Mailbox<string>): Promise<void> {
      const child = this.ctx.spawn((_: string) => {});
      for await (const m of mailbox) {
        steps.push(m);
        if (m === "stop child") await child.stop();
      }
    }
  }
  const ref = rt.spawn(Watcher);
  for (const m of ["a", "stop child", "b"]) ref.tell(m);
  await settle(rt);
  expect(steps).toEqual(["a", "stop child", "EXIT normal", "b"]);
  await ref.stop();
});

test("S11: a linked exit brings a supervised pull actor down in the middle of its work, and it starts again", async () => {
  const rt = makeRuntime();
  const gates: (() => void)[] = [];
  @Actor({ mode: "pull" })
  @Supervised()
  class Linked {
    constructor(private readonly ctx: ActorContext<Linked>) {}

    async run(mailbox: Mailbox<number>): Promise<void> {
      for await (const pid of mailbox) {
        steps.push("took one");
        if (pid > 0) this.ctx.link(pid);
        if (pid > 0) await new Promise<void>((open) => void gates.push(open));
      }
    }
  }
  const friend = rt.spawn((_: number) => {});
  const ref = rt.spawn(Linked);
  const asked = codeOf(rt.ask(ref, friend.pid));
  ref.tell(0);
  await settle(rt, { inFlight: "ignore" });
  rt.kill(friend);
  expect(await asked).toBe("ERR_ACTOR_DEAD");
  await settle(rt);
  expect(steps).toEqual(["took one", "took one"]);
  expect(ref.incarnation).toBe(1);
  gates[0]?.();
  await ref.stop();
  expect(books(rt)).toEqual({ handled: 1, discarded: 1, balanced: true });
});

test("a virtual pull class: the first message starts run, its return frees the key", async () => {
  const rt = makeRuntime();
  @Actor({ mode: "pull", virtual: true })
  class Desk {
    constructor(private readonly ctx: ActorContext<Desk>) {}

    async run(mailbox: Mailbox<string>): Promise<void> {
      for await (const m of mailbox) {
        mailbox.reply(`${this.ctx.key} ${m}`);
        if (m === "bye") return;
      }
    }
  }
  const desk = rt.virtual(Desk, "JFK");
  expect(rt.isActive(desk)).toBe(false);
  expect(await rt.ask(desk, "hi")).toBe("JFK hi");
  expect(rt.virtual(Desk, "JFK")).toBe(desk);
  expect(await rt.ask(desk, "bye")).toBe("JFK bye");
  await rt.join(desk);
  const next = rt.virtual(Desk, "JFK");
  expect(next).not.toBe(desk);
  expect(await rt.ask(next, "hi")).toBe("JFK hi");
  expect(thrownCode(() => rt.virtual(Desk, "LAX", { idleTimeoutMs: 5 }))).toBe("ERR_INVALID_ARG");
});

test("a pull actor has no messages by name, and a push class is not to be pulled", async () => {
  const rt = makeRuntime();
  const ref = rt.spawn(Worker) as unknown as { send: { run(): boolean } };
  expect(thrownCode(() => ref.send.run())).toBe("ERR_NOT_A_MESSAGE");
  class Push {
    @Receive() hi(): void {}
  }
  expect(thrownCode(() => rt.spawnPull(Push))).toBe("ERR_INVALID_ARG");
  @Actor({ mode: "pull" })
  class Both {
    @Receive() hi(): void {}
    run(_: Mailbox<string>): void {}
  }
  @Actor({ mode: "pull" })
  class Neither {}
  @Actor({ mode: "pull", virtual: { idleTimeoutMs: 5 } })
  class Sleeper {
    run(_: Mailbox<string>): void {}
  }
  for (const type of [Both, Neither, Sleeper]) {
    expect(thrownCode(() => rt.spawn(type))).toBe("ERR_BAD_DECORATOR");
  }
});
