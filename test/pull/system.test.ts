/** System messages without waiting: `tryReceive` and `receiveSync` with `{ system: true }`. */
import { Actor, type Envelope, type Mailbox, OnExit } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, letters, makeRuntime, takeInHand, thrownCode } from "./fixture";

type Seen = Envelope<number> | undefined;

const isSignal = (envelope: Envelope<number>): boolean => envelope.system !== undefined;

/** An actor under a test's hand, and the pids of two that it monitored and that have ended. */
async function bereaved() {
  const rt = makeRuntime();
  const hand = await takeInHand<number>(rt);
  const friends = [rt.spawn((_: number) => {}), rt.spawn((_: number) => {})] as const;
  for (const friend of friends) rt.links.monitor(hand.ref, friend);
  for (const n of [1, 2]) hand.ref.tell(n);
  for (const friend of friends) await friend.stop();
  return { rt, hand, first: friends[0].pid, second: friends[1].pid };
}

const brief = (envelope: Seen): unknown => envelope?.system?.target ?? envelope?.message;

test.each(["tryReceive", "receiveSync"] as const)(
  "%s shows signals to those who ask for them, before messages, each in its envelope",
  async (call) => {
    const { rt, hand, first, second } = await bereaved();
    const { mailbox } = hand;
    const look = (): Seen =>
      call === "tryReceive" ? mailbox.tryReceive({ system: true }) : mailbox.receiveSync({ system: true });
    expect(brief(look())).toBe(first);
    expect(mailbox[call]()).toBe(1);
    expect(brief(look())).toBe(second);
    expect(look()).toEqual({ message: 2 });
    expect(books(rt)).toEqual({ handled: 1, running: 1, balanced: true });
    if (call === "tryReceive") expect(look()).toBeUndefined();
    else expect(thrownCode(look)).toBe("ERR_WOULD_BLOCK");
    expect(mailbox.receiveSync({ system: true, timeoutMs: 0 })).toBeUndefined();
    expect(books(rt)).toEqual({ handled: 2, balanced: true });
  },
);

test("a matcher sees both in their envelopes, signals first, and what it passes over stays", async () => {
  const { hand, first, second } = await bereaved();
  const { mailbox } = hand;
  const seen: unknown[] = [];
  const isTwo = (envelope: Envelope<number>): boolean =>
    seen.push(brief(envelope)) > 0 && envelope.message === 2;
  expect(mailbox.tryReceive(isTwo, { system: true })).toEqual({ message: 2 });
  expect(seen).toEqual([first, second, 1, 2]);
  const isSecond = (envelope: Envelope<number>): boolean => envelope.system?.target === second;
  expect(brief(mailbox.receiveSync(isSecond, { system: true }))).toBe(second);
  expect(thrownCode(() => mailbox.receiveSync(isSecond, { system: true }))).toBe("ERR_WOULD_BLOCK");
  expect(mailbox.receiveSync(isSecond, { system: true, timeoutMs: 0 })).toBeUndefined();
  expect([brief(mailbox.tryReceive({ system: true })), mailbox.tryReceive()]).toEqual([first, 1]);
});

test("a look from within its matcher is refused, also where signals are shown", async () => {
  const { hand, first } = await bereaved();
  const { mailbox } = hand;
  const codes: unknown[] = [];
  const found = mailbox.tryReceive(
    (envelope) => {
      codes.push(
        thrownCode(() => mailbox.tryReceive({ system: true })),
        codeOf(mailbox.receive()),
      );
      return isSignal(envelope);
    },
    { system: true },
  );
  expect(brief(found)).toBe(first);
  expect(await Promise.all(codes)).toEqual(["ERR_CONCURRENT_RECEIVE", "ERR_CONCURRENT_RECEIVE"]);
});

test.each([true, false])(
  "a matcher that kills its actor at a signal and says %s gets nothing",
  async (answer) => {
    const { rt, hand } = await bereaved();
    const kill = (): boolean => rt.kill(hand.ref) && answer;
    expect(hand.mailbox.receiveSync(kill, { system: true })).toBeUndefined();
    expect(letters(rt)).toEqual(["discarded 1", "discarded 2"]);
    expect(thrownCode(() => hand.mailbox.tryReceive({ system: true }))).toBe("ERR_REVOKED");
  },
);

test("S8: a signal that a matcher accepts while it has the code swapped is the new code's", async () => {
  const { rt, hand, first, second } = await bereaved();
  const got: unknown[] = [];
  const next = async (mailbox: Mailbox<number>): Promise<void> => {
    for (let n = 0; n < 4; n++) got.push(brief(mailbox.tryReceive({ system: true })));
  };
  let swapped: Promise<unknown> | undefined;
  const swap = (): boolean => {
    swapped ??= rt.behaviors.swap(hand.ref, next);
    return true;
  };
  expect(hand.mailbox.tryReceive(swap, { system: true })).toBeUndefined();
  hand.end();
  await swapped;
  await rt.join(hand.ref);
  expect(got).toEqual([first, second, 1, 2]);
});

test("a signal that is withdrawn while it is looked at is not handed out", async () => {
  const rt = makeRuntime();
  const hand = await takeInHand<number>(rt);
  const friend = rt.spawn((_: number) => {});
  const monitor = hand.ctx.monitor(friend);
  await friend.stop();
  const withdraw = (envelope: Envelope<number>): boolean => {
    monitor[Symbol.dispose]();
    return isSignal(envelope);
  };
  expect(hand.mailbox.tryReceive(withdraw, { system: true })).toBeUndefined();
});

@Actor({ mode: "pull" })
class Hooked {
  static readonly seen: unknown[] = [];
  async run(mailbox: Mailbox<number>): Promise<void> {
    await mailbox.receive();
    Hooked.seen.push(mailbox.tryReceive({ system: true }));
    await mailbox.receive();
  }
  @OnExit() gone({ target }: { readonly target: number }): void {
    Hooked.seen.push(target);
  }
}

test("a class with an @OnExit method gets its signals there, and not by a look", async () => {
  const rt = makeRuntime();
  const ref = rt.spawn(Hooked);
  const friend = rt.spawn((_: number) => {});
  rt.links.monitor(ref, friend);
  await settle(rt);
  ref.tell(1);
  rt.kill(friend);
  await settle(rt);
  expect(Hooked.seen.splice(0)).toContain(friend.pid);
  ref.tell(2);
  await rt.join(ref);
});
