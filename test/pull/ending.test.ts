/** How pull actors end: run returns or throws, a stop with and without a drain, kill, shutdown, a parent's end. */
import type { Mailbox } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, even, letters, makeRuntime, takeInHand, thrownCode } from "./fixture";

test("run returning is a normal exit: what is queued are dead letters, and later messages are refused", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  await mailbox.receive(even);
  end();
  expect(await rt.join(ref)).toMatchObject({ reason: "normal", restarts: 0 });
  expect(letters(rt)).toEqual(["discarded 1", "discarded 3"]);
  expect(ref.tell(4)).toBe(false);
  expect(books(rt)).toEqual({ handled: 1, discarded: 2, refused: 1, balanced: true });
});

test("a run that returns at once, or that is no async function, ends, too", async () => {
  const rt = makeRuntime();
  const ref = rt.spawnPull((mailbox: Mailbox<number>) => mailbox.tryReceive());
  for (const n of [1, 2]) ref.tell(n);
  expect((await rt.join(ref))?.reason).toBe("normal");
  expect(books(rt)).toEqual({ handled: 1, discarded: 1, balanced: true });
  const thrower = rt.spawnPull(() => {
    throw new Error("at once");
  });
  expect(await rt.join(thrower)).toMatchObject({ reason: "panic", error: new Error("at once") });
});

test("S4: a throw without a message in work crashes the actor all the same", async () => {
  const rt = makeRuntime();
  const { ref, fail } = await takeInHand<number>(rt);
  ref.tell(1);
  fail(new Error("idle"));
  expect(await rt.join(ref)).toMatchObject({ reason: "panic" });
  expect(letters(rt)).toEqual(["discarded 1"]);
  expect(rt.log.texts("error")).toEqual([expect.stringMatching(/crashed on run and ended \(panic\)/)]);
});

test("after the end of run, calls on its mailbox reject ERR_REVOKED", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  end();
  await rt.join(ref);
  expect(await codeOf(mailbox.receive())).toBe("ERR_REVOKED");
  expect(await codeOf(mailbox.receive(even, { timeoutMs: 0 }))).toBe("ERR_REVOKED");
  expect(await codeOf(mailbox[Symbol.asyncIterator]().next())).toBe("ERR_REVOKED");
  expect(thrownCode(() => mailbox.tryReceive())).toBe("ERR_REVOKED");
  expect(thrownCode(() => mailbox.receiveSync())).toBe("ERR_REVOKED");
  expect([mailbox.closed, mailbox.size, mailbox.reply(1)]).toEqual([true, 0, false]);
});

test("S6: stop closes the mailbox: a waiting receive gets undefined, and for await ends", async () => {
  const rt = makeRuntime();
  const seen: unknown[] = [];
  const looping = rt.spawnPull(async (mailbox: Mailbox<number>) => {
    for await (const n of mailbox) seen.push(n);
    seen.push("end", mailbox.closed, await mailbox.receive(), mailbox.tryReceive());
  });
  looping.tell(1);
  const hand = await takeInHand<number>(rt);
  const waiting = hand.mailbox.receive({ timeoutMs: 1_000 });
  await settle(rt);
  expect(await rt.stop(looping)).toBe(true);
  expect(seen).toEqual([1, "end", true, undefined, undefined]);
  const stopped = rt.stop(hand.ref);
  expect(hand.mailbox.closed).toBe(true);
  expect(await waiting).toBeUndefined();
  hand.end();
  expect(await stopped).toBe(true);
});

test("S6: a stop lets run go on with its message; what is queued become dead letters, none is handed out", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3, 4]) ref.tell(n);
  expect(await mailbox.receive(even)).toBe(2);
  const stopped = rt.stop(ref);
  expect(ref.tell(5)).toBe(false);
  expect(mailbox.closed).toBe(true);
  expect(mailbox.tryReceive()).toBeUndefined();
  expect(mailbox.receiveSync()).toBeUndefined();
  expect(await mailbox.receive({ timeoutMs: 0 })).toBeUndefined();
  expect(await mailbox.receive()).toBeUndefined();
  expect(letters(rt)).toEqual(["dead 5", "discarded 1", "discarded 3", "discarded 4"]);
  expect(rt.isAlive(ref)).toBe(true);
  end();
  expect(await stopped).toBe(true);
  expect(books(rt)).toEqual({ handled: 1, discarded: 3, refused: 1, balanced: true });
});

test("S6: a stop with drain hands out what was queued and what was passed over, then closes", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  expect(await mailbox.receive((n) => n === 3)).toBe(3);
  const stopped = rt.stop(ref, { drain: true });
  expect(ref.tell(4)).toBe(false);
  expect(mailbox.closed).toBe(false);
  expect(await mailbox.receive()).toBe(1);
  expect(await mailbox.receive()).toBe(2);
  expect(mailbox.closed).toBe(true);
  expect(await mailbox.receive()).toBeUndefined();
  end();
  expect(await stopped).toBe(true);
  expect(books(rt)).toEqual({ handled: 3, refused: 1, balanced: true });
});

test("S6: a second stop without drain takes the rest away", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  void rt.stop(ref, { drain: true });
  expect(await mailbox.receive()).toBe(1);
  const stopped = rt.stop(ref);
  expect(await mailbox.receive()).toBeUndefined();
  end();
  expect(await stopped).toBe(true);
  expect(books(rt)).toEqual({ handled: 1, discarded: 2, balanced: true });
});

test("S1: kill abandons: the message in work is discarded, its ask rejects, and what run still does counts no more", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, ctx, fail } = await takeInHand<number>(rt);
  const { signal } = ctx;
  const asks = [1, 2].map((n) => codeOf(rt.ask(ref, n)));
  expect(await mailbox.receive()).toBe(1);
  expect(rt.kill(ref)).toBe(true);
  expect(await Promise.all(asks)).toEqual(["ERR_ACTOR_DEAD", "ERR_ACTOR_DEAD"]);
  expect(signal.aborted).toBe(true);
  expect(mailbox.reply("x")).toBe(false);
  fail(new Error("unheard"));
  await settle(rt);
  expect(await rt.join(ref)).toMatchObject({ reason: "killed" });
  expect(books(rt)).toEqual({ discarded: 2, balanced: true });
});

test("S6: run outlives its stop: the deadline abandons it", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  ref.tell(1);
  await mailbox.receive();
  const stopped = rt.stop(ref, { timeoutMs: 30 });
  await rt.clock.advance(30);
  expect(await stopped).toBe(true);
  expect(await rt.join(ref)).toMatchObject({ reason: "timeout" });
  expect(rt.log.texts("warn")).toContainEqual(expect.stringMatching(/its handler run/));
  expect(letters(rt)).toEqual(["discarded 1"]);
});

test("S6: a crash while it is to stop does not bring it back", async () => {
  const rt = makeRuntime();
  const { ref, fail, runs } = await takeInHand<number>(rt);
  const stopped = rt.stop(ref);
  fail(new Error("on the way out"));
  expect(await stopped).toBe(true);
  expect(await rt.join(ref)).toMatchObject({ reason: "panic", restarts: 0 });
  expect(runs).toBe(1);
});

test("stopSelf ends it as a stop does", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, ctx, end } = await takeInHand<number>(rt);
  ref.tell(1);
  ctx.stopSelf();
  expect(await mailbox.receive()).toBeUndefined();
  end();
  expect((await rt.join(ref))?.reason).toBe("normal");
});

test("S8: children end with their parent, and a parent's end closes a pull child's mailbox", async () => {
  const rt = makeRuntime();
  const parent = await takeInHand<number>(rt);
  const seen: unknown[] = [];
  const run = async (mailbox: Mailbox<number>): Promise<void> => {
    for await (const n of mailbox) seen.push(n);
    seen.push("end");
  };
  const child = parent.ctx.spawnPull(run);
  child.tell(1);
  await settle(rt, { inFlight: "ignore" });
  parent.end();
  expect(await rt.join(child)).toMatchObject({ reason: "parent_exited" });
  expect(seen).toEqual([1, "end"]);
  expect((await rt.join(parent.ref))?.reason).toBe("normal");
  expect(thrownCode(() => parent.ctx.spawnPull(run))).toBe("ERR_REVOKED");
  const orphan = rt.spawnPull(run, { parent: parent.ref });
  expect(await rt.join(orphan)).toMatchObject({ reason: "parent_exited" });
  expect(seen).toEqual([1, "end"]);
});

test("S6: a shutdown ends a thousand pull actors that wait, and asks no more of them", async () => {
  const rt = makeRuntime();
  let ended = 0;
  for (let n = 0; n < 1_000; n++) {
    rt.spawnPull(async (mailbox: Mailbox<number>) => {
      if (n % 2 === 0) for await (const _ of mailbox);
      else while (!mailbox.closed) await mailbox.receive(even, { timeoutMs: 60_000 });
      ended++;
    });
  }
  for (const { pid } of rt.inspect.list()) rt.send(pid, 1);
  await settle(rt);
  await rt.shutdown();
  expect(ended).toBe(1_000);
  expect(books(rt)).toEqual({ handled: 500, discarded: 500, balanced: true });
});

test("listeners of dead letters and exits may kill and send: the books stay balanced", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  const other = await takeInHand<number>(rt);
  rt.events.on("dead-letter", () => {
    rt.kill(ref);
    other.ref.tell(7);
  });
  for (const n of [1, 2, 3]) ref.tell(n);
  await mailbox.receive(even);
  const stopped = rt.stop(ref);
  expect(await mailbox.receive()).toBeUndefined();
  end();
  expect(await stopped).toBe(true);
  expect(await codeOf(mailbox.receive())).toBe("ERR_REVOKED");
  expect(books(rt)).toMatchObject({ handled: 1, discarded: 2, queued: 2, balanced: true });
});
