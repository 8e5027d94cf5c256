/** Bounded mailboxes of pull actors: what was passed over takes up room, and is the oldest. */
import { limits } from "../../src";
import { settle } from "../../src/runtime/testing";
import { systemOf } from "../../src/runtime/testing/inside";
import { books, codeOf, even, letters, makeRuntime, takeInHand } from "./fixture";

const never = (): boolean => false;

test("dropNew: what was passed over counts as queued", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt, { mailbox: { capacity: 2 } });
  const waiting = mailbox.receive(even);
  expect([ref.tell(1), ref.tell(3), ref.tell(4)]).toEqual([true, true, false]);
  expect(rt.mailboxes.size(ref)).toBe(2);
  await settle(rt);
  expect(ref.tell(6)).toBe(false); // none that it wants can get in: that is what a capacity means
  expect(rt.kill(ref)).toBe(true);
  expect(await waiting).toBeUndefined();
  expect(books(rt)).toEqual({ refused: 2, discarded: 2, balanced: true });
});

test("dropNew: taking one makes room for one, wherever it was taken from", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt, { mailbox: { capacity: 3 } });
  for (const n of [1, 2, 3]) ref.tell(n);
  expect(mailbox.tryReceive((n) => n === 3)).toBe(3);
  expect([ref.tell(4), ref.tell(5)]).toEqual([true, false]);
  expect(mailbox.tryReceive()).toBe(1);
  expect([ref.tell(6), ref.tell(7)]).toEqual([true, false]);
  expect([mailbox.tryReceive(), mailbox.tryReceive(), mailbox.tryReceive()]).toEqual([2, 4, 6]);
});

test("dropOld: the oldest that was passed over goes first, and its ask rejects", async () => {
  const rt = makeRuntime();
  const options = { mailbox: { capacity: 3, overflow: "dropOld" as const } };
  const { ref, mailbox } = await takeInHand<number>(rt, options);
  const asked = codeOf(rt.ask(ref, 1));
  for (const n of [3, 5]) ref.tell(n);
  const waiting = mailbox.receive(even);
  await settle(rt);
  expect(ref.tell(7)).toBe(true);
  expect(await asked).toBe("ERR_MAILBOX_FULL");
  expect(ref.tell(8)).toBe(true);
  expect(await waiting).toBe(8);
  expect([mailbox.tryReceive(), mailbox.tryReceive(), mailbox.tryReceive()]).toEqual([5, 7, undefined]);
  expect(letters(rt)).toEqual(["evicted 1", "evicted 3"]);
});

test("block: a parked message moves up when one is taken, also to a receive that waits for it", async () => {
  const rt = makeRuntime();
  const options = { mailbox: { capacity: 1, overflow: "block" as const } };
  const { ref, mailbox } = await takeInHand<number>(rt, options);
  const sent = [1, 2, 3].map((n) => rt.sendAsync(ref, n));
  expect(books(rt)).toEqual({ queued: 1, parked: 2, balanced: true });
  expect(await mailbox.receive()).toBe(1);
  expect(await sent[1]).toBe(true);
  const waiting = mailbox.receive((n) => n === 3, { timeoutMs: 5 });
  await rt.clock.advance(5);
  expect(await waiting).toBeUndefined(); // 2 takes up the room
  expect(await mailbox.receive()).toBe(2);
  expect(await mailbox.receive((n) => n === 3)).toBe(3);
  expect(await Promise.all(sent)).toEqual([true, true, true]);
});

test("S6: block and drain: what is parked is handed out, too", async () => {
  const rt = makeRuntime();
  const options = { mailbox: { capacity: 1, overflow: "block" as const } };
  const { ref, mailbox, end } = await takeInHand<number>(rt, options);
  for (const n of [1, 2, 3]) ref.tell(n);
  mailbox.tryReceive(never);
  const stopped = rt.stop(ref, { drain: true });
  const got: number[] = [];
  for await (const n of mailbox) got.push(n);
  expect(got).toEqual([1, 2, 3]);
  end();
  expect(await stopped).toBe(true);
});

test("redirect and spill, from a full pull actor to another", async () => {
  const rt = makeRuntime();
  const spare = await takeInHand<number>(rt);
  const one = await takeInHand<number>(rt, { mailbox: { capacity: 1, overflow: { redirect: spare.ref } } });
  const two = await takeInHand<number>(rt, { mailbox: { capacity: 1, overflow: { spill: spare.ref } } });
  for (const { ref, mailbox } of [one, two]) {
    ref.tell(1);
    mailbox.tryReceive(never);
    expect(ref.tell(2)).toBe(true);
  }
  const asked = rt.ask(one.ref, 3);
  expect([spare.mailbox.tryReceive(), spare.mailbox.tryReceive()]).toEqual([2, 2]);
  expect(spare.mailbox.tryReceive()).toBe(3);
  spare.mailbox.reply("from the spare");
  expect(await asked).toBe("from the spare");
  expect([two.mailbox.tryReceive(), two.mailbox.tryReceive(), two.mailbox.tryReceive()]).toEqual([
    1,
    2,
    undefined,
  ]);
});

test("the pressure rises with what was passed over, and falls when it is taken", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt, { mailbox: { capacity: 10 } });
  const levels: string[] = [];
  rt.events.on("pressure", ({ level }) => levels.push(level));
  for (let n = 0; n < 10; n++) ref.tell(n);
  expect(mailbox.tryReceive(never)).toBeUndefined();
  expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
  expect(rt.sendDetailed(ref, 10)).toMatchObject({ accepted: false, level: "CRITICAL" });
  while (mailbox.tryReceive((n) => n > 0) !== undefined);
  await settle(rt, { inFlight: "ignore" });
  expect(rt.mailboxes.pressure(ref)).toBe("NORMAL");
  expect(levels).toEqual(["HIGH", "CRITICAL", "NORMAL"]);
});

test("a producer that waits for room goes on when a message is taken", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt, { mailbox: { capacity: 2 } });
  const piped = ref.pipe([1, 2, 3, 4, 5]);
  const got: unknown[] = [];
  while (got.length < 5) got.push(await mailbox.receive());
  expect(got).toEqual([1, 2, 3, 4, 5]);
  expect(await piped).toBe(5);
});

test("S13: what was passed over is bounded, too: at mailboxDepthMax new messages are refused, with an event", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const depths: number[] = [];
  rt.events.on("mailbox-limit", ({ depth }) => depths.push(depth));
  const waiting = mailbox.receive(even);
  ref.tell(1);
  await settle(rt);
  const aside = systemOf(rt).slots.at(ref.pid)?.extras?.aside as unknown as { head: number };
  aside.head = 2 - limits.mailboxDepthMax; // as if so many stood in front of it
  ref.tell(3);
  await settle(rt);
  expect(rt.mailboxes.size(ref)).toBe(limits.mailboxDepthMax);
  expect(ref.tell(5)).toBe(false);
  expect(await codeOf(rt.ask(ref, 7))).toBe("ERR_MAILBOX_FULL");
  expect(depths).toEqual([limits.mailboxDepthMax, limits.mailboxDepthMax]);
  aside.head = 0;
  expect(ref.tell(8)).toBe(true);
  expect(await waiting).toBe(8);
  expect(books(rt)).toEqual({ queued: 2, running: 1, refused: 2, balanced: true });
});
