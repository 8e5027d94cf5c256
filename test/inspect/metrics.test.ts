/** A runtime in numbers: they agree with what happened, with each other, and with the audit. */
import { Receive, Supervised } from "../../src";
import { gate, settle, setUp, thrownCode } from "../messaging/fixture";

@Supervised({ maxRestarts: 2 })
class Worker {
  @Receive() hold(until: Promise<unknown>): Promise<unknown> {
    return until;
  }
  @Receive() note(text: string): string {
    return text;
  }
  @Receive() crash(): void {
    throw new Error("crash");
  }
}

test("a fresh runtime has nothing but its time", async () => {
  const { rt, clock } = setUp();
  await clock.advance(1_234);
  const metrics = rt.inspect.metrics();
  expect(metrics).toEqual({
    actors: { live: 0, active: 0, dormant: 0, spawned: 0, exited: 0, restarted: 0 },
    messages: rt.audit(),
    deadLetters: expect.objectContaining({ dead: 0, unknown: 0, failed: 0, unhandled: 0, discarded: 0 }),
    timers: 0,
    asks: 0,
    shedding: { on: false, active: false, capacity: undefined },
    uptimeMs: 1_234,
  });
  expect(JSON.parse(JSON.stringify(metrics))).toMatchObject({
    uptimeMs: 1_234,
    messages: { balanced: true },
  });
});

test("lives: spawned, dormant, restarted, exited", async () => {
  const { rt, clock } = setUp();
  const plain = rt.spawn(Worker);
  const sleepy = rt.virtual(Worker, "k", { idleTimeoutMs: 50 });
  rt.virtual(Worker, "never woken");
  rt.virtual(Worker, "k");
  const actors = (): unknown => rt.inspect.metrics().actors;
  expect(actors()).toEqual({ live: 3, active: 1, dormant: 2, spawned: 3, exited: 0, restarted: 0 });
  sleepy.send.note("x");
  expect(actors()).toMatchObject({ live: 3, active: 2, dormant: 1 });
  for (let n = 0; n < 2; n++) {
    plain.send.crash();
    await settle();
  }
  expect(actors()).toMatchObject({ live: 3, exited: 0, restarted: 2 });
  await clock.advance(50);
  expect(actors()).toMatchObject({ active: 1, dormant: 2 });
  plain.send.crash(); // one too many
  await settle();
  rt.kill(sleepy);
  expect(actors()).toEqual({ live: 1, active: 0, dormant: 1, spawned: 3, exited: 2, restarted: 2 });
  await rt.shutdown();
  expect(actors()).toEqual({ live: 0, active: 0, dormant: 0, spawned: 3, exited: 3, restarted: 2 });
});

test("a spawn that failed was none", () => {
  const { rt } = setUp();
  rt.spawn(Worker, { name: "taken" });
  for (const options of [{ name: "taken" }, { budget: 0 }, { path: "no slash" }])
    expect(thrownCode(() => rt.spawn(Worker, options))).not.toBe("nothing thrown");
  expect(rt.inspect.metrics().actors).toMatchObject({ live: 1, spawned: 1, exited: 0 });
});

test("what listeners see of lives adds up at every moment", async () => {
  const { rt } = setUp();
  const off: unknown[] = [];
  const check = (): void => {
    const { live, active, dormant, spawned, exited } = rt.inspect.metrics().actors;
    if (live !== spawned - exited || live !== active + dormant) off.push(rt.inspect.metrics().actors);
  };
  for (const kind of ["spawned", "exited", "restarted", "replaced", "dead-letter"] as const)
    rt.events.on(kind, check);
  rt.events.on("replaced", ({ now }) => rt.kill(now));
  rt.spawn(Worker, { path: "/one" });
  rt.spawn(Worker, { path: "/one" }).send.crash();
  await settle();
  await rt.shutdown();
  expect(off).toEqual([]);
});

test("messages, dead letters, timers and asks that wait", async () => {
  const { rt, clock } = setUp();
  const ref = rt.spawn(Worker);
  const until = gate();
  const replies = [ref.ask.hold(until), ref.asking({ timeoutMs: Number.POSITIVE_INFINITY }).note("a")];
  const late = ref.asking({ timeoutMs: 10 }).note("b");
  rt.timers.after(ref.pid, 100, { type: "tick" });
  const tick = rt.timers.every(ref.pid, 100, { type: "tick" });
  rt.send(99_999, "nobody");
  await settle();
  expect(rt.inspect.metrics()).toMatchObject({
    messages: { queued: 2, running: 1, refused: 1 },
    deadLetters: { unknown: 1, unhandled: 0 },
    timers: 2,
    asks: 3,
  });
  expect(rt.inspect.metrics().messages).toEqual(rt.audit());
  const expired = late.catch((error: { code: string }) => error.code);
  await clock.advance(100);
  expect(await expired).toBe("ERR_ASK_TIMEOUT");
  tick.cancel();
  until.open();
  await Promise.all(replies);
  await settle();
  expect(rt.inspect.metrics()).toMatchObject({ deadLetters: { unhandled: 2 }, timers: 0, asks: 0 });
});

test("what it returned stays as it was", () => {
  const { rt } = setUp();
  const before = rt.inspect.metrics();
  rt.send(99_999, "nobody");
  expect(before.deadLetters.unknown).toBe(0);
  expect(before.messages.refused).toBe(0);
});
