/** The policy "block": messages that wait in front of a full mailbox (A3), sends that wait with them. */
import { limits, message, Receive, Runtime, Supervised } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";

const take = (...args: unknown[]) => message(Recorder).take(...args);

async function busy(rt: Runtime, capacity = 1) {
  const until = gate();
  const ref = rt.spawn(Recorder, { mailbox: { capacity, overflow: "block" } });
  ref.send.hold(until);
  await settle();
  return { ref, until };
}

describe("block: S2 holds across the lane", () => {
  test("parked messages move up first in, first out, one for each place", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt, 2);
    const fates = Array.from({ length: 5 }, (_, n) => rt.sendDetailed(ref, take(n)).fate);
    expect(fates).toEqual(["queued", "queued", "parked", "parked", "parked"]);
    expect(rt.mailboxes.size(ref)).toBe(2);
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([0, 1, 2, 3, 4]);
    expectQuiet(rt);
  });

  test("sends, asks and sendAsync share one line; two producers take turns", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt);
    const settled: string[] = [];
    const produce = async (name: string): Promise<void> => {
      for (let n = 0; n < 50; n++) {
        expect(await rt.sendAsync(ref, take(`${name}${n}`))).toBe(true);
        settled.push(`${name}${n}`);
      }
    };
    const producers = [produce("a"), produce("b")];
    await settle();
    until.open();
    await Promise.all(producers);
    const got = (await ref.ask.all()) as string[];
    expect(got).toHaveLength(100);
    for (const name of ["a", "b"])
      expect(got.filter((m) => m.startsWith(name))).toEqual(
        Array.from({ length: 50 }, (_, n) => `${name}${n}`),
      );
    let lead = 0;
    for (const m of got) {
      lead += m.startsWith("a") ? 1 : -1;
      expect(Math.abs(lead)).toBeLessThanOrEqual(3);
    }
    expect(settled).toHaveLength(100);
    expectQuiet(rt);
  });

  test("a self-send from a handler parks, and is handled", async () => {
    const { rt } = setUp();
    const got: string[] = [];
    const ref = rt.spawn(
      (m: string, ctx) => {
        got.push(m);
        if (m === "go") for (const n of [1, 2, 3]) expect(rt.send(ctx.self.pid, `self ${n}`)).toBe(true);
      },
      { mailbox: { capacity: 1, overflow: "block" } },
    );
    ref.tell("go");
    await settle();
    expect(got).toEqual(["go", "self 1", "self 2", "self 3"]);
  });

  test("awaiting room in one's own full mailbox rejects ERR_SELF_BLOCK; with room it sends", async () => {
    const { rt } = setUp();
    const codes: Promise<string>[] = [];
    const ref = rt.spawn(
      (m: string, ctx) => {
        if (m !== "go") return;
        codes.push(codeOf(rt.sendAsync(ctx.self.pid, "fits")));
        codes.push(codeOf(rt.sendAsync(ctx.self.pid, "waits")));
      },
      { mailbox: { capacity: 1, overflow: "block" } },
    );
    ref.tell("go");
    await settle();
    expect(await Promise.all(codes)).toEqual(["resolved", "ERR_SELF_BLOCK"]);
    expectQuiet(rt);
  });
});

describe("block: the lane is bounded and gives way", () => {
  test(`S13: at parkedMax a send is refused, sendAsync resolves false, an ask rejects`, async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt);
    let accepted = 0;
    for (let n = 0; n < limits.parkedMax + 1; n++) if (ref.send.take(n)) accepted++;
    expect(accepted).toBe(limits.parkedMax + 1);
    expect(rt.sendDetailed(ref, take("no")).fate).toBe("dropped-new");
    expect(await rt.sendAsync(ref, take("no"))).toBe(false);
    expect(await codeOf(ref.ask.take("no"))).toBe("ERR_MAILBOX_FULL");
    expect(rt.audit()).toMatchObject({ parked: limits.parkedMax, queued: 1, refused: 3, balanced: true });
    until.open();
    await settle();
    const got = await ref.ask.all();
    expect(got).toHaveLength(limits.parkedMax + 1);
    expect(got.every((n, at) => n === at)).toBe(true);
    expectQuiet(rt);
  });

  test("abort and timeout take a waiting send back; the others keep their order", async () => {
    const { rt, clock } = setUp();
    const { ref, until } = await busy(rt);
    ref.send.take(0);
    const abort = new AbortController();
    const reason = new Error("changed my mind");
    const waiting = [
      rt.sendAsync(ref, take(1)),
      rt.sendAsync(ref, take(2), { signal: abort.signal }),
      rt.sendAsync(ref, take(3), { timeoutMs: 50 }),
      rt.sendAsync(ref, take(4), { timeoutMs: Number.POSITIVE_INFINITY }),
    ];
    const outcomes = Promise.allSettled(waiting);
    abort.abort(reason);
    await clock.advance(50);
    expect(rt.audit()).toMatchObject({ parked: 2, queued: 1, balanced: true });
    until.open();
    expect(await outcomes).toEqual([
      { status: "fulfilled", value: true },
      { status: "rejected", reason },
      { status: "fulfilled", value: false },
      { status: "fulfilled", value: true },
    ]);
    expect(await ref.ask.all()).toEqual([0, 1, 4]);
    await settle();
    expect(clock.pending).toBe(0);
    const late = AbortSignal.abort(reason);
    await expect(rt.sendAsync(ref, take(5), { signal: late })).rejects.toBe(reason);
    expectQuiet(rt);
  });

  test("S11: an ask that waits in the lane can be aborted; the reason is the signal's", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt);
    ref.send.take(0);
    const abort = new AbortController();
    const reply = ref
      .asking({ signal: abort.signal })
      .take(1)
      .catch((error: unknown) => error);
    const other = ref.ask.take(2);
    abort.abort("plain reason");
    expect(await reply).toBe("plain reason");
    expect(rt.audit()).toMatchObject({ parked: 1, discarded: 1, balanced: true });
    until.open();
    expect(await other).toBe(2);
    expect(await ref.ask.all()).toEqual([0, 2]);
  });

  test("the queued ask that goes makes room for a parked one", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt);
    const abort = new AbortController();
    const reply = codeOf(ref.asking({ signal: abort.signal }).take("gone"));
    const waiting = rt.sendAsync(ref, take(1));
    abort.abort(new Error("gone"));
    expect(await reply).toBe("gone");
    expect(await waiting).toBe(true);
    expect(rt.audit()).toMatchObject({ queued: 1, parked: 0, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1]);
  });

  test("death while waiting: sendAsync resolves false, asks reject, sends become dead letters", async () => {
    for (const end of ["kill", "stop"] as const) {
      const { rt, letters } = setUp();
      const { ref, until } = await busy(rt);
      ref.send.take("queued");
      ref.send.take("parked");
      const waiting = rt.sendAsync(ref, take("waiting"));
      const asked = codeOf(ref.ask.take("asked"));
      if (end === "kill") rt.kill(ref);
      else void ref.stop();
      until.open();
      expect(await waiting).toBe(false);
      expect(await asked).toBe("ERR_ACTOR_DEAD");
      await settle();
      const fates = letters.map((letter) => letter.fate);
      expect(fates).toEqual(Array(end === "kill" ? 5 : 4).fill("discarded"));
      expectQuiet(rt);
    }
  });
});

describe("bounded mailboxes and the life cycle", () => {
  test("S6: stop with drain handles what is queued and what is parked", async () => {
    const { rt, letters } = setUp();
    const got: number[] = [];
    const until = gate();
    const ref = rt.spawn((m: number) => (m === 0 ? until : void got.push(m)), {
      mailbox: { capacity: 2, overflow: "block" },
    });
    rt.sendMany(ref, [0, 1, 2]);
    await settle();
    rt.sendMany(ref, [3, 4, 5]);
    expect(rt.audit()).toMatchObject({ queued: 2, parked: 3 });
    const stopped = ref.stop({ drain: true });
    expect(ref.tell(6)).toBe(false);
    until.open();
    expect(await stopped).toBe(true);
    expect(got).toEqual([1, 2, 3, 4, 5]);
    expect(letters.map(({ payload }) => payload)).toEqual([6]);
    expectQuiet(rt);
  });

  test("S7: a restart keeps the queue and the lane", async () => {
    const { rt } = setUp();
    @Supervised()
    class Fragile {
      static readonly got: unknown[] = [];
      @Receive() async fail(until: Promise<void>): Promise<void> {
        await until;
        throw new Error("fails");
      }
      @Receive() put(n: number): void {
        Fragile.got.push(n);
      }
    }
    const until = gate();
    const ref = rt.spawn(Fragile, { mailbox: { capacity: 1, overflow: "block" } });
    ref.send.fail(until);
    await settle();
    for (let n = 0; n < 4; n++) ref.send.put(n);
    until.open();
    await settle();
    expect(ref.incarnation).toBe(1);
    expect(Fragile.got).toEqual([0, 1, 2, 3]);
    expectQuiet(rt);
  });

  test("a bounded virtual actor wakes up, fills, parks and drains", async () => {
    const { rt } = setUp();
    const ref = rt.virtual(Recorder, "k", { mailbox: { capacity: 1, overflow: "block" } });
    const fates = [1, 2, 3].map((n) => rt.sendDetailed(ref, take(n)).fate);
    expect(fates).toEqual(["queued", "parked", "parked"]);
    expect(await ref.ask.all()).toEqual([1, 2, 3]);
    expectQuiet(rt);
  });
});
