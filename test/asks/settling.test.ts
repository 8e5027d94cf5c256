/** S11: an ask always settles, once, and leaves nothing behind. */
import { type AskOptions, IrisError, message, Receive, Supervised } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";

/** A recorder that is busy until `until` opens. */
async function busy(options?: { capacity?: number }) {
  const world = setUp();
  const until = gate<unknown>();
  const ref = world.rt.spawn(Recorder, { mailbox: options });
  const held = ref.asking({ timeoutMs: Number.POSITIVE_INFINITY }).hold(until);
  held.catch(() => {});
  await settle();
  return { ...world, ref, until, held };
}

class Failing {
  @Receive() throws(error: unknown): void {
    throw error;
  }
  @Receive() async rejects(error: unknown): Promise<void> {
    throw error;
  }
}

@Supervised({ maxRestarts: 1_000 })
class Lasting extends Failing {}

describe("S11: every way an ask settles", () => {
  test("the handler's own error arrives, the same object, sync and async", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Lasting);
    const errors = [new Error("own"), "text", undefined, null, 0, Object.freeze({}), Object.create(null)];
    for (const error of errors) {
      for (const reply of [ref.ask.throws(error), ref.ask.rejects(error)]) {
        const outcome = await reply.then(
          () => "resolved",
          (caught: unknown) => [caught],
        );
        expect((outcome as unknown[])[0]).toBe(error);
      }
    }
    expect(rt.audit()).toMatchObject({ failed: 2 * errors.length, balanced: true });
  });

  test("ERR_UNHANDLED, ERR_ACTOR_DEAD, ERR_MAILBOX_FULL carry who and what", async () => {
    const { rt, ref } = await busy({ capacity: 1 });
    const other = rt.spawn(Recorder);
    await expect(rt.ask(other.pid, { type: "tick" })).rejects.toMatchObject({
      code: "ERR_UNHANDLED",
      target: `Recorder#${other.pid}`,
      message: expect.stringContaining('no handler for { type: "tick" }'),
    });
    ref.send.take(1);
    await expect(ref.ask.take(2)).rejects.toMatchObject({ code: "ERR_MAILBOX_FULL", capacity: 1 });
    await other.stop({ reason: "tired" });
    await expect(other.ask.all()).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", reason: "tired" });
    await expect(rt.ask(other.pid, 1)).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", reason: "tired" });
    await expect(rt.ask(4_711, 1)).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", reason: "unknown" });
  });

  test("death settles at once what runs, what is queued and what is parked", async () => {
    const { rt, ref, held } = await busy();
    const queued = codeOf(ref.ask.all());
    rt.kill(ref);
    expect(await codeOf(held)).toBe("ERR_ACTOR_DEAD");
    expect(await queued).toBe("ERR_ACTOR_DEAD");
    expect(await codeOf(ref.ask.all())).toBe("ERR_ACTOR_DEAD");
    expectQuiet(rt);
  });

  test("a crash settles the others in the queue with the crash as cause", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Failing);
    const crash = new Error("crash");
    const first = codeOf(ref.ask.throws(crash));
    const second = ref.ask.throws(new Error("never runs")).catch((error: unknown) => error);
    expect(await first).toBe("crash");
    expect(await second).toMatchObject({ code: "ERR_ACTOR_DEAD", reason: "panic", cause: crash });
    expectQuiet(rt);
  });

  test("the deadline is 5 seconds, or what was said, by the runtime's clock", async () => {
    const { clock, ref, rt, until } = await busy();
    const log: string[] = [];
    const watch = (name: string, options?: AskOptions) => {
      const asker = options === undefined ? ref.ask : ref.asking(options);
      asker.take(name).then(
        () => log.push(`${name} replied`),
        (error: IrisError) => log.push(`${name} ${error.code} at ${clock.now()}`),
      );
    };
    watch("default");
    watch("short", { timeoutMs: 10 });
    watch("fraction", { timeoutMs: 0.5 });
    watch("undefined", { timeoutMs: undefined });
    watch("infinite", { timeoutMs: Number.POSITIVE_INFINITY });
    watch("long", { timeoutMs: 60_000 });
    watch("short too", { timeoutMs: 10 });
    await clock.advance(100_000);
    expect(log).toEqual([
      "fraction ERR_ASK_TIMEOUT at 0.5",
      "short ERR_ASK_TIMEOUT at 10",
      "short too ERR_ASK_TIMEOUT at 10",
      "default ERR_ASK_TIMEOUT at 5000",
      "undefined ERR_ASK_TIMEOUT at 5000",
      "long ERR_ASK_TIMEOUT at 60000",
    ]);
    until.open(1);
    await settle();
    expect(log.at(-1)).toBe("infinite replied");
    // What timed out is handled all the same; its replies are late.
    expect(rt.audit()).toMatchObject({ handled: 8, lateReplies: 6, balanced: true });
    expect(clock.pending).toBe(0);
  });

  test("a deadline measures from its own ask, also when the alarm was set for an earlier one", async () => {
    const { clock, ref } = await busy();
    const times: number[] = [];
    for (const wait of [0, 3, 3, 90]) {
      await clock.advance(wait);
      ref
        .asking({ timeoutMs: 10 })
        .all()
        .catch(() => times.push(clock.now()));
    }
    await clock.advance(50);
    expect(times).toEqual([10, 13, 16, 106]);
  });

  test("answered asks leave no alarm, one by one or a thousand at once", async () => {
    const { rt, clock } = setUp();
    const ref = rt.spawn(Recorder);
    for (let n = 0; n < 10; n++) await ref.asking({ timeoutMs: 1 + n }).all();
    await Promise.all(Array.from({ length: 1_000 }, () => ref.ask.all()));
    await settle();
    expect(clock.pending).toBe(0);
    const again = codeOf(ref.asking({ timeoutMs: 1 }).hold(gate()));
    await clock.advance(1);
    expect(await again).toBe("ERR_ASK_TIMEOUT");
  });
});

describe("S11: abort", () => {
  test.each([1, 2, 3, 130, 260, 600])(
    "takes request %i out of the queue; the rest keep their order",
    async (position) => {
      const { rt, ref, until } = await busy();
      const count = 600;
      const abort = new AbortController();
      let aborted: Promise<string> | undefined;
      for (let n = 1; n <= count; n++) {
        if (n === position) aborted = codeOf(ref.asking({ signal: abort.signal }).take(n));
        else ref.send.take(n);
      }
      expect(rt.mailboxes.size(ref)).toBe(count);
      abort.abort(new Error("enough"));
      expect(rt.mailboxes.size(ref)).toBe(count - 1);
      expect(rt.audit()).toMatchObject({ discarded: 1, balanced: true });
      expect(await aborted).toBe("enough");
      until.open(0);
      await settle();
      const all = Array.from({ length: count }, (_, at) => at + 1).filter((n) => n !== position);
      expect(await ref.ask.all()).toEqual(all);
      expectQuiet(rt);
    },
  );

  test("an aborted request frees its place in a bounded mailbox", async () => {
    const { ref, until } = await busy({ capacity: 2 });
    const abort = new AbortController();
    const replies = [1, 2].map((n) => codeOf(ref.asking({ signal: abort.signal }).take(n)));
    expect(ref.send.take(3)).toBe(false);
    abort.abort(new Error("enough"));
    expect(await Promise.all(replies)).toEqual(["enough", "enough"]);
    expect([ref.send.take(4), ref.send.take(5), ref.send.take(6)]).toEqual([true, true, false]);
    until.open(0);
    await settle();
    expect(await ref.ask.all()).toEqual([4, 5]);
  });

  test("10,000 aborted requests to a stuck actor leave neither messages nor chunks behind", async () => {
    const { rt, ref, until } = await busy();
    ref.send.take("first");
    for (let n = 0; n < 10_000; n++) {
      const abort = new AbortController();
      const reply = codeOf(ref.asking({ signal: abort.signal }).take(n));
      if (n === 5_000) ref.send.take("middle");
      abort.abort(new Error("enough"));
      if (n % 1_000 === 0) expect(await reply).toBe("enough");
    }
    ref.send.take("last");
    expect(rt.mailboxes.size(ref)).toBe(3);
    expect(rt.audit()).toMatchObject({ queued: 3, discarded: 10_000, balanced: true });
    until.open(0);
    await settle();
    expect(await ref.ask.all()).toEqual(["first", "middle", "last"]);
    expectQuiet(rt);
  });

  test("an aborted signal rejects before anything is sent, with the signal's reason", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    for (const reason of [new Error("mine"), "text", 0]) {
      const signal = AbortSignal.abort(reason);
      const caught = await ref
        .asking({ signal })
        .take(1)
        .catch((error: unknown) => [error]);
      expect(caught).toEqual([reason]);
    }
    const plain = rt.ask(ref, message(Recorder).all(), { signal: AbortSignal.abort() });
    await expect(plain).rejects.toMatchObject({ name: "AbortError" });
    expect(rt.audit()).toMatchObject({ accepted: 0, refused: 0 });
  });

  test("while the handler runs it settles the ask; the handler goes on and its reply is late", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    const until = gate<unknown>();
    const abort = new AbortController();
    const reply = codeOf(ref.asking({ signal: abort.signal }).hold(until));
    await settle();
    abort.abort(new Error("enough"));
    expect(await reply).toBe("enough");
    expect(rt.audit()).toMatchObject({ running: 1, discarded: 0, balanced: true });
    until.open(0);
    await settle();
    expect(rt.audit()).toMatchObject({ handled: 1, lateReplies: 1, balanced: true });
  });

  test("after the reply the signal is let go of", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    let listening = 0;
    const signal = {
      aborted: false,
      addEventListener: () => listening++,
      removeEventListener: () => listening--,
    } as unknown as AbortSignal;
    for (let n = 0; n < 3; n++) await ref.asking({ signal }).take(n);
    expect(listening).toBe(0);
    const until = gate();
    void rt.sendAsync(ref, message(Recorder).hold(until), { signal });
    expect(listening).toBe(0);
  });
});
