/** What was found by attacking messages that are tried again, and how they and deadlines are traced. */
import { tracingChannel } from "node:diagnostics_channel";
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Mailbox } from "../../src/runtime/actor/mailbox";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { Runtime } from "../../src/runtime/runtime";
import type { HandleTrace } from "../../src/runtime/tracing";
import { failureOf, gate, makeWorld, never, settle } from "../lifecycle/fixture";

class Base {
  protected readonly ctx = injected(ActorContext<Base>);
}

/** What is published of each message, and whether the audit is balanced then; until the disposer is called. */
function traces(rt: Runtime, seen: string[]): () => void {
  const note = (event: string) => (trace: unknown) => {
    const { message: name, error } = trace as HandleTrace;
    const text = event === "error" ? ` ${(error as { code?: string }).code ?? String(error)}` : "";
    seen.push(`${event} ${name}${text}${rt.audit().balanced ? "" : ", unbalanced"}`);
  };
  const listeners = {
    start: note("start"),
    end: note("end"),
    asyncStart: note("asyncStart"),
    asyncEnd: note("asyncEnd"),
    error: note("error"),
  };
  const channel = tracingChannel("iris-actors.handle");
  channel.subscribe(listeners);
  return () => channel.unsubscribe(listeners);
}

describe("a pull actor's message that is tried again", () => {
  /** Answers each message, and then crashes on "bad". */
  function answering(answer: unknown, tried: unknown[]) {
    @Actor({ mode: "pull" })
    @Supervised({ maxAttempts: 3, maxRestarts: 20 })
    class Answering {
      async run(mailbox: Mailbox<string>): Promise<void> {
        for await (const text of mailbox) {
          tried.push(mailbox.reply(answer));
          if (text === "bad") throw new Error("bad");
        }
      }
    }
    return Answering;
  }

  test.each(["a value", "a promise"])(
    "was answered with %s before: it has failed, at once (S4, S11)",
    async (how) => {
      const tried: unknown[] = [];
      const { rt, letters } = makeWorld();
      const ref = rt.spawn(answering(how === "a promise" ? never : "ok", tried));
      const answer = failureOf(() => rt.ask(ref, "bad"));
      await settle();
      expect([await answer, tried, letters, ref.incarnation]).toEqual([
        how === "a promise" ? "ERR_ACTOR_DEAD" : "nothing failed",
        [true],
        ["failed string"],
        1,
      ]);
      expect(rt.audit()).toMatchObject({ lateReplies: 0, balanced: true });
    },
  );

  test("was only sent: `reply` is false each time, and its attempts are counted", async () => {
    const tried: unknown[] = [];
    const { rt, letters } = makeWorld();
    rt.spawn(answering("ok", tried)).tell("bad");
    await settle();
    expect([tried, letters]).toEqual([[false, false, false], ["failed string"]]);
  });

  test("makes the pressure rise again", async () => {
    @Actor({ mode: "pull", mailbox: { capacity: 1 } })
    @Supervised({ maxAttempts: 2, backoff: { initialMs: 1_000 } })
    class Narrow {
      async run(mailbox: Mailbox<string>): Promise<void> {
        for await (const text of mailbox) throw new Error(text);
      }
    }
    const { rt } = makeWorld();
    const levels: string[] = [];
    rt.events.on("pressure", ({ level }) => levels.push(level));
    rt.spawn(Narrow).tell("x");
    await settle();
    expect(levels).toEqual(["CRITICAL", "NORMAL", "CRITICAL"]);
  });
});

describe("attempts", () => {
  test('with onRestart "drop" nothing is tried again: the ask rejects with the error (S4, S11)', async () => {
    const tried: unknown[] = [];
    @Supervised({ onRestart: "drop" })
    class Dropping extends Base {
      @Receive({ maxAttempts: 3 }) work(what: unknown): void {
        tried.push(what);
        throw new Error(`no ${what}`);
      }
    }
    const { rt, letters } = makeWorld();
    const ref = rt.spawn(Dropping);
    const failure = failureOf(() => ref.ask.work(1));
    ref.send.work(2);
    await settle();
    expect([await failure, tried, letters]).toEqual(["Error: no 1", [1], ["failed work", "discarded work"]]);
  });

  test("are left to a handler that fails while its actor goes down with its siblings (S7)", async () => {
    @Supervised()
    class Bad extends Base {
      @Receive() crash(): void {
        throw new Error("bad");
      }
    }
    @Supervised({ maxAttempts: 2 })
    class Busy extends Base {
      tried = 0;
      @Receive() async work(until: Promise<unknown>): Promise<number> {
        await until;
        if (this.ctx.self.incarnation === 0) throw new Error("late");
        return this.ctx.self.incarnation;
      }
    }
    @Supervises([Bad, Busy], { strategy: "one-for-all" })
    class Sup extends Base {
      @Receive() children(): unknown[] {
        return [this.ctx.child(Bad), this.ctx.child(Busy)];
      }
    }
    const { rt, letters } = makeWorld();
    const [bad, busy] = (await rt.spawn(Sup).ask.children()) as [ActorRef<Bad>, ActorRef<Busy>];
    const work = gate();
    const answer = busy.ask.work(work.opened);
    await settle();
    bad.send.crash();
    await settle();
    work.open();
    expect([await answer, letters]).toEqual([1, ["failed crash"]]);
  });

  test("take no place that was promised: who awaited `ready` is not refused (S5)", async () => {
    @Actor({ mailbox: { capacity: 1 } })
    @Supervised({ maxAttempts: 2, backoff: { initialMs: 1_000 } })
    class Narrow extends Base {
      @Receive() async work(until: Promise<unknown>): Promise<void> {
        await until;
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Narrow);
    const work = gate();
    ref.send.work(work.opened);
    await settle();
    work.fail(new Error("x"));
    const sent = ref.ready().then(async () => {
      for (let n = 0; n < 5; n++) await undefined;
      return [rt.mailboxes.size(ref), ref.send.work(never), ref.send.work(never)];
    });
    expect(await sent).toEqual([1, true, false]);
  });

  test("each is traced, with its error (S4)", async () => {
    let failures = 2;
    @Supervised({ maxAttempts: 2 })
    class Twice extends Base {
      @Receive() work(): void {
        if (failures-- > 0) throw new Error("x");
      }
      @Receive() async later(): Promise<void> {
        await undefined;
        if (failures-- > 0) throw new Error("x");
      }
    }
    const { rt } = makeWorld();
    const seen: string[] = [];
    const done = traces(rt, seen);
    const ref = rt.spawn(Twice);
    failures = 1;
    await ref.ask.work();
    failures = 1;
    await ref.ask.later();
    done();
    const first = ["start work", "error work Error: x", "end work", "start work", "end work"];
    const second = ["start later", "end later", "error later Error: x", "asyncEnd later"];
    expect(seen).toEqual([...first, ...second, "start later", "end later", "asyncEnd later"]);
  });
});

describe("tracing", () => {
  test("a deadline is an error; whoever hears of it finds a balanced audit, its signal's listeners, too (S1, S4)", async () => {
    const seen: string[] = [];
    @Supervised()
    class Slow extends Base {
      @Receive({ timeoutMs: 100 }) work(): Promise<unknown> {
        this.ctx.signal.addEventListener("abort", () =>
          seen.push(`abort${rt.audit().balanced ? "" : ", unbalanced"}`),
        );
        return never;
      }
    }
    const { rt, clock, lines } = makeWorld();
    const done = traces(rt, seen);
    const ref = rt.spawn(Slow);
    ref.send.work();
    await clock.advance(100);
    done();
    expect(seen).toEqual([
      "start work",
      "end work",
      "error work ERR_HANDLER_TIMEOUT",
      "abort",
      "asyncEnd work",
    ]);
    expect(lines).toEqual([expect.stringContaining("ran longer than its 100 ms")]);
  });
});
