/** Deadlines and attempts where they meet something else: listeners, a stash, bounds, reentrant actors. */
import { injected } from "../../src/decorators/injected";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, never, settle } from "../lifecycle/fixture";

/** What was tried, in order; the first try of what is named here throws. */
const tried: unknown[] = [];
const bad = new Set<unknown>();

beforeEach(() => {
  tried.length = 0;
  bad.clear();
});

function attempt(what: unknown): void {
  tried.push(what);
  if (bad.delete(what)) throw new Error(`no ${String(what)}`);
}

class Worker {
  protected readonly ctx = injected(ActorContext<Worker>);
  @Receive() work(what: unknown): void {
    attempt(what);
  }
  @Receive() async later(what: unknown): Promise<void> {
    await undefined;
    await undefined;
    attempt(what);
  }
  @Receive({ timeoutMs: 10 }) hang(aborted: () => void): Promise<never> {
    this.ctx.signal.addEventListener("abort", aborted);
    return never;
  }
  @Receive() wait(): Promise<never> {
    return never;
  }
}

@Supervised({ maxAttempts: 2 })
class Twice extends Worker {}

describe("a deadline", () => {
  test.each([false, true])(
    "an abort listener finds a balanced audit (S4), and may kill the actor: %p",
    async (kills) => {
      const { rt, clock, exits, letters } = makeWorld();
      const ref = rt.spawn(Worker);
      const seen: boolean[] = [];
      const failure = failureOf(() =>
        ref.ask.hang(() => {
          seen.push(rt.audit().balanced);
          if (kills) rt.kill(ref);
        }),
      );
      await clock.advance(10);
      expect([await failure, seen, letters]).toEqual(["ERR_HANDLER_TIMEOUT", [true], ["discarded hang"]]);
      expect([exits.length, rt.audit()]).toMatchObject([1, { discarded: 1, balanced: true }]);
    },
  );

  test("of an unsupervised reentrant actor: its other handlers are abandoned, too, not awaited (S1)", async () => {
    const { rt, clock, exits, letters } = makeWorld();
    const ref = rt.spawn(Worker, { reentrant: true });
    const failures = [failureOf(() => ref.ask.hang(() => {})), failureOf(() => ref.ask.wait())];
    await clock.advance(10);
    expect(await Promise.all(failures)).toEqual(["ERR_HANDLER_TIMEOUT", "ERR_ACTOR_DEAD"]);
    expect([exits.map(({ reason }) => reason), letters, clock.pending]).toEqual([
      ["timeout"],
      ["discarded hang", "discarded wait"],
      0,
    ]);
  });
});

describe("a message that is tried again", () => {
  test("stays first, also where a listener sends to a reentrant actor that was idle (S2)", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Twice, { reentrant: true });
    rt.events.on("supervision", () => void ref.send.later("second"));
    bad.add("first");
    ref.send.later("first");
    await settle();
    expect(tried).toEqual(["first", "first", "second"]);
  });

  test("comes back to a mailbox that is full: above the capacity, before those that were parked (S2)", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Twice, { mailbox: { capacity: 2, overflow: "block" } });
    bad.add(0);
    for (let n = 0; n < 5; n++) ref.send.work(n);
    await settle();
    expect([tried, rt.audit()]).toMatchObject([[0, 0, 1, 2, 3, 4], { handled: 5, balanced: true }]);
  });

  test("what was stashed before it comes before it (S2)", async () => {
    @Supervised({ maxAttempts: 2 })
    class Putting extends Worker {
      @Receive() put(what: unknown): void {
        if (tried.length === 0) this.ctx.stash();
        attempt(what);
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Putting);
    bad.add("b");
    ref.send.put("a");
    ref.send.work("b");
    ref.send.work("c");
    await settle();
    expect(tried).toEqual(["a", "b", "a", "b", "c"]);
  });

  test("an ask that nobody waits for any more is none (S11)", async () => {
    @Supervised({ maxAttempts: 3 })
    class Slow extends Worker {
      @Receive() async after(opened: Promise<void>): Promise<void> {
        await opened;
        attempt("late");
      }
    }
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Slow);
    const { opened, open } = gate();
    bad.add("late");
    const failure = failureOf(() => ref.asking({ timeoutMs: 10 }).after(opened));
    await clock.advance(10);
    open();
    await settle();
    expect([await failure, tried, letters]).toEqual(["ERR_ASK_TIMEOUT", ["late"], ["failed after"]]);
  });
});

test('onRestart "drop": what a listener of the dead letters sends is new, and stays', async () => {
  @Supervised({ onRestart: "drop" })
  class Fresh extends Worker {}
  const { rt, letters } = makeWorld();
  const ref = rt.spawn(Fresh);
  rt.events.on("dead-letter", ({ fate, payload }) => {
    if (fate === "discarded") ref.send.work(`again ${(payload as unknown[])[0]}`);
  });
  bad.add(0);
  for (let n = 0; n < 3; n++) ref.send.work(n);
  await settle();
  expect([tried, letters]).toEqual([
    [0, "again 1", "again 2"],
    ["failed work", "discarded work", "discarded work"],
  ]);
});
