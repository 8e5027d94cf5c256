/** What a full mailbox does: one policy after the other (A3), and the books in between (S4). */
import { type ActorRef, message, type Overflow, Runtime } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp, thrownCode } from "../messaging/fixture";

const take = (...args: unknown[]) => message(Recorder).take(...args);

/** A recorder that is busy until `until` opens, with room for `capacity` more. */
async function busy(rt: Runtime, capacity: number, overflow?: Overflow) {
  const until = gate();
  const ref = rt.spawn(Recorder, { mailbox: { capacity, overflow } });
  ref.send.hold(until);
  await settle();
  return { ref, until };
}

const fates = (rt: Runtime, ref: ActorRef<Recorder>, count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => rt.sendDetailed(ref, take(at + from)).fate);

describe("dropNew", () => {
  test("refuses the newest, keeps the queue, and a handled message frees a place", async () => {
    const { rt, letters } = setUp();
    const { ref, until } = await busy(rt, 2);
    expect(fates(rt, ref, 4)).toEqual(["queued", "queued", "dropped-new", "dropped-new"]);
    expect(ref.send.take(9)).toBe(false);
    expect(await codeOf(ref.ask.all())).toBe("ERR_MAILBOX_FULL");
    expect(await rt.sendAsync(ref, take(9))).toBe(false);
    expect(rt.audit()).toMatchObject({ accepted: 3, refused: 5, queued: 2, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1, 2]);
    expect(letters).toEqual([]);
    expectQuiet(rt);
  });

  test("capacity 1: the running message does not count", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt, 1);
    expect(fates(rt, ref, 2)).toEqual(["queued", "dropped-new"]);
    until.open();
    expect(await codeOf(ref.ask.all())).toBe("ERR_MAILBOX_FULL");
    await settle();
    expect(await ref.ask.all()).toEqual([1]);
  });

  test("sendMany counts what was accepted", async () => {
    const { rt } = setUp();
    const { ref } = await busy(rt, 2);
    expect(
      rt.sendMany(
        ref,
        [1, 2, 3, 4, 5].map((n) => take(n)),
      ),
    ).toBe(2);
  });
});

describe("dropOld", () => {
  test("evicts the oldest, in the head slot and in the queue; evicted asks reject", async () => {
    const { rt, letters } = setUp();
    const { ref, until } = await busy(rt, 2, "dropOld");
    const first = codeOf(ref.ask.take(1));
    const second = codeOf(ref.ask.take(2));
    expect(fates(rt, ref, 3, 3)).toEqual(["queued", "queued", "queued"]);
    expect(await first).toBe("ERR_MAILBOX_FULL");
    expect(await second).toBe("ERR_MAILBOX_FULL");
    expect(letters).toMatchObject([
      { fate: "evicted", message: "take", payload: [1] },
      { fate: "evicted", payload: [2] },
      { fate: "evicted", payload: [3] },
    ]);
    expect(rt.audit()).toMatchObject({ evicted: 3, queued: 2, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([4, 5]);
    expectQuiet(rt);
  });

  test("a listener that sends, or that kills the actor, does not break capacity or balance", async () => {
    for (const meddle of ["send", "kill"] as const) {
      const { rt } = setUp();
      const { ref, until } = await busy(rt, 2, "dropOld");
      let meddled = 0;
      const sizes: (number | undefined)[] = [];
      rt.events.on("dead-letter", () => {
        sizes.push(rt.mailboxes.size(ref));
        expect(rt.audit().balanced).toBe(true);
        if (meddled++ > 0) return;
        if (meddle === "send") ref.send.take("meddled");
        else rt.kill(ref);
      });
      fates(rt, ref, 4);
      expect(Math.max(...sizes.map((size) => size ?? 0))).toBeLessThanOrEqual(2);
      expect(rt.audit().balanced).toBe(true);
      until.open();
      await settle();
      expectQuiet(rt);
    }
  });

  test("a listener that aborts the evicted ask takes nothing else out of the mailbox", async () => {
    const { rt } = setUp();
    const { ref, until } = await busy(rt, 2, "dropOld");
    const abort = new AbortController();
    rt.events.on("dead-letter", () => abort.abort(new Error("listener")));
    const evicted = codeOf(ref.asking({ signal: abort.signal }).take(1));
    fates(rt, ref, 2, 2);
    expect(await evicted).toBe("ERR_MAILBOX_FULL");
    expect(rt.mailboxes.size(ref)).toBe(2);
    expect(rt.audit().balanced).toBe(true);
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([2, 3]);
  });
});

describe("redirect", () => {
  async function chain(rt: Runtime, length: number) {
    const actors = await Promise.all(Array.from({ length }, () => busy(rt, 1)));
    for (const [at, { ref }] of actors.entries()) {
      const next = actors[at + 1]?.ref;
      if (next !== undefined) rt.mailboxes.setOverflow(ref, { redirect: next });
      if (next !== undefined) ref.send.take("fill");
    }
    return actors.map(({ ref }) => ref);
  }

  test("the message is handled by the target alone, and counts once", async () => {
    const { rt } = setUp();
    const target = rt.spawn(Recorder);
    const { ref, until } = await busy(rt, 1, { redirect: target });
    expect(fates(rt, ref, 3)).toEqual(["queued", "redirected", "redirected"]);
    expect(await ref.ask.take(4)).toBe(3);
    expect(await target.ask.all()).toEqual([2, 3, 4]);
    expect(rt.audit()).toMatchObject({ accepted: 6, refused: 0, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1]);
    expectQuiet(rt);
  });

  test("chains lead up to 8 steps away", async () => {
    const { rt } = setUp();
    const eight = await chain(rt, 9);
    expect(rt.sendDetailed(eight[0] as ActorRef<Recorder>, take("far")).fate).toBe("redirected");
    expect(rt.mailboxes.size(eight[8] as ActorRef<Recorder>)).toBe(1);
    const nine = await chain(rt, 10);
    expect(rt.sendDetailed(nine[0] as ActorRef<Recorder>, take("too far")).fate).toBe("redirect-cycle");
    expect(rt.mailboxes.size(nine[9] as ActorRef<Recorder>)).toBe(0);
    expect(rt.audit().balanced).toBe(true);
  });

  test("a circle refuses with one event, and rejects an ask", async () => {
    const { rt } = setUp();
    const { ref: a } = await busy(rt, 1);
    const { ref: b } = await busy(rt, 1, { redirect: a });
    rt.mailboxes.setOverflow(a, "redirect", b);
    a.send.take(1);
    b.send.take(1);
    const events: unknown[] = [];
    rt.events.on("redirect-cycle", (event) => events.push(event.depth));
    expect(rt.sendDetailed(a, take(2))).toMatchObject({ accepted: false, fate: "redirect-cycle" });
    expect(events).toEqual([8]);
    expect(await codeOf(a.ask.take(3))).toBe("ERR_REDIRECT_CYCLE");
    expect(rt.audit()).toMatchObject({ refused: 2, accepted: 4, balanced: true });
  });

  test("a dead target refuses, and an ask says who is dead", async () => {
    const { rt, letters } = setUp();
    const target = rt.spawn(Recorder);
    const { ref } = await busy(rt, 1, { redirect: target });
    await target.stop();
    ref.send.take(1);
    expect(rt.sendDetailed(ref, take(2))).toEqual({ accepted: false, fate: "dead", level: "CRITICAL" });
    const error = (await ref.ask.take(3).catch((e: unknown) => e)) as { code: string; target: string };
    expect(error).toMatchObject({ code: "ERR_ACTOR_DEAD", target: `Recorder#${target.pid}` });
    expect(letters.map(({ fate, target: pid }) => [fate, pid])).toEqual([
      ["dead", target.pid],
      ["dead", target.pid],
    ]);
  });

  test("an ask that was redirected can be aborted where it is now", async () => {
    const { rt } = setUp();
    const { ref: target } = await busy(rt, 5);
    const { ref } = await busy(rt, 1, { redirect: target });
    ref.send.take(1);
    const abort = new AbortController();
    const reply = codeOf(ref.asking({ signal: abort.signal }).take(2));
    expect(rt.mailboxes.size(target)).toBe(1);
    abort.abort(new Error("enough"));
    expect(await reply).toBe("enough");
    expect(rt.mailboxes.size(target)).toBe(0);
    expect(rt.mailboxes.size(ref)).toBe(1);
    expect(rt.audit()).toMatchObject({ discarded: 1, balanced: true });
  });

  test("a virtual target wakes up", async () => {
    const { rt } = setUp();
    const target = rt.virtual(Recorder, "spare");
    const { ref } = await busy(rt, 1, { redirect: target });
    ref.send.take(1);
    expect(rt.sendDetailed(ref, take(2)).fate).toBe("redirected");
    expect(await target.ask.all()).toEqual([2]);
  });
});

describe("setOverflow", () => {
  test("errors: unbounded, unknown policy, missing, dead, own or foreign target", async () => {
    const { rt } = setUp();
    const unbounded = rt.spawn(Recorder);
    const { ref } = await busy(rt, 1);
    const dead = rt.spawn(Recorder);
    await dead.stop();
    const foreign = setUp().rt.spawn(Recorder);
    const set = (...args: unknown[]) =>
      thrownCode(() => rt.mailboxes.setOverflow(...(args as Parameters<typeof rt.mailboxes.setOverflow>)));
    expect(set(unbounded, "block")).toBe("ERR_NOT_BOUNDED");
    expect(set(dead, "block")).toBe("ERR_ACTOR_NOT_FOUND");
    expect(set(99, "block")).toBe("ERR_ACTOR_NOT_FOUND");
    expect(set(foreign, "block")).toBe("ERR_FOREIGN_TARGET");
    for (const policy of [
      "drop",
      "",
      null,
      undefined,
      5,
      {},
      { redirect: 1, spill: 2 },
      { redirect: undefined },
    ])
      expect(set(ref, policy)).toBe("ERR_INVALID_ARG");
    for (const name of ["redirect", "spill"]) {
      for (const target of [undefined, null, ref, ref.pid, dead, dead.pid, 99, -1, {}])
        expect(set(ref, name, target)).toBe("ERR_INVALID_ARG");
      expect(set(ref, name, foreign)).toBe("ERR_FOREIGN_TARGET");
      expect(set(ref, { [name]: ref })).toBe("ERR_INVALID_ARG");
    }
    ref.send.take(1);
    expect(rt.sendDetailed(ref, take(2)).fate).toBe("dropped-new");
  });

  test.each([
    ["DROPOLD", "queued"],
    ["dropnew", "dropped-new"],
    ["Block", "parked"],
    ["REDIRECT", "redirected"],
    ["sPill", "spilled"],
  ])("names are read case-insensitively: %s", async (policy, fate) => {
    const { rt } = setUp();
    const { ref } = await busy(rt, 1);
    rt.mailboxes.setOverflow(ref.pid, policy as "block", rt.spawn(Recorder));
    ref.send.take(1);
    expect(rt.sendDetailed(ref, take(2)).fate).toBe(fate);
  });

  test("S2: a change to dropOld while messages are parked keeps their order", async () => {
    const { rt, letters } = setUp();
    const { ref, until } = await busy(rt, 2, "block");
    fates(rt, ref, 4);
    rt.mailboxes.setOverflow(ref, "dropOld");
    expect(rt.sendDetailed(ref, take(5)).accepted).toBe(true);
    expect(rt.audit()).toMatchObject({ queued: 2, parked: 2, evicted: 1, balanced: true });
    expect(letters).toMatchObject([{ payload: [1] }]);
    rt.mailboxes.setOverflow(ref, "dropNew");
    expect(rt.sendDetailed(ref, take(6)).fate).toBe("dropped-new");
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([2, 3, 4, 5]);
    expectQuiet(rt);
  });
});
