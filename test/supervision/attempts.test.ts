import fc from "fast-check";
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Mailbox } from "../../src/runtime/actor/mailbox";
import { failureOf, makeWorld, never, settle } from "../lifecycle/fixture";

/** What was tried, in order, over all incarnations. */
const tried: unknown[] = [];
/** How often each message still fails. */
const failing = new Map<unknown, number>();

beforeEach(() => {
  tried.length = 0;
  failing.clear();
});

function attempt(what: unknown): void {
  tried.push(what);
  const left = failing.get(what) ?? 0;
  if (left <= 0) return;
  failing.set(what, left - 1);
  throw new Error(`no ${String(what)}`);
}

class Worker {
  protected readonly ctx = injected(ActorContext<Worker>);
  @Receive() work(what: unknown): unknown {
    attempt(what);
    return what;
  }
  @Receive() async later(what: unknown): Promise<unknown> {
    await undefined;
    attempt(what);
    return what;
  }
  @Receive({ maxAttempts: 4 }) stubborn(what: unknown): unknown {
    attempt(what);
    return what;
  }
  @Receive({ timeoutMs: 100, maxAttempts: 2 }) hang(until: Promise<unknown>): Promise<unknown> {
    tried.push("hang");
    return until;
  }
}

@Supervised({ onRestart: "redeliverCurrent", maxRestarts: 100 })
class Twice extends Worker {}
@Supervised({ maxAttempts: 3, maxRestarts: 100 })
class Thrice extends Worker {}

describe("a message that crashed its actor", () => {
  test("is not tried again unless that was asked for", async () => {
    @Supervised()
    class Plain extends Worker {}
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Plain);
    failing.set(1, 1);
    expect(await failureOf(() => ref.ask.work(1))).toBe("Error: no 1");
    expect([tried, letters]).toEqual([[1], ["failed work"]]);
  });

  test('with "redeliverCurrent": once more, before all that is queued, and its ask waits (S4, S11)', async () => {
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Twice);
    failing.set(1, 1);
    const answers = [ref.ask.work(1), ref.ask.work(2)];
    expect([await Promise.all(answers), tried, letters]).toEqual([[1, 2], [1, 1, 2], []]);
    failing.set(3, 2);
    expect(await failureOf(() => ref.ask.later(3))).toBe("Error: no 3");
    expect([tried.slice(3), letters, ref.incarnation]).toEqual([[3, 3], ["failed later"], 3]);
  });

  test("equal messages are counted apart, whether sent or asked", async () => {
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Thrice);
    failing.set("x", 3 + 2 + 1);
    for (let n = 0; n < 3; n++) ref.send.work("x");
    await settle();
    // The first fails three times and is lost; the second fails twice more, and the third's turn comes on its own.
    expect([tried.length, letters, rt.audit().handled]).toEqual([
      3 + 3 + 1,
      ["failed work", "failed work"],
      1,
    ]);
  });

  test("@Receive({ maxAttempts }) wins over the actor's", async () => {
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Twice);
    failing.set(1, 3);
    expect([await ref.ask.stubborn(1), tried, letters]).toEqual([1, [1, 1, 1, 1], []]);
  });

  test("without a restart there is no other attempt: over the budget, unsupervised, decided otherwise", async () => {
    @Supervised({ maxAttempts: 10, maxRestarts: 2 })
    class Weak extends Worker {}
    @Actor()
    class Bare extends Worker {}
    const { rt, letters } = makeWorld();
    failing.set(1, 99);
    rt.spawn(Weak).send.work(1);
    rt.spawn(Bare).send.stubborn(1);
    await settle();
    expect([tried.length, letters]).toEqual([4, ["failed stubborn", "failed work"]]);
  });

  test("an ask that was aborted while it waited for its next attempt is not tried again", async () => {
    @Supervised({ maxAttempts: 3, backoff: { initialMs: 1_000 } })
    class Late extends Worker {}
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Late);
    failing.set(1, 1);
    const leaving = new AbortController();
    const failure = failureOf(() => ref.asking({ signal: leaving.signal }).work(1));
    await clock.advance(500);
    leaving.abort(new Error("gone"));
    await clock.advance(500);
    expect([await failure, tried]).toEqual(["Error: gone", [1]]);
    expect([letters, rt.audit()]).toMatchObject([[], { discarded: 1, balanced: true }]);
  });

  test("while it waits it is queued: seen by the mailbox, discarded by a stop (S4)", async () => {
    @Supervised({ maxAttempts: 3, backoff: { initialMs: 1_000 } })
    class Late extends Worker {}
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Late, { mailbox: { capacity: 1 } });
    failing.set(1, 1);
    ref.send.work(1);
    await settle();
    expect([rt.mailboxes.size(ref), rt.audit().queued, ref.send.work(2)]).toEqual([1, 1, false]);
    await rt.stop(ref);
    expect(letters).toEqual(["discarded work"]);
  });

  test("a handler over its deadline is another attempt", async () => {
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Thrice);
    const failure = failureOf(() => ref.ask.hang(never));
    await clock.advance(250);
    expect([await failure, tried, letters]).toEqual([
      "ERR_HANDLER_TIMEOUT",
      ["hang", "hang"],
      ["discarded hang"],
    ]);
  });

  test("of a pull actor: the next run gets it first", async () => {
    @Actor({ mode: "pull" })
    @Supervised({ maxAttempts: 2 })
    class Puller {
      async run(mailbox: Mailbox<string>): Promise<void> {
        for await (const message of mailbox) attempt(message);
      }
    }
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Puller);
    failing.set("a", 1);
    failing.set("b", 2);
    for (const message of ["a", "b", "c"]) ref.tell(message);
    await settle();
    expect([tried, letters.length, rt.audit()]).toMatchObject([
      ["a", "a", "b", "b", "c"],
      1,
      { balanced: true, running: 0, handled: 2, failed: 1 },
    ]);
  });

  test("`decide` sees a balanced audit", async () => {
    let seen: boolean | undefined;
    @Supervises([Thrice], {
      decide: () => {
        seen = rt.audit().balanced;
        return undefined;
      },
    })
    class Sup {
      readonly ctx = injected(ActorContext<Sup>);
      @Receive() worker(): unknown {
        return this.ctx.child(Thrice);
      }
    }
    const { rt } = makeWorld();
    const ref = (await rt.spawn(Sup).ask.worker()) as ReturnType<typeof rt.spawn<Thrice>>;
    failing.set(1, 1);
    expect([await ref.ask.work(1), seen]).toEqual([1, true]);
  });
});

describe('onRestart "drop"', () => {
  test("what was queued is discarded, what comes later is handled", async () => {
    @Supervised({ onRestart: "drop" })
    class Fresh extends Worker {}
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Fresh);
    failing.set(1, 1);
    ref.send.work(1);
    const lost = failureOf(() => ref.ask.work(2));
    await settle();
    expect([await lost, await ref.ask.work(3), letters]).toEqual([
      "ERR_ACTOR_DEAD",
      3,
      ["failed work", "discarded work"],
    ]);
  });
});

test("each message is tried as often as it fails, and once more, up to maxAttempts; in order; all are accounted for", async () => {
  const plans = fc.array(
    fc.record({ fails: fc.nat(5), how: fc.constantFrom("send", "ask", "later", "tell") }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 1, max: 4 }), async (plan, maxAttempts) => {
      tried.length = 0;
      failing.clear();
      @Supervised({ maxAttempts, maxRestarts: Number.POSITIVE_INFINITY })
      class Modelled extends Worker {
        @Receive.any() any(message: object): void {
          attempt((message as { at: number }).at);
        }
      }
      const { rt, letters } = makeWorld();
      const ref = rt.spawn(Modelled);
      const answers: Promise<string>[] = [];
      plan.forEach(({ fails, how }, at) => {
        failing.set(at, fails);
        if (how === "send") ref.send.work(at);
        else if (how === "tell") rt.send(ref, { at });
        else if (how === "ask") answers.push(failureOf(() => ref.ask.work(at)));
        else answers.push(failureOf(() => ref.ask.later(at)));
      });
      await settle();
      for (let n = 0; n < plan.length * maxAttempts; n++) await settle();
      const expected = plan.flatMap(({ fails }, at) => Array(Math.min(fails + 1, maxAttempts)).fill(at));
      const lost = plan.filter(({ fails }) => fails >= maxAttempts).length;
      expect([tried, letters.length]).toEqual([expected, lost]);
      expect(rt.audit()).toMatchObject({
        balanced: true,
        queued: 0,
        failed: lost,
        handled: plan.length - lost,
      });
      const failures = (await Promise.all(answers)).filter((text) => text !== "nothing failed");
      expect(failures.length).toBe(
        plan.filter(({ fails, how }) => fails >= maxAttempts && (how === "ask" || how === "later")).length,
      );
      await rt.shutdown();
    }),
    { numRuns: 40 },
  );
});
