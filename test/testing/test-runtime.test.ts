import { Actor, Clock, injected, OnStop, Random, Receive, Runtime } from "../../src/index";
import {
  RecordingLogger,
  SequenceRandom,
  SimulatedTurns,
  settle,
  testRuntime,
  VirtualClock,
} from "../../src/runtime/testing/index";

@Actor()
class Account {
  readonly clock = injected(Clock);
  readonly random = injected(Random);
  readonly runtime = injected(Runtime);

  @Receive() now(): number {
    return this.clock.now();
  }
  @Receive() draw(): number {
    return this.random.next();
  }
  @Receive() where(): string {
    return this.runtime.name;
  }
  @Receive() async deposit(amount: number): Promise<void> {
    if (amount < 0) throw new Error("negative");
  }
  @Receive() wait(): Promise<void> {
    return new Promise(() => {});
  }
}

describe("testRuntime", () => {
  test("is a runtime whose time stands still and whose chance repeats", async () => {
    const draws: number[] = [];
    for (const seed of [undefined, 1, 2]) {
      await using rt = testRuntime({ seed });
      const account = rt.spawn(Account);
      expect(await account.ask.now()).toBe(0);
      await rt.clock.advance(31_557_600_000);
      expect(await account.ask.now()).toBe(31_557_600_000);
      expect(await account.ask.where()).toBe("test");
      draws.push(await account.ask.draw());
    }
    expect(draws[0]).toBe(draws[1]);
    expect(draws[1]).not.toBe(draws[2]);
  });

  test("prints nothing, and keeps what it logged and its dead letters", async () => {
    const spies = (["log", "warn", "error"] as const).map((name) => jest.spyOn(console, name));
    await using rt = testRuntime();
    const account = rt.spawn(Account);
    account.send.deposit(-1);
    await settle(rt);
    account.send.deposit(1);
    expect(rt.log.texts("error")).toEqual([`Account#${account.pid} crashed on deposit and ended (panic).`]);
    expect(rt.log.lines[0]?.facts).toMatchObject({ message: "deposit", error: new Error("negative") });
    expect(rt.log.texts("warn")).toEqual([expect.stringContaining("has ended or is stopping")]);
    expect(rt.deadLetters.map(({ fate }) => fate)).toEqual(["failed", "dead"]);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test("takes ports and options of one's own", async () => {
    const clock = new VirtualClock({ startMs: 5_000 });
    const random = new SequenceRandom([0.5]);
    const logger = new RecordingLogger();
    await using rt = testRuntime({ clock, random, logger, name: "mine" });
    const account = rt.spawn(Account);
    expect([await account.ask.now(), await account.ask.draw(), await account.ask.where()]).toEqual([
      5_000,
      0.5,
      "mine",
    ]);
    account.send.deposit(-1);
    await settle(rt);
    expect(logger.lines).toEqual(rt.log.lines);
    expect(logger.lines).toHaveLength(1);
    expect(() => testRuntime({ name: "" })).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
  });

  test("with simulated turns: advancing time takes them too", async () => {
    await using rt = testRuntime({ turns: new SimulatedTurns({ seed: 2 }) });
    const seen: number[] = [];
    const ref = rt.spawn((n: number) => void seen.push(n));
    rt.timers.after(ref, 10, 1);
    await rt.clock.advance(10);
    expect(seen).toEqual([1]);
  });

  test("a shutdown does not wait for time that stands still: what hangs is abandoned at its deadline", async () => {
    const rt = testRuntime();
    const account = rt.spawn(Account);
    account.send.wait();
    rt.timers.every(account, 1_000, { type: "tick" } as never);
    await settle(rt, { inFlight: "ignore" });
    await rt.shutdown({ timeoutMs: 3_000 });
    expect([rt.clock.now(), (await rt.join(account))?.reason]).toEqual([3_000, "timeout"]);
    expect(rt.log.texts("warn").join()).toMatch(
      "did not stop within 3000 ms: its handler wait never settled",
    );
  });

  test("a shutdown lets hooks that need some turns of the event loop finish, and moves no time for them", async () => {
    const done: string[] = [];
    class Slow {
      @Receive() work(): void {}
      @OnStop() async close(): Promise<void> {
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        done.push("closed");
      }
    }
    for (const turns of [undefined, new SimulatedTurns()]) {
      const rt = testRuntime({ turns });
      rt.spawn(Slow).send.work();
      await settle(rt);
      await Promise.all([rt.shutdown(), rt.shutdown()]);
      expect(rt.clock.now()).toBe(0);
    }
    expect(done).toEqual(["closed", "closed"]);
  });

  test("two of them do not notice each other", async () => {
    await using one = testRuntime();
    await using two = testRuntime();
    one.spawn(Account).send.deposit(-1);
    await settle(one);
    expect([one.log.lines.length, two.log.lines.length, two.deadLetters.length]).toEqual([1, 0, 0]);
  });
});

describe("the recording logger", () => {
  test("keeps lines by level until it is cleared", () => {
    const log = new RecordingLogger();
    const facts = { pid: 1 };
    log.debug(facts, "a");
    log.info({}, "b");
    log.warn({}, "c");
    log.error({}, "d");
    facts.pid = 2;
    expect(log.texts()).toEqual(["a", "b", "c", "d"]);
    expect(log.texts("warn")).toEqual(["c"]);
    expect(log.lines[0]).toEqual({ level: "debug", facts: { pid: 1 }, text: "a" });
    log.clear();
    expect(log.lines).toEqual([]);
  });
});
