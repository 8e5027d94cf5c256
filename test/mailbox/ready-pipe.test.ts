/** `ref.pipe(source)` (A3, producers): as fast as there is room and no faster. */
import { type ActorRef, limits, message, type Overflow, Receive, type Runtime } from "../../src";
import { SystemTurns } from "../../src/runtime/scheduler/turns";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { codeOf, expectQuiet, Recorder, settle, setUp } from "../messaging/fixture";
import { upTo } from "./producers";

async function* slowlyUpTo(count: number): AsyncGenerator<number, void> {
  for (let n = 0; n < count; n++) {
    if (n % 100 === 0) await eventLoopTurns(1);
    yield n;
  }
}

/** A recorder that is busy for good. */
async function held(rt: Runtime, mailbox: { capacity: number }) {
  const ref = rt.spawn(Recorder, { mailbox });
  ref.send.hold(new Promise(() => {}));
  await settle();
  return { ref };
}

/** A counter that sees how much is queued behind each message. */
function counter(rt: Runtime, mailbox: { capacity: number; overflow?: Overflow | undefined } | undefined) {
  const seen = { count: 0, most: 0, ordered: true };
  const ref = rt.spawn(
    (n: number) => {
      if (n !== seen.count++) seen.ordered = false;
      seen.most = Math.max(seen.most, 1 + (rt.mailboxes.size(ref) ?? 0));
    },
    { mailbox },
  );
  return { ref, seen };
}

describe("a pipe", () => {
  test("sends 300,000 items through a capacity of 64, never exceeds it, and keeps their order", async () => {
    const { rt } = setUp();
    const { ref, seen } = counter(rt, { capacity: 64 });
    expect(await ref.pipe(upTo(3e5))).toBe(3e5);
    await settle();
    expect(seen).toEqual({ count: 3e5, most: 64, ordered: true });
    expect(rt.audit()).toMatchObject({ accepted: 3e5, handled: 3e5, refused: 0, balanced: true });
  });

  test.each(["dropNew", "dropOld", "block", "redirect", "spill"] as const)(
    "never calls for the overflow policy, whatever it is: %s",
    async (policy) => {
      const { rt, letters } = setUp();
      const other = rt.spawn(Recorder);
      const { ref, seen } = counter(rt, { capacity: 3 });
      rt.mailboxes.setOverflow(ref, policy, policy === "redirect" || policy === "spill" ? other : undefined);
      expect(await ref.pipe(slowlyUpTo(2_000))).toBe(2_000);
      await settle();
      expect(seen).toMatchObject({ count: 2_000, ordered: true });
      expect(seen.most).toBeLessThanOrEqual(3);
      expect(rt.audit()).toMatchObject({ accepted: 2_000, handled: 2_000, refused: 0, evicted: 0 });
      expect(await other.ask.all()).toEqual([]);
      expect(letters).toEqual([]);
    },
  );

  test("into an unbounded mailbox sends all of a synchronous source at once", () => {
    const { rt } = setUp();
    const { ref } = counter(rt, undefined);
    void ref.pipe(upTo(1_000));
    expect(rt.mailboxes.size(ref)).toBe(1_000);
  });

  test("S10: of a source that never ends nor waits lets the event loop turn, through the port", async () => {
    let laters = 0;
    class CountedTurns extends SystemTurns {
      override later(work: () => void): void {
        laters++;
        super.later(work);
      }
    }
    const { rt } = setUp({ turns: new CountedTurns() });
    let isOn = true;
    function* endless(): Generator<number, void> {
      for (let n = 0; isOn && n < 1e6; n++) yield n;
    }
    async function* endlessAsync(): AsyncGenerator<number, void> {
      yield* endless();
    }
    const pool = rt.spawnPool((_: number) => {}, { size: 2 });
    for (const pipe of [
      () => rt.spawn((_: number) => {}).pipe(endless()),
      () => rt.spawn((_: number) => {}).pipe(endlessAsync()),
      () => pool.pipe(endless()),
    ]) {
      isOn = true;
      laters = 0;
      const piped = pipe();
      await eventLoopTurns(3);
      isOn = false;
      const sent = await piped;
      expect(sent).toBeLessThan(1e6);
      expect(laters).toBeGreaterThanOrEqual(Math.floor(sent / limits.pipeItemsMax));
    }
    await settle();
    expect(rt.audit()).toMatchObject({ refused: 0, balanced: true });
  });

  test("is ended by a signal while it rests", async () => {
    const { rt } = setUp();
    const { ref } = counter(rt, undefined);
    const ending = new AbortController();
    const piped = ref.pipe(upTo(1e6), { signal: ending.signal });
    await Promise.resolve();
    ending.abort("enough");
    await expect(piped).rejects.toBe("enough");
    expect(rt.audit().accepted).toBe(limits.pipeItemsMax);
    await settle();
  });

  test("of method messages, into an actor whose handlers take their time", async () => {
    const { rt } = setUp();
    const got: number[] = [];
    let most = 0;
    class Slow {
      @Receive() async put(n: number): Promise<void> {
        await Promise.resolve();
        most = Math.max(most, rt.mailboxes.size(ref) ?? 0);
        got.push(n);
      }
    }
    const ref: ActorRef<Slow> = rt.spawn(Slow, { mailbox: { capacity: 2 } });
    expect(await ref.pipe([0, 1, 2, 3, 4, 5, 6].map((n) => message(Slow).put(n)))).toBe(7);
    await settle();
    expect(got).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBeLessThanOrEqual(2);
    expectQuiet(rt);
  });

  test("at level NORMAL stops where HIGH begins", async () => {
    const { rt } = setUp();
    const levels: string[] = [];
    const { ref, seen } = counter(rt, { capacity: 10 });
    rt.events.on("pressure", ({ level }) => levels.push(level));
    await ref.pipe(upTo(1_000), { level: "NORMAL" });
    await settle();
    expect(seen).toMatchObject({ count: 1_000, most: 7, ordered: true });
    expect(new Set(levels)).toEqual(new Set(["HIGH", "NORMAL"]));
  });

  test("shares what is free with other pipes, and leaves places to those who await ready()", async () => {
    const { rt } = setUp();
    const got: string[] = [];
    const ref = rt.spawn((m: string) => void got.push(m), { mailbox: { capacity: 8 } });
    const name = function* (of: string): Generator<string, void> {
      for (let n = 0; n < 400; n++) yield of;
    };
    const single = async (): Promise<void> => {
      for (let n = 0; n < 20; n++) {
        await ref.ready();
        expect(ref.tell("c")).toBe(true);
      }
    };
    await Promise.all([ref.pipe(name("a")), ref.pipe(name("b")), single()]);
    await settle();
    const count = (of: string): number => got.slice(0, 400).filter((m) => m === of).length;
    expect(Math.abs(count("a") - count("b"))).toBeLessThan(20);
    expect(count("c")).toBe(20);
    expect(got).toHaveLength(820);
    expect(rt.audit()).toMatchObject({ refused: 0, balanced: true });
  });

  test("leaves places that were promised to those they were promised to", async () => {
    const { rt } = setUp();
    const { ref } = await held(rt, { capacity: 8 });
    const producers = Array.from({ length: 4 }, async () => {
      await ref.ready({ level: "CRITICAL" });
      return ref.send.take("producer");
    });
    const sent = ref.pipe(Array.from({ length: 20 }, () => message(Recorder).take("pipe")));
    expect(rt.mailboxes.size(ref)).toBe(4);
    expect(await Promise.all(producers)).toEqual([true, true, true, true]);
    rt.kill(ref);
    expect(await codeOf(sent)).toBe("ERR_ACTOR_DEAD");
  });

  test("stays within the capacity among senders that do not ask, and from a source that sends itself", async () => {
    const { rt } = setUp();
    let most = 0;
    let others = 0;
    const ref = rt.spawn((_: number) => look(), { mailbox: { capacity: 4 } });
    const look = (): void => {
      most = Math.max(most, rt.mailboxes.size(ref) ?? 0);
    };
    const send = (n: number): void => {
      if (ref.tell(n)) others++;
      look();
    };
    const greedy = function* (): Generator<number, void> {
      for (let n = 0; n < 300; n++) {
        if (n % 3 === 0) send(n);
        yield n;
      }
    };
    const sent = ref.pipe(greedy());
    for (let n = 0; n < 50; n++) {
      send(n);
      await Promise.resolve();
    }
    expect(await sent).toBe(300);
    await settle();
    expect(most).toBe(4);
    expect(rt.audit()).toMatchObject({ accepted: 300 + others, handled: 300 + others, balanced: true });
  });

  test("of nothing sends nothing", async () => {
    const { rt } = setUp();
    expect(await rt.spawn(Recorder, { mailbox: { capacity: 1 } }).pipe([])).toBe(0);
  });
});
