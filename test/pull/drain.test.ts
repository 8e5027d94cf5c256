/** A drain of pull actors: what is taken, by whom, and when it is over; and what may come in between. */
import { Actor, type Mailbox, OnExit } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, even, letters, makeRuntime, takeInHand } from "./fixture";

test("S6: a drain by looks alone comes to its end, too", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  mailbox.tryReceive(even);
  const stopped = rt.stop(ref, { drain: true });
  const got: unknown[] = [];
  while (!mailbox.closed) got.push(mailbox.tryReceive());
  expect(got).toEqual([1, 3]);
  end();
  expect(await stopped).toBe(true);
  expect(books(rt)).toEqual({ handled: 3, balanced: true });
});

test("S6: in a drain a selective receive that wants nothing of what is left makes way for others", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  const paused = mailbox.receive((n) => n === 0, { timeoutMs: 60_000 });
  for (const n of [1, 3]) ref.tell(n);
  const stopped = rt.stop(ref, { drain: true });
  expect(await paused).toBeUndefined();
  expect(mailbox.closed).toBe(false);
  expect([await mailbox.receive(), await mailbox.receive(), await mailbox.receive()]).toEqual([
    1,
    3,
    undefined,
  ]);
  expect(mailbox.closed).toBe(true);
  end();
  expect(await stopped).toBe(true);
  expect(letters(rt)).toEqual([]);
});

test("S6: a drain ends where a selective receive wants nothing of what is left, a second time", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3, 4]) ref.tell(n);
  const stopped = rt.stop(ref, { drain: true });
  expect([await mailbox.receive(even), await mailbox.receive(even)]).toEqual([2, 4]);
  expect(mailbox.closed).toBe(false);
  expect(await mailbox.receive(even)).toBeUndefined();
  expect(mailbox.closed).toBe(false);
  expect(await mailbox.receive(even)).toBeUndefined();
  expect(mailbox.closed).toBe(true);
  end();
  expect(await stopped).toBe(true);
  expect(letters(rt)).toEqual(["discarded 1", "discarded 3"]);
});

test("S6: a drain reaches a receive that waits already, and one that is waiting for something else", async () => {
  const rt = makeRuntime();
  const [plain, picky] = [await takeInHand<number>(rt), await takeInHand<number>(rt)];
  const waiting = [plain.mailbox.receive(), picky.mailbox.receive(even, { timeoutMs: 9_000 })];
  picky.ref.tell(1);
  await settle(rt);
  const stops = [plain, picky].map(({ ref }) => rt.stop(ref, { drain: true }));
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  plain.end();
  picky.end();
  expect(await Promise.all(stops)).toEqual([true, true]);
  expect(letters(rt)).toEqual(["discarded 1"]);
});

test("S6: a run that returns during a drain is the end, and is not called again", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  let runs = 0;
  const once = rt.spawnPull(async (own: Mailbox<number>) => {
    runs++;
    await own.receive();
  });
  for (const n of [1, 2, 3]) [ref, once].map((one) => one.tell(n));
  const stops = [ref, once].map((one) => rt.stop(one, { drain: true }));
  expect(await mailbox.receive()).toBe(1);
  end();
  expect(await Promise.all(stops)).toEqual([true, true]);
  expect(runs).toBe(1);
  expect(rt.audit()).toMatchObject({ handled: 2, discarded: 4, balanced: true });
});

test("20,000 aborted asks in front of as many messages do no harm", async () => {
  const rt = makeRuntime();
  let handled = 0;
  const ref = rt.spawnPull(async (own: Mailbox<number>) => {
    for await (const _ of own) handled++;
  });
  const abort = new AbortController();
  const asks: Promise<unknown>[] = [];
  for (let n = 0; n < 20_000; n++) asks.push(rt.ask(ref, n, { signal: abort.signal }).catch(() => {}));
  for (let n = 0; n < 20_000; n++) ref.tell(n);
  abort.abort();
  await Promise.all(asks);
  await settle(rt);
  expect([handled, rt.isAlive(ref)]).toEqual([20_000, true]);
});

test("S1: a receive whose time is up during an @OnExit hook ends after the hook", async () => {
  const rt = makeRuntime();
  const log: unknown[] = [];
  let letGo = (): void => {};
  @Actor({ mode: "pull" })
  class Watcher {
    @OnExit() async gone(): Promise<void> {
      log.push("hook begins");
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      log.push("hook ends");
    }
    async run(own: Mailbox<string>): Promise<void> {
      while (!own.closed) log.push(await own.receive({ timeoutMs: 20 }));
    }
  }
  const [watcher, other] = [rt.spawn(Watcher), rt.spawn(() => {})];
  rt.links.monitor(watcher, other);
  await settle(rt);
  await rt.stop(other);
  await settle(rt, { inFlight: "ignore" });
  await rt.clock.advance(20);
  watcher.tell("message");
  await settle(rt, { inFlight: "ignore" });
  expect(log).toEqual(["hook begins"]);
  letGo();
  await settle(rt);
  expect(log).toEqual(["hook begins", "hook ends", undefined, "message"]);
});
