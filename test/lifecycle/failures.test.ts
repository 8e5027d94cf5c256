import { Actor } from "../../src/decorators/actor";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { failureOf, makeWorld, never, settle } from "./fixture";

class Boom extends Error {}

const then = "then"; // not spelled out, so that nobody takes these for promises

/** Its `then` throws. */
function badThenable(): object {
  const value = (): never => {
    throw new Boom("then");
  };
  return Object.defineProperty({}, then, { value });
}

/** Fails where it is told to. `log` tells what ran. */
function failing(where: string, how: "throws" | "rejects" | "hangs") {
  const log: string[] = [];
  const at = (place: string): Promise<never> | undefined => {
    log.push(place);
    if (place !== where) return undefined;
    if (how === "throws") throw new Boom(place);
    return how === "rejects" ? Promise.reject(new Boom(place)) : never;
  };
  @Actor()
  class Failing {
    constructor() {
      at("constructor");
    }
    @OnStart() start(): unknown {
      return at("start");
    }
    @Receive() work(): unknown {
      return at("work");
    }
    @OnStop() stop(): unknown {
      return at("stop");
    }
  }
  return { Failing, log };
}

describe("failures without supervision: the actor ends with `panic`, never a zombie (A1)", () => {
  test.each([
    ["constructor", "throws"],
    ["start", "throws"],
    ["start", "rejects"],
    ["work", "throws"],
    ["work", "rejects"],
  ] as const)("%s %s: one exit, the queue is discarded, others go on", async (where, how) => {
    const { Failing } = failing(where, how);
    const { rt, exits, letters, lines } = makeWorld();
    const bystander = rt.spawn((n: number) => n + 1);
    const ref = rt.spawn(Failing);
    const joined = rt.join(ref);
    const asked = failureOf(() => ref.ask.work());
    const queued = failureOf(() => ref.ask.work());
    ref.send.work();
    await settle();
    expect(exits).toEqual([
      { pid: ref.pid, actor: `Failing#${ref.pid}`, reason: "panic", error: expect.any(Boom), restarts: 0 },
    ]);
    expect(await joined).toBe(exits[0]);
    const first = where === "work" ? "Error: work" : "ERR_ACTOR_DEAD";
    expect([await asked, await queued]).toEqual([first, "ERR_ACTOR_DEAD"]);
    const lost = ["discarded work", "discarded work"];
    expect(letters).toEqual(where === "work" ? ["failed work", ...lost] : [...lost, "discarded work"]);
    expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
    expect([rt.isAlive(ref), rt.isAlive(bystander), ref.send.work()]).toEqual([false, true, false]);
    expect(await rt.ask(bystander, 1)).toBe(2);
  });

  test("@OnStop runs after a crashed handler, not after a constructor or @OnStart that failed", async () => {
    for (const [where, expected] of [
      ["constructor", ["constructor"]],
      ["start", ["constructor", "start"]],
      ["work", ["constructor", "start", "work", "stop"]],
    ] as const) {
      const { Failing, log } = failing(where, "throws");
      const { rt } = makeWorld();
      rt.spawn(Failing).send.work();
      await settle();
      expect(log).toEqual(expected);
    }
  });

  test.each(["throws", "rejects"] as const)(
    "@OnStop %s: reported, and the exit stays normal (S6)",
    async (how) => {
      const { Failing } = failing("stop", how);
      const { rt, exits, lines } = makeWorld();
      const ref = rt.spawn(Failing);
      await settle();
      expect(await rt.stop(ref)).toBe(true);
      expect(exits.map(({ reason }) => reason)).toEqual(["normal"]);
      expect(lines).toEqual([`error Failing#${ref.pid}: @OnStop failed; the actor ends all the same.`]);
    },
  );

  test("@OnStop hangs: the stop's deadline ends the actor with `timeout`", async () => {
    const { Failing } = failing("stop", "hangs");
    const { rt, clock, exits, lines } = makeWorld();
    const ref = rt.spawn(Failing);
    await settle();
    const stopped = rt.stop(ref, { timeoutMs: 100 });
    await clock.advance(99);
    expect(rt.isAlive(ref)).toBe(true);
    await clock.advance(1);
    expect([await stopped, exits.map(({ reason }) => reason)]).toEqual([true, ["timeout"]]);
    expect(lines[0]).toContain("did not stop within 100 ms: a life-cycle hook or disposal never settled");
  });

  test("one failing @OnStop does not keep those of the base classes from running", async () => {
    const log: string[] = [];
    @Actor()
    class Base {
      @OnStop() closeBase(): void {
        log.push("base");
      }
      @Receive() ping(): void {}
    }
    class Derived extends Base {
      @OnStop() closeDerived(): void {
        log.push("derived");
        throw new Boom("derived");
      }
      @OnStop() async closeLater(): Promise<void> {
        log.push("later");
        throw new Boom("later");
      }
    }
    const { rt, lines } = makeWorld();
    const ref = rt.spawn(Derived);
    await settle();
    await rt.stop(ref);
    expect([log, lines.length]).toEqual([["later", "derived", "base"], 2]);
  });

  test.each([undefined, null, 0, "text", Object.create(null), { toString: () => Object.create(null) }])(
    "a handler may throw anything: %p",
    async (thrown) => {
      @Actor()
      @Supervised({ maxRestarts: 1 })
      class Thrower {
        @Receive() work(): void {
          throw thrown;
        }
        @Receive() ping(): string {
          return "pong";
        }
      }
      const { rt, exits } = makeWorld();
      const ref = rt.spawn(Thrower);
      await expect(ref.ask.work()).rejects.toBe(thrown);
      expect([await ref.ask.ping(), ref.incarnation]).toEqual(["pong", 1]);
      ref.send.work();
      await settle();
      expect(exits.map(({ reason, error }) => [reason, error])).toEqual([["panic", thrown]]);
    },
  );

  test("a thenable that throws in `then`, or whose `then` throws when read, is a crash like any other", async () => {
    const { rt, exits } = makeWorld();
    const getThen = {
      get: (): never => {
        throw new Boom("get then");
      },
    };
    const thrower = rt.spawn(() => badThenable());
    const getter = rt.spawn(() => Object.defineProperty({}, then, getThen));
    thrower.tell(1);
    getter.tell(1);
    await settle();
    expect(exits.map(({ reason, error }) => [reason, String(error)])).toEqual([
      ["panic", "Error: then"],
      ["panic", "Error: get then"],
    ]);
  });

  test("an @OnStart whose thenable throws in `then` is a crash, too", async () => {
    @Actor()
    class Odd {
      @OnStart() start(): unknown {
        return badThenable();
      }
      @Receive() ping(): void {}
    }
    const { rt, exits } = makeWorld();
    rt.spawn(Odd).send.ping();
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["panic"]);
  });

  test("the sender's handler goes on when the receiver panics (S5)", async () => {
    const { rt, exits } = makeWorld();
    const receiver = rt.spawn(() => {
      throw new Boom("receiver");
    });
    const sender = rt.spawn((_: unknown) => [receiver.tell(1), receiver.tell(2)]);
    expect(await rt.ask(sender, 1)).toEqual([true, true]);
    await settle();
    expect([exits.length, rt.isAlive(sender), receiver.tell(3)]).toEqual([1, true, false]);
  });
});
