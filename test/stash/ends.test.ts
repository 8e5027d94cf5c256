/** The ends of a stash: its actor's, its asks', and where there is nothing to put aside. */
import { Actor, ActorContext, OnStart, Receive, type Ref } from "../../src";
import { settle } from "../../src/runtime/testing";
import { gate } from "../messaging/fixture";
import { books, codeOf, letters, makeRuntime, takeInHand, thrownCode } from "../pull/fixture";
import { Door, spawnSieve } from "./fixture";

test.each(["stop", "drain", "kill", "stopSelf"] as const)(
  "S6: at its end (%s) a stash is dead letters",
  async (how) => {
    const rt = makeRuntime();
    const door = rt.spawn(Door);
    const asked = codeOf(door.ask.pass(1));
    door.send.pass(2);
    await settle(rt);
    if (how === "kill") rt.kill(door);
    else if (how === "stopSelf") door.send.stashAndStop();
    else await door.stop({ drain: how === "drain" });
    await rt.join(door);
    expect(await asked).toBe("ERR_ACTOR_DEAD");
    const lost = how === "stopSelf" ? 3 : 2;
    expect(rt.deadLetters.map(({ fate }) => fate)).toEqual(Array(lost).fill("discarded"));
    expect(books(rt)).toEqual({ discarded: lost, balanced: true });
  },
);

test("S4: an aborted ask is withdrawn from the stash; one whose deadline passed stays, and its reply is late", async () => {
  const rt = makeRuntime();
  const door = rt.spawn(Door);
  const abort = new AbortController();
  const asks = [
    codeOf(door.asking({ signal: abort.signal }).pass(1)),
    codeOf(door.asking({ timeoutMs: 10 }).pass(2)),
    codeOf(door.ask.pass(3)),
    codeOf(door.asking({ signal: abort.signal }).pass(4)),
  ];
  await settle(rt);
  expect(rt.mailboxes.size(door)).toBe(4);
  abort.abort(new Error("gone"));
  await rt.clock.advance(10);
  expect(rt.mailboxes.size(door)).toBe(2);
  expect(await door.ask.set(true)).toBe(2);
  expect(await door.ask.all()).toEqual([2, 3]);
  expect(await Promise.all(asks)).toEqual(["gone", "ERR_ASK_TIMEOUT", "resolved", "gone"]);
  expect(books(rt)).toEqual({ handled: 4, discarded: 2, lateReplies: 1, balanced: true });
});

test("an ask that is aborted after it was unstashed is withdrawn from the queue", async () => {
  const rt = makeRuntime();
  const abort = new AbortController();
  const seen: string[] = [];
  const ref = rt.spawn((m: string, ctx) => {
    seen.push(m);
    if (m === "open") {
      ctx.unstash();
      abort.abort(new Error("gone"));
    } else if (seen.length < 3) ctx.stash();
  });
  const asks = ["a", "b"].map((m) => codeOf(rt.ask(ref, m, { signal: abort.signal })));
  ref.tell("open");
  ref.tell("c");
  expect(await Promise.all(asks)).toEqual(["gone", "gone"]);
  await settle(rt);
  expect(seen).toEqual(["a", "b", "open", "c"]);
});

test("dropOld leaves a stash alone: it takes up no room", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const ref = spawnSieve(rt, got, { mailbox: { capacity: 1, overflow: "dropOld" } });
  ref.tell("a");
  await settle(rt);
  for (const m of ["b", "c", "open"]) ref.tell(m);
  await settle(rt);
  expect(got).toEqual(["1 back", "a"]);
  expect(letters(rt)).toEqual(["evicted b", "evicted c"]);
});

test("a virtual actor with a stash does not fall asleep over it", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  const ref = rt.virtual(
    (m: string, ctx) => {
      if (m === "open") got.push(`${ctx.unstash()} back`);
      else if (got.length === 0) ctx.stash();
      else got.push(m);
    },
    { idleTimeoutMs: 50 },
  );
  ref.tell("a");
  await rt.clock.advance(200);
  expect(rt.isActive(ref)).toBe(true);
  ref.tell("open");
  await rt.clock.advance(200);
  expect(got).toEqual(["1 back", "a"]);
  expect(rt.isActive(ref)).toBe(false);
});

test("a stash is for the message of a handler: not for hooks, listeners, pull actors, or later in a reentrant one", async () => {
  const rt = makeRuntime();
  const codes: string[] = [];
  const contexts: ActorContext<never>[] = [];
  @Actor()
  class Hooked {
    constructor(private readonly ctx: ActorContext<Hooked>) {
      contexts.push(ctx as ActorContext<never>);
    }
    @OnStart() start(): void {
      codes.push(thrownCode(() => this.ctx.stash()));
    }
    @Receive() hi(): void {}
  }
  const ref = rt.spawn(Hooked);
  await ref.ask.hi();
  codes.push(thrownCode(() => contexts[0]?.stash()));
  const until = gate();
  const reentrant = rt.spawn(
    async (_: number, ctx) => {
      await until;
      codes.push(thrownCode(() => ctx.stash()));
    },
    { reentrant: true },
  );
  reentrant.tell(1);
  const pull = await takeInHand(rt);
  codes.push(thrownCode(() => pull.ctx.stash()));
  expect(pull.ctx.unstash()).toBe(0);
  until.open();
  await settle(rt, { inFlight: "ignore" });
  expect(codes).toEqual(Array(4).fill("ERR_NOTHING_TO_STASH"));
  expect(contexts[0]?.unstash()).toBe(0);
  await ref.stop();
  expect(thrownCode(() => contexts[0]?.stash())).toBe("ERR_REVOKED");
  expect(thrownCode(() => contexts[0]?.unstash())).toBe("ERR_REVOKED");
});

test("unstash from outside of a handler wakes the actor", async () => {
  const rt = makeRuntime();
  const got: string[] = [];
  let held: ActorContext<never> | undefined;
  const ref = rt.spawn((m: string, ctx) => {
    held = ctx as ActorContext<never>;
    if (got.push(m) === 1) ctx.stash();
  });
  ref.tell("a");
  await settle(rt);
  expect(held?.unstash()).toBe(1);
  await settle(rt);
  expect(got).toEqual(["a", "a"]);
});

describe("a reentrant actor", () => {
  test("S4: a message that is stashed while its actor stops is lost with it, and its ask is told", async () => {
    const rt = makeRuntime();
    const until = gate();
    const ref: Ref<string> = rt.spawn(
      (_: string, ctx) => {
        ctx.stash();
        return until;
      },
      { reentrant: true },
    );
    const asked = codeOf(rt.ask(ref, "x", { timeoutMs: Number.POSITIVE_INFINITY }));
    await settle(rt, { inFlight: "ignore" });
    const stopped = rt.stop(ref);
    await settle(rt, { inFlight: "ignore" });
    until.open();
    expect(await stopped).toBe(true);
    expect(await asked).toBe("ERR_ACTOR_DEAD");
    expect(books(rt)).toMatchObject({ discarded: 1, balanced: true });
  });

  test("S13: handlers under way count: no more are stashed than the mailbox may hold", async () => {
    const rt = makeRuntime();
    const until = gate();
    const codes: string[] = [];
    const ref = rt.spawn(
      async (_: number, ctx) => {
        codes.push(thrownCode(() => ctx.stash()));
        await until;
      },
      { reentrant: true, mailbox: { capacity: 2, overflow: "block" } },
    );
    for (let n = 0; n < 5; n++) ref.tell(n);
    await settle(rt, { inFlight: "ignore" });
    expect(codes.filter((code) => code === "ERR_STASH_FULL")).toHaveLength(3);
    until.open();
    await settle(rt);
    expect(rt.mailboxes.size(ref)).toBe(2);
  });
});
