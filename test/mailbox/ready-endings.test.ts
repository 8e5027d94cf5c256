/** `ref.ready()` (A3, producers): how waiting for a place ends without one. */
import { getEventListeners, setMaxListeners } from "node:events";
import { Receive, Supervised } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";
import { busy, nobody, producersOf } from "./producers";

describe("waiting for a place ends", () => {
  test.each(["kill", "stop", "drain", "shutdown", "parent"] as const)(
    "S6: with the actor, at once and for everybody: %s",
    async (end) => {
      const { rt, clock } = setUp();
      const parent = rt.spawn(Recorder);
      const ref = rt.spawn(Recorder, { mailbox: { capacity: 1 }, parent });
      const until = gate();
      ref.send.hold(until);
      await settle();
      ref.send.take(1);
      const outcomes = Promise.all([
        codeOf(ref.ready()),
        codeOf(ref.ready({ timeoutMs: 50, level: "CRITICAL" })),
      ]);
      await settle();
      if (end === "kill") rt.kill(ref);
      else if (end === "stop") void ref.stop();
      else if (end === "drain") void ref.stop({ drain: true });
      else if (end === "parent") void parent.stop();
      else void rt.shutdown();
      if (end === "shutdown" || end === "parent") await settle();
      expect(await outcomes).toEqual(["ERR_ACTOR_DEAD", "ERR_ACTOR_DEAD"]);
      expect(await codeOf(ref.ready())).toBe("ERR_ACTOR_DEAD");
      until.open();
      await settle();
      expect(clock.pending).toBe(0);
      expectQuiet(rt);
    },
  );

  test("and says why the actor ended", async () => {
    const { rt } = setUp();
    const { ref } = await busy(rt, { capacity: 1 }, 1);
    const waiting = ref.ready();
    void ref.stop({ reason: "sold" });
    await expect(waiting).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", reason: "sold", target: `${ref}` });
  });

  test("S7: not with a restart", async () => {
    const { rt } = setUp();
    @Supervised()
    class Fragile extends Recorder {
      @Receive() fail(): void {
        throw new Error("fails");
      }
    }
    const until = gate();
    const ref = rt.spawn(Fragile, { mailbox: { capacity: 1 } });
    ref.send.hold(until);
    await settle();
    ref.send.fail();
    const waiting = ref.ready();
    until.open();
    await waiting;
    await settle();
    expect(ref.incarnation).toBe(1);
    expect(rt.isAlive(ref)).toBe(true);
  });

  test("at the deadline and by abort; those behind keep their place, and nothing is left", async () => {
    const { rt, clock } = setUp();
    const { ref, step } = await busy(rt, { capacity: 1 }, 1);
    const abort = new AbortController();
    const reason = new Error("changed my mind");
    const late = ref.ready({ timeoutMs: 50, level: "HIGH" });
    const aborted = ref.ready({ signal: abort.signal });
    const patient = ref.ready({
      timeoutMs: Number.POSITIVE_INFINITY,
      signal: abort.signal,
      level: "CRITICAL",
    });
    const plain = ref.ready();
    const outcomes = Promise.allSettled([late, aborted, patient, plain]);
    await clock.advance(50);
    expect(producersOf(rt, ref)).toEqual({ filed: 3, waiting: 3, promised: 0 });
    abort.abort(reason);
    expect(producersOf(rt, ref)).toEqual({ filed: 1, waiting: 1, promised: 0 });
    await step();
    expect(await outcomes).toMatchObject([
      {
        status: "rejected",
        reason: { code: "ERR_READY_TIMEOUT", level: "HIGH", timeoutMs: 50, target: `${ref}` },
      },
      { status: "rejected", reason },
      { status: "rejected", reason },
      { status: "fulfilled" },
    ]);
    await settle();
    expect(producersOf(rt, ref)).toEqual(nobody);
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
    expect(clock.pending).toBe(0);
    await expect(ref.ready({ signal: abort.signal })).rejects.toBe(reason);
  });

  test("a thousand that come and go leave nothing behind", async () => {
    const { rt, clock } = setUp();
    const { ref } = await busy(rt, { capacity: 1 }, 1);
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    const all = Array.from({ length: 1_000 }, (_, n) =>
      codeOf(n % 2 === 0 ? ref.ready({ timeoutMs: 1 + (n % 7) }) : ref.ready({ signal: abort.signal })),
    );
    await clock.advance(10);
    abort.abort(new Error("gone"));
    expect(new Set(await Promise.all(all))).toEqual(new Set(["ERR_READY_TIMEOUT", "gone"]));
    expect(producersOf(rt, ref)).toEqual(nobody);
    expect(clock.pending).toBe(0);
  });

  test("before it began, for an actor that would wait for itself", async () => {
    const { rt } = setUp();
    const codes: Promise<string>[] = [];
    const ref = rt.spawn(
      (m: string, ctx) => {
        if (m !== "go") return;
        codes.push(codeOf(ctx.self.ready()));
        ctx.self.tell("fills");
        codes.push(codeOf(ctx.self.ready()), codeOf(ctx.self.pipe(["more"])));
      },
      { mailbox: { capacity: 1 } },
    );
    ref.tell("go");
    await settle();
    expect(await Promise.all(codes)).toEqual(["resolved", "ERR_SELF_BLOCK", "ERR_SELF_BLOCK"]);
    const own = rt.spawn(
      (m: string, ctx) => (m === "go" ? ctx.self.pipe(["a", "b"]).catch(() => {}) : undefined),
      {
        mailbox: { capacity: 1 },
      },
    );
    own.tell("go");
    await settle();
    expect(rt.audit()).toMatchObject({ handled: 4, running: 0, balanced: true });
    expectQuiet(rt);
  });
});

test.each<[unknown, RegExp]>([
  [null, /^ready options must be an object of options; got null/],
  [{ levle: "HIGH" }, /did you mean "level"/],
  [{ level: "high" }, /^level must be "NORMAL", "HIGH" or "CRITICAL"; got "high"/],
  [{ level: 1 }, /^level must be .*got 1/],
  [{ timeoutMs: -1 }, /^timeoutMs must be/],
  [{ signal: {} }, /^signal must be an AbortSignal/],
])("ready(%j) rejects with what is wrong", async (options, text) => {
  const { rt } = setUp();
  for (const mailbox of [{ capacity: 1 }, undefined])
    await expect(rt.spawn(Recorder, { mailbox }).ready(options as never)).rejects.toThrow(text);
});
