/** S11: handlers whose promises misbehave, and promises that nobody waits for. */
import { type ActorRef, Receive, Supervised } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";

class Failing {
  @Receive() throws(error: unknown): void {
    throw error;
  }
  @Receive() async rejects(error: unknown): Promise<void> {
    throw error;
  }
}

describe("S11: thenables that misbehave", () => {
  const thenable = (then: (done: (v: unknown) => void, broken: (e: unknown) => void) => void): unknown => {
    return { then };
  };

  class Returning {
    @Receive() give(make: () => unknown): unknown {
      return make();
    }
    @Receive() ping(): string {
      return "pong";
    }
  }
  @Supervised({ maxRestarts: 1_000 })
  class Supervising extends Returning {}

  const cases: [name: string, make: () => unknown, outcome: string][] = [
    ["calls back at once", () => thenable((done) => done("now")), "now"],
    [
      "calls back twice",
      () =>
        thenable((done) => {
          done("one");
          done("two");
        }),
      "one",
    ],
    [
      "both resolves and rejects",
      () =>
        thenable((done, broken) => {
          done("ok");
          broken(new Error("no"));
        }),
      "ok",
    ],
    ["rejects at once", () => thenable((_, broken) => broken(new Error("sync no"))), "sync no"],
    [
      "throws in then",
      () =>
        thenable(() => {
          throw new Error("then threw");
        }),
      "then threw",
    ],
    [
      "resolves, then throws",
      () =>
        thenable((done) => {
          done("settled");
          throw new Error("too late");
        }),
      "settled",
    ],
    ["resolves with a promise", () => thenable((done) => done(Promise.resolve("inner"))), "inner"],
    [
      "has a getter that throws",
      () =>
        // biome-ignore lint/suspicious/noThenProperty: what is tested
        Object.defineProperty({}, "then", {
          get() {
            throw new Error("getter threw");
          },
        }),
      "getter threw",
    ],
  ];

  test.each(cases)("one that %s settles the ask once; the actor goes on", async (_, make, outcome) => {
    for (const reentrant of [false, true]) {
      const { rt } = setUp();
      const ref = rt.spawn(Supervising, { reentrant });
      const replies = [1, 2, 3].map(() => ref.ask.give(make));
      const pong = ref.ask.ping();
      const outcomes = replies.map((reply) =>
        reply.then(
          (value) => value,
          (error: Error) => error.message,
        ),
      );
      expect(await Promise.all(outcomes)).toEqual([outcome, outcome, outcome]);
      expect(await pong).toBe("pong");
      await settle();
      expect(rt.audit()).toMatchObject({ accepted: 4, lateReplies: 0 });
      expectQuiet(rt);
    }
  });

  test("one that is settled inside another actor's handler disturbs neither", async () => {
    const { rt } = setUp();
    let breakIt: (error: unknown) => void = () => {};
    const first = rt.spawn(Supervising);
    const second = rt.spawn(Supervising);
    const reply = codeOf(
      first.ask.give(() =>
        thenable((_, broken) => {
          breakIt = broken;
        }),
      ),
    );
    await settle();
    const audit = await second.ask.give(() => {
      breakIt(new Error("from elsewhere"));
      return rt.audit();
    });
    expect(audit).toMatchObject({ running: 1, failed: 1, balanced: true });
    expect(await reply).toBe("from elsewhere");
    expect(await first.ask.ping()).toBe("pong");
  });
});

// An unhandled rejection fails the test in which it comes up: the test runner sees to that.
describe("no rejection stays unhandled that nobody asked for", () => {
  test("sends whose handlers reject, are killed while they run, or kill themselves and reject", async () => {
    const { rt } = setUp();
    class Suicidal {
      @Receive() async die(self: ActorRef<Suicidal>): Promise<void> {
        rt.kill(self);
        throw new Error("after the end");
      }
      @Receive() async dieLater(until: Promise<void>): Promise<void> {
        await until;
      }
    }
    rt.spawn(Failing).send.rejects(new Error("nobody waits"));
    rt.spawn(Failing).send.throws(new Error("nobody waits"));
    const one = rt.spawn(Suicidal);
    one.send.die(one);
    const two = rt.spawn(Suicidal);
    const until = gate();
    two.send.dieLater(until);
    await settle();
    rt.kill(two);
    until.fail(new Error("after the kill"));
    await settle();
    expectQuiet(rt);
  });

  test("asks of every outcome whose promises are awaited late", async () => {
    const { rt, clock } = setUp();
    const ref = rt.spawn(Recorder, { mailbox: { capacity: 1 } });
    ref.send.hold(gate());
    await settle();
    const abort = new AbortController();
    const replies = [ref.asking({ timeoutMs: 1, signal: abort.signal }).take(1), ref.ask.take(2)];
    const outcomes = Promise.all(replies.map(codeOf));
    await clock.advance(1);
    abort.abort();
    rt.kill(ref);
    await settle();
    expect(await outcomes).toEqual(["ERR_ASK_TIMEOUT", "ERR_MAILBOX_FULL"]);
  });
});
