/** Order (S2), and one handler at a time (S1). */
import { ActorContext, type ActorRef, injected, Receive } from "../../src";
import { expectQuiet, type Gate, gate, Recorder, settle, setUp } from "./fixture";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

describe("S2: first in, first out", () => {
  test("100,000 messages across head slot, queue and chunks", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    for (let n = 0; n < 100_000; n++) ref.send.take(n);
    const got = await ref.ask.all();
    expect(got).toHaveLength(100_000);
    expect(got.every((n, at) => n === at)).toBe(true);
    expectQuiet(rt);
  });

  test.each([1, 2, 3, 5, 127, 128, 129, 255, 256, 257, 1_000])(
    "waves of %i, sent while the actor is busy",
    async (size) => {
      const { rt } = setUp();
      const ref = rt.spawn(Recorder);
      let next = 0;
      for (let wave = 0; wave < 5; wave++) {
        const until = gate();
        ref.send.hold(until);
        if (wave % 2 === 0) await settle();
        for (let n = 0; n < size; n++) ref.send.take(next++);
        until.open();
        if (wave % 3 === 0) await settle();
      }
      expect(await ref.ask.all()).toEqual(upTo(5 * size));
    },
  );

  test("send, tell, ask and sendAsync of one sender keep their order among each other", async () => {
    const { rt } = setUp();
    const got: unknown[] = [];
    const ref = rt.spawn((m: number) => void got.push(m));
    for (let n = 0; n < 100; n += 5) {
      ref.tell(n);
      rt.send(ref, n + 1);
      void rt.ask(ref, n + 2);
      void rt.sendAsync(ref, n + 3);
      rt.sendMany(ref, [n + 4]);
    }
    await settle();
    expect(got).toEqual(upTo(100));
  });

  test("sends from inside a handler, to itself and to others, come after what was queued", async () => {
    const { rt } = setUp();
    const log: string[] = [];
    const other = rt.spawn((m: string) => void log.push(`other ${m}`));
    const ref = rt.spawn((m: string, ctx) => {
      log.push(m);
      if (m !== "first") return;
      expect(rt.send(ctx.self.pid, "to self 1")).toBe(true);
      expect(rt.send(ctx.self.pid, "to self 2")).toBe(true);
      other.tell("1");
      log.push("first ends");
    });
    ref.tell("first");
    ref.tell("second");
    await settle();
    expect(log).toEqual(["first", "first ends", "second", "to self 1", "to self 2", "other 1"]);
    expectQuiet(rt);
  });
});

class Turnstile {
  inside = 0;
  most = 0;
  readonly log: string[] = [];

  @Receive() async pass(name: string, until: Promise<void>): Promise<string> {
    this.log.push(`${name} in`);
    this.inside++;
    this.most = Math.max(this.most, this.inside);
    await until;
    this.inside--;
    this.log.push(`${name} out`);
    return name;
  }

  @Receive() seen(): { most: number; log: string[] } {
    return { most: this.most, log: [...this.log] };
  }
}

function pass(ref: ActorRef<Turnstile>, count: number): { gates: Gate[]; replies: Promise<string>[] } {
  const gates = upTo(count).map(() => gate());
  return { gates, replies: gates.map((until, at) => ref.ask.pass(String(at), until)) };
}

describe("S1: one handler at a time, also across await", () => {
  test("async handlers never overlap, whichever promise settles first", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Turnstile);
    const { gates, replies } = pass(ref, 5);
    for (const until of gates.toReversed()) {
      until.open();
      await settle();
    }
    expect(await Promise.all(replies)).toEqual(["0", "1", "2", "3", "4"]);
    const { most, log } = await ref.ask.seen();
    expect(most).toBe(1);
    expect(log).toEqual(upTo(5).flatMap((n) => [`${n} in`, `${n} out`]));
  });

  test("not even when the first message after a start is async and others wait already", async () => {
    for (let waiting = 1; waiting < 70; waiting += 3) {
      const { rt } = setUp();
      const ref = rt.spawn(Turnstile);
      const until = gate();
      for (let n = 0; n < waiting; n++) ref.send.pass(String(n), until);
      await settle();
      expect(rt.audit()).toMatchObject({ running: 1, queued: waiting - 1, handled: 0, balanced: true });
      until.open();
      expect(await ref.ask.seen()).toMatchObject({ most: 1 });
    }
  });

  test("at every position in a turn and at every stride of the scheduler", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Turnstile, { budget: 7 });
    for (let before = 0; before < 40; before++) {
      for (let n = 0; n < before; n++) ref.send.seen();
      const until = gate();
      ref.send.pass("a", until);
      ref.send.pass("b", until);
      await settle();
      expect(rt.audit()).toMatchObject({ running: 1, queued: 1 });
      until.open();
      await settle();
    }
    expect((await ref.ask.seen()).most).toBe(1);
  });

  test("reentrant: true lets them overlap", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Turnstile, { reentrant: true });
    const { gates, replies } = pass(ref, 3);
    await settle();
    expect(rt.audit()).toMatchObject({ running: 3, queued: 0, balanced: true });
    for (const until of gates.toReversed()) {
      until.open();
      await settle();
    }
    await Promise.all(replies);
    const { most, log } = await ref.ask.seen();
    expect(most).toBe(3);
    expect(log).toEqual(["0 in", "1 in", "2 in", "2 out", "1 out", "0 out"]);
  });

  test("a handler that is awaited holds back only its own actor", async () => {
    const { rt } = setUp();
    const busy = rt.spawn(Recorder);
    busy.send.hold(gate());
    busy.send.take(1);
    await settle();
    expect(await rt.spawn(Recorder).ask.take(1)).toBe(1);
    expect(rt.mailboxes.size(busy)).toBe(1);
  });
});

describe("S1: injected contexts do not confuse the order", () => {
  class SelfSender {
    private readonly ctx = injected(ActorContext) as ActorContext<SelfSender>;
    readonly got: number[] = [];

    @Receive() count(left: number): void {
      this.got.push(left);
      if (left > 0) this.ctx.self.send.count(left - 1);
    }

    @Receive() read(): number[] {
      return this.got;
    }
  }

  test("a self-sender handles one message after the other", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(SelfSender);
    ref.send.count(1_000);
    await settle();
    expect(await ref.ask.read()).toEqual(upTo(1_001).reverse());
  });
});
