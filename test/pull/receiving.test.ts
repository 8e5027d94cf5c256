/** Taking messages: what comes out, in which order, how long it waits, and what it may not do. */
import { inspect } from "node:util";
import type { Mailbox } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, even, letters, makeRuntime, takeInHand, thrownCode } from "./fixture";

test("S2: messages come in the order they were sent, whichever way they are taken", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (let n = 0; n < 6; n++) ref.tell(n);
  const got: unknown[] = [await mailbox.receive(), mailbox.tryReceive(), mailbox.receiveSync()];
  got.push(await mailbox.receive({ timeoutMs: 0 }), await mailbox.receive({}));
  for await (const n of mailbox) {
    got.push(n);
    break;
  }
  expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  expect(mailbox.tryReceive()).toBeUndefined();
});

test("a message is running from its receive to the next one, and handled then", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  expect(books(rt)).toEqual({ queued: 3, balanced: true });
  expect(await mailbox.receive()).toBe(1);
  expect(books(rt)).toEqual({ queued: 2, running: 1, balanced: true });
  expect(mailbox.tryReceive()).toBe(2);
  expect(books(rt)).toEqual({ queued: 1, running: 1, handled: 1, balanced: true });
  expect(mailbox.receiveSync(even, { timeoutMs: 0 })).toBeUndefined();
  expect(books(rt)).toEqual({ queued: 1, handled: 2, balanced: true });
  expect(mailbox.tryReceive()).toBe(3);
  end();
  await settle(rt);
  expect(books(rt)).toEqual({ handled: 3, balanced: true });
});

test("a receive that waits is given what comes next", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<string>(rt);
  const waiting = mailbox.receive();
  await settle(rt);
  ref.tell("first");
  ref.tell("second");
  expect(await waiting).toBe("first");
  expect(mailbox.size).toBe(1);
  expect(inspect(mailbox)).toMatch(/^Mailbox\(.*, 1 queued\)$/);
});

test("undefined, null, 0, an empty string, NaN and false are messages", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<unknown>(rt);
  const values = [undefined, null, 0, "", Number.NaN, false];
  for (const value of values) ref.tell(value);
  expect(await mailbox.receive((m) => m === "")).toBe("");
  expect(mailbox.size).toBe(5);
  const got: unknown[] = [];
  for await (const value of mailbox) if (got.push(value) === 5) break;
  expect(got).toEqual([undefined, null, 0, Number.NaN, false]);
  for (const value of values) ref.tell(value);
  expect(await mailbox.receive(() => true, { system: true })).toEqual({ message: undefined });
  expect([mailbox.tryReceive(), await mailbox.receive(), mailbox.tryReceive()]).toEqual([null, 0, ""]);
});

test("a message that is a promise is awaited by receive; the other ways hand it out as it is", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<unknown>(rt);
  const three = Promise.resolve(3);
  const then = (resolve: (value: number) => void): void => resolve(4);
  const thenable = { then };
  for (const message of [three, thenable, three, thenable, thenable]) ref.tell(message);
  expect(await mailbox.receive()).toBe(3);
  expect(await mailbox.receive()).toBe(4);
  expect(mailbox.tryReceive()).toBe(three);
  for await (const message of mailbox) {
    expect(message).toBe(thenable);
    break;
  }
  expect(await mailbox.receive({ system: true })).toEqual({ message: thenable });
});

test("a timeout gives undefined, and leaves the message for later", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const first = mailbox.receive({ timeoutMs: 10 });
  await rt.clock.advance(9);
  ref.tell(1);
  expect(await first).toBe(1);
  const second = mailbox.receive(even, { timeoutMs: 10 });
  ref.tell(3);
  await rt.clock.advance(10);
  expect(await second).toBeUndefined();
  expect(mailbox.closed).toBe(false);
  expect(rt.clock.pending).toBe(0);
  expect(await mailbox.receive()).toBe(3);
});

test("{ timeoutMs: 0 } only looks, Infinity waits for ever", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  expect(await mailbox.receive({ timeoutMs: 0 })).toBeUndefined();
  ref.tell(1);
  expect(await mailbox.receive(even, { timeoutMs: 0 })).toBeUndefined();
  expect(await mailbox.receive({ timeoutMs: 0 })).toBe(1);
  const waiting = mailbox.receive({ timeoutMs: Number.POSITIVE_INFINITY });
  expect(rt.clock.pending).toBe(0);
  ref.tell(2);
  expect(await waiting).toBe(2);
});

test("an abort rejects with the signal's reason, and swallows nothing", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const abort = new AbortController();
  const { signal } = abort;
  const waiting = mailbox.receive({ signal, timeoutMs: 50 });
  ref.tell(1); // on its way when the abort comes
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  expect(rt.clock.pending).toBe(0);
  await expect(mailbox.receive({ signal })).rejects.toThrow("enough");
  await expect(mailbox.receive(even, { signal, timeoutMs: 0 })).rejects.toThrow("enough");
  expect(await mailbox.receive()).toBe(1);
  const late = new AbortController();
  const second = mailbox.receive({ signal: late.signal });
  ref.tell(2);
  expect(await second).toBe(2);
  late.abort();
  expect(books(rt)).toEqual({ running: 1, handled: 1, balanced: true });
});

test("a second receive is refused while one waits, and the first goes on", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const first = mailbox.receive();
  expect(await codeOf(mailbox.receive())).toBe("ERR_CONCURRENT_RECEIVE");
  expect(await codeOf(mailbox.receive(even))).toBe("ERR_CONCURRENT_RECEIVE");
  expect(await codeOf(mailbox[Symbol.asyncIterator]().next())).toBe("ERR_CONCURRENT_RECEIVE");
  expect(thrownCode(() => mailbox.tryReceive())).toBe("ERR_CONCURRENT_RECEIVE");
  expect(thrownCode(() => mailbox.receiveSync({ timeoutMs: 0 }))).toBe("ERR_CONCURRENT_RECEIVE");
  ref.tell(1);
  expect(await first).toBe(1);
  ref.tell(2);
  expect(mailbox.tryReceive()).toBe(2);
});

test("receiveSync takes what is there, and would rather throw than stop the thread", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  expect(thrownCode(() => mailbox.receiveSync())).toBe("ERR_WOULD_BLOCK");
  expect(mailbox.receiveSync({ timeoutMs: 0 })).toBeUndefined();
  ref.tell(1);
  expect(thrownCode(() => mailbox.receiveSync(even))).toBe("ERR_WOULD_BLOCK");
  expect(mailbox.receiveSync(even, { timeoutMs: 0 })).toBeUndefined();
  expect(mailbox.receiveSync()).toBe(1);
});

test("a for await that is left can be taken up again", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (let n = 0; n < 4; n++) ref.tell(n);
  const got: number[] = [];
  for await (const n of mailbox) if (got.push(n) === 2) break;
  for await (const n of mailbox) if (got.push(n) === 4) break;
  expect(got).toEqual([0, 1, 2, 3]);
});

test("S4: a receive may stay behind when run returns: it gets nothing, and what is queued is a dead letter", async () => {
  const rt = makeRuntime();
  const got: unknown[] = [];
  const ref = rt.spawnPull((mailbox: Mailbox<number>) => {
    void mailbox.receive(even).then((n) => got.push(n));
  });
  ref.tell(1);
  await settle(rt);
  expect(got).toEqual([undefined]);
  expect((await rt.join(ref))?.reason).toBe("normal");
  expect(letters(rt)).toEqual(["discarded 1"]);
  expect(books(rt)).toEqual({ discarded: 1, balanced: true });
});
