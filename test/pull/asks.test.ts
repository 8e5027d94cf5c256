/** S11: asks put to pull actors settle, whatever becomes of them. */
import { Actor, type ActorContext, type Mailbox, Receive, Supervised } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, makeRuntime, takeInHand } from "./fixture";

test("an ask gets what reply was given; undefined where there was none, once the next message is asked for", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  const asks = [1, 2, 3].map((n) => rt.ask(ref, n));
  let settled = 0;
  for (const ask of asks) void ask.then(() => settled++);
  expect(await mailbox.receive()).toBe(1);
  expect(mailbox.reply("one")).toBe(true);
  expect(mailbox.reply("again")).toBe(false);
  expect(await asks[0]).toBe("one");
  await mailbox.receive();
  await settle(rt, { inFlight: "ignore" });
  expect(settled).toBe(1);
  await mailbox.receive();
  expect(await asks[1]).toBeUndefined();
  expect(mailbox.reply(undefined)).toBe(true);
  expect(await asks[2]).toBeUndefined();
  end();
  await rt.join(ref);
  expect(books(rt)).toEqual({ handled: 3, balanced: true });
});

test("there is nothing to reply to before a message, to one that was sent, and after run", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  expect(mailbox.reply(1)).toBe(false);
  ref.tell(1);
  mailbox.tryReceive();
  expect(mailbox.reply(1)).toBe(false);
  const asked = rt.ask(ref, 2);
  mailbox.tryReceive();
  end();
  expect(await asked).toBeUndefined();
  expect(mailbox.reply(2)).toBe(false);
});

test("a throw of run rejects the ask in work; the ones behind it end with their actor", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, fail } = await takeInHand<number>(rt);
  const asks = [1, 2].map((n) => codeOf(rt.ask(ref, n)));
  await mailbox.receive();
  fail(new Error("broken"));
  expect(await Promise.all(asks)).toEqual(["broken", "ERR_ACTOR_DEAD"]);
  expect(rt.deadLetters.map(({ fate, payload }) => [fate, payload])).toEqual([
    ["failed", 1],
    ["discarded", 2],
  ]);
  expect(books(rt)).toEqual({ failed: 1, discarded: 1, balanced: true });
});

test("a reply before the throw stands: the message has failed all the same", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, fail } = await takeInHand<number>(rt);
  const asked = rt.ask(ref, 1);
  await mailbox.receive();
  mailbox.reply("done");
  fail(new Error("broken"));
  expect(await asked).toBe("done");
  await rt.join(ref);
  expect(books(rt)).toEqual({ failed: 1, balanced: true });
});

test("a deadline passes in the mailbox, among what was passed over, and in work: the reply is late", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const ask = (n: number): Promise<string> => codeOf(rt.ask(ref, n, { timeoutMs: 10 }));
  const asks = [ask(1), ask(2), ask(3)];
  expect(await mailbox.receive((n) => n === 2)).toBe(2);
  await rt.clock.advance(10);
  expect(await Promise.all(asks)).toEqual(Array(3).fill("ERR_ASK_TIMEOUT"));
  expect(mailbox.reply("late")).toBe(false);
  expect([mailbox.tryReceive(), mailbox.tryReceive(), mailbox.tryReceive()]).toEqual([1, 3, undefined]);
  expect(books(rt)).toEqual({ handled: 3, lateReplies: 3, balanced: true });
});

test("an aborted ask is withdrawn from the mailbox and from what was passed over, but not from work", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const abort = new AbortController();
  const { signal } = abort;
  const asks = [1, 2, 3].map((n) => codeOf(rt.ask(ref, n, { signal })));
  expect(mailbox.tryReceive((n) => n === 2)).toBe(2);
  asks.push(codeOf(rt.ask(ref, 4, { signal })), codeOf(rt.ask(ref, 5, { signal })));
  expect(mailbox.size).toBe(4);
  abort.abort(new Error("gone"));
  expect(await Promise.all(asks)).toEqual(Array(5).fill("gone"));
  expect(mailbox.size).toBe(0);
  expect(mailbox.tryReceive()).toBeUndefined();
  expect(books(rt)).toEqual({ handled: 1, discarded: 4, lateReplies: 1, balanced: true });
});

test("a promise as reply keeps the deadline, and counts once it settles", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const never = new Promise(() => {});
  const replies: unknown[] = [Promise.resolve("one"), Promise.reject(new Error("two")), never];
  const asks = replies.map((_, n) =>
    rt.ask(ref, n, { timeoutMs: 10 }).catch((error: Error) => error.message),
  );
  for (const reply of replies) {
    mailbox.tryReceive();
    expect(mailbox.reply(reply)).toBe(true);
  }
  expect(await Promise.all(asks.slice(0, 2))).toEqual(["one", "two"]);
  await rt.clock.advance(10);
  expect(await asks[2]).toMatch(/did not reply within 10 ms/);
});

test.each(["end", "fail", "kill"] as const)("a promised reply ends with its actor (%s)", async (how) => {
  const rt = makeRuntime();
  const hand = await takeInHand<number>(rt);
  const asked = codeOf(rt.ask(hand.ref, 1, { timeoutMs: Number.POSITIVE_INFINITY }));
  hand.mailbox.tryReceive();
  hand.mailbox.reply(new Promise(() => {}));
  if (how === "end") hand.end();
  else if (how === "fail") hand.fail(new Error("x"));
  else rt.kill(hand.ref);
  expect(await asked).toBe("ERR_ACTOR_DEAD");
});

test("a circle through a pull actor is named, where its own ask was made through ctx.on", async () => {
  const rt = makeRuntime();
  const hand = await takeInHand<string>(rt);
  class Back {
    @Receive() async ask(): Promise<string> {
      return codeOf(rt.ask(hand.ref, "back"));
    }
  }
  const back = rt.spawn(Back);
  expect(await hand.ctx.on(back).ask.ask()).toBe("ERR_DEADLOCK");
});

test("a class in the middle: it asks on, and replies", async () => {
  const rt = makeRuntime();
  @Actor({ mode: "pull" })
  @Supervised()
  class Doubler {
    async run(mailbox: Mailbox<number>, _ctx: ActorContext<Doubler>): Promise<void> {
      for await (const n of mailbox) {
        if (n < 0) throw new RangeError("negative");
        mailbox.reply(2 * n);
      }
    }
  }
  const ref = rt.spawn(Doubler);
  const asks = [1, -1, 3].map((n) => rt.ask(ref, n).catch((error: Error) => error.message));
  expect(await Promise.all(asks)).toEqual([2, "negative", 6]);
  expect(ref.incarnation).toBe(1);
});
