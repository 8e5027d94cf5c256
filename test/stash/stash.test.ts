/** `ctx.stash` and `ctx.unstash`: what a handler puts aside, and what becomes of it. */
import { ActorContext, Receive, Supervised } from "../../src";
import { settle } from "../../src/runtime/testing";
import { gate } from "../messaging/fixture";
import { books, codeOf, letters, makeRuntime, thrownCode } from "../pull/fixture";
import { Door, spawnSieve } from "./fixture";

test("what was stashed comes back in front of the mailbox, in order; asks go on waiting", async () => {
  const rt = makeRuntime();
  const door = rt.spawn(Door);
  const first = door.ask.pass(1);
  door.send.pass(2);
  const opened = door.ask.set(true);
  door.send.pass(3);
  expect(await door.ask.all()).toEqual([1, 2, 3]);
  expect(await opened).toBe(2);
  expect(await first).toBe(1);
  expect(books(rt)).toEqual({ handled: 5, balanced: true });
});

test("S4: a stashed message is queued: mailboxes.size counts it, but it takes up no room", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const ref = spawnSieve(rt, got, { mailbox: { capacity: 2 } });
  for (const m of ["a", "b"]) {
    ref.tell(m);
    await settle(rt);
  }
  expect(rt.mailboxes.size(ref)).toBe(2);
  expect(rt.mailboxes.pressure(ref)).toBe("NORMAL");
  expect(books(rt)).toEqual({ queued: 2, balanced: true });
  expect([ref.tell("open"), ref.tell("c"), ref.tell("d")]).toEqual([true, true, false]);
  await settle(rt);
  expect(got).toEqual(["2 back", "a", "b", "c"]);
});

test("S13: a stash holds no more than the mailbox may", async () => {
  const rt = makeRuntime();
  const codes: string[] = [];
  const ref = rt.spawn((_: number, ctx) => void codes.push(thrownCode(() => ctx.stash())), {
    mailbox: { capacity: 2 },
  });
  for (const n of [1, 2, 3]) {
    ref.tell(n);
    await settle(rt);
  }
  expect(codes).toEqual(["nothing thrown", "nothing thrown", "ERR_STASH_FULL"]);
  expect(books(rt)).toEqual({ queued: 2, handled: 1, balanced: true });
});

test("an unstash that leaves the mailbox over its capacity: nothing is lost, the pressure is told, sends are refused", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const levels: string[] = [];
  rt.events.on("pressure", ({ level }) => levels.push(level));
  const ref = spawnSieve(rt, got, { mailbox: { capacity: 3 }, budget: 1 });
  for (const m of ["a", "b", "c"]) {
    ref.tell(m);
    await settle(rt);
  }
  levels.splice(0);
  for (const m of ["open", "d", "e"]) ref.tell(m);
  await settle(rt);
  expect(got).toEqual(["3 back", "a", "b", "c", "d", "e"]);
  expect(levels.at(-1)).toBe("NORMAL");
  expect(rt.mailboxes.pressure(ref)).toBe("NORMAL");
});

test("stash twice in one handler is once; unstash in the same handler leaves out its own message", async () => {
  const rt = makeRuntime();
  const counts: number[] = [];
  const ref = rt.spawn((_: number, ctx) => {
    ctx.stash();
    counts.push(ctx.unstash());
    ctx.stash();
  });
  ref.tell(1);
  await settle(rt);
  expect([counts, rt.mailboxes.size(ref)]).toEqual([[0], 1]);
  rt.kill(ref);
  expect(letters(rt)).toEqual(["discarded 1"]);
});

test("S1: an async handler may stash after an await; until it settles the message is running", async () => {
  const rt = makeRuntime();
  const door = rt.spawn(Door);
  const until = gate();
  const asked = door.ask.passLater(1, until);
  await settle(rt, { inFlight: "ignore" });
  expect(books(rt)).toEqual({ running: 1, balanced: true });
  until.open();
  await settle(rt);
  expect(books(rt)).toEqual({ queued: 1, balanced: true });
  expect(await door.ask.set(true)).toBe(1);
  expect(await asked).toBe(1);
});

test("a handler that throws after all has failed: its message is not put aside", async () => {
  const rt = makeRuntime();
  const door = rt.spawn(Door);
  door.send.pass(1);
  expect(await codeOf(door.ask.stashAndFail())).toBe("after all");
  await settle(rt);
  expect(door.incarnation).toBe(1);
  expect(rt.mailboxes.size(door)).toBe(1); // 1 was unstashed by the restart, and stashed again
  expect(books(rt)).toEqual({ queued: 1, failed: 1, balanced: true });
});

test("S7: a restart puts what was stashed in front of the queue, in order", async () => {
  const rt = makeRuntime();
  const seen: number[] = [];
  const until = gate();
  @Supervised()
  class Sieve {
    constructor(private readonly ctx: ActorContext<Sieve>) {}

    @Receive() async take(n: number): Promise<void> {
      seen.push(n);
      if (seen.length < 3) return this.ctx.stash();
      if (n !== 3 || seen.length > 3) return;
      await until;
      throw new Error("three");
    }
  }
  const ref = rt.spawn(Sieve);
  for (const n of [1, 2, 3, 4]) ref.send.take(n);
  await settle(rt, { inFlight: "ignore" });
  expect(rt.mailboxes.size(ref)).toBe(3);
  until.open();
  await settle(rt);
  expect(seen).toEqual([1, 2, 3, 1, 2, 4]);
});

test("a hot swap puts what was stashed in front of the queue", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const ref = spawnSieve(rt, got);
  for (const m of ["a", "b"]) ref.tell(m);
  await settle(rt);
  const swapped = rt.behaviors.swap(ref, (m: string) => void got.push(m));
  ref.tell("c");
  expect(await swapped).toBe(2);
  await settle(rt);
  expect(got).toEqual(["a", "b", "c"]);
});
