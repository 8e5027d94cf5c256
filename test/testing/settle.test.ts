import { Actor, OnStart, OnStop, Receive, Runtime } from "../../src/index";
import { SimulatedTurns, settle, testRuntime } from "../../src/runtime/testing/index";

/** A promise that the test settles itself. */
class Gate {
  readonly opened: Promise<void>;
  open: () => void = () => {};

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

@Actor()
class Account {
  handled = 0;

  @Receive() async deposit(gate: Gate): Promise<void> {
    await gate.opened;
    this.handled++;
  }

  @Receive() count(): number {
    return this.handled;
  }
}

@Actor()
class Relay {
  /** Hands a number on, each time a little later, until it is 0. */
  @Receive() async pass(left: number, done: () => void): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const next = rt.spawn(Relay);
    if (left > 0) next.send.pass(left - 1, done);
    else done();
  }
}

let rt = testRuntime();
beforeEach(() => {
  rt = testRuntime();
});
afterEach(() => rt.shutdown());

const notSettled = (actors: string) =>
  expect.objectContaining({ code: "ERR_NOT_SETTLED", actors, afterMs: 0 });

describe("settle", () => {
  test("resolves at once where there is nothing to do, also when the clock has alarms", async () => {
    const account = rt.spawn(Account);
    rt.timers.after(account, 60_000, { type: "never" } as never);
    await settle(rt);
    expect([rt.audit().accepted, rt.clock.pending, rt.clock.now()]).toEqual([0, 1, 0]);
  });

  test("waits until a chain of actors over many turns of the event loop is through", async () => {
    let isDone = false;
    rt.spawn(Relay).send.pass(20, () => {
      isDone = true;
    });
    await settle(rt);
    expect([isDone, rt.audit().handled]).toEqual([true, 21]);
  });

  test("also waits for what handlers left behind: a message from a callback a few turns later", async () => {
    const account = rt.spawn(Account);
    const starter = rt.spawn((_: string): void => {
      setImmediate(() => setImmediate(() => setImmediate(() => account.send.count())));
    });
    starter.tell("go");
    await settle(rt);
    expect(rt.audit().handled).toBe(2);
  });

  test("names who handles what, and how much waits behind it", async () => {
    const gate = new Gate();
    const [busy, stuck] = [rt.spawn(Account), rt.spawn(Account)];
    busy.send.count();
    stuck.send.deposit(gate);
    stuck.send.count();
    stuck.send.count();
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toEqual(
      notSettled(`Account#${stuck.pid} (handling deposit, 2 queued)`),
    );
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toThrow(/Advance the virtual clock/);
    gate.open();
    await settle(rt);
    expect(rt.audit()).toMatchObject({ handled: 4, queued: 0, running: 0 });
  });

  test("says whom a handler asked", async () => {
    const gate = new Gate();
    const account = rt.spawn(Account);
    const asking = rt.spawn((_: string) => account.ask.deposit(gate));
    asking.tell("go");
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toEqual(
      notSettled(
        `Account#${account.pid} (handling deposit), anonymous#${asking.pid} (handling string, which asked Account#${account.pid}.deposit)`,
      ),
    );
    gate.open();
    await settle(rt);
  });

  test("names every handler of a reentrant actor, and shortens a long list of actors", async () => {
    const gate = new Gate();
    const account = rt.spawn(Account, { reentrant: true });
    account.send.deposit(gate);
    account.send.deposit(gate);
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toEqual(
      notSettled(`Account#${account.pid} (handling deposit and deposit)`),
    );
    for (let more = 0; more < 12; more++) rt.spawn(Account).send.deposit(gate);
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toThrow(/, 3 more\./);
    gate.open();
    await settle(rt);
  });

  test("names what starts and what stops", async () => {
    const gate = new Gate();
    class Slow {
      @OnStart() opening(): Promise<void> {
        return gate.opened;
      }
      @Receive() work(): void {}
      @OnStop() closing(): Promise<void> {
        return gate.opened;
      }
    }
    const slow = rt.spawn(Slow);
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toEqual(
      notSettled(`Slow#${slow.pid} (waiting for @OnStart)`),
    );
    gate.open();
    await settle(rt);
    const closing = new Gate();
    gate.open = closing.open;
    Object.assign(gate, { opened: closing.opened });
    const stopped = slow.stop();
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toEqual(
      notSettled(`Slow#${slow.pid} (stopping, waiting for a life-cycle hook or disposal)`),
    );
    gate.open();
    await settle(rt);
    expect(await stopped).toBe(true);
  });

  test("a handler that awaits virtual time: rejects, goes on after an advance, or may be ignored", async () => {
    const sleeper = rt.spawn(async (_: string) => {
      await new Promise<void>((resolve) => rt.clock.schedule(1_000, resolve));
    });
    sleeper.tell("sleep");
    await expect(settle(rt, { timeoutMs: 0 })).rejects.toThrow(`anonymous#${sleeper.pid} (handling string)`);
    sleeper.tell("behind it");
    await settle(rt, { inFlight: "ignore" });
    expect(rt.audit()).toMatchObject({ running: 1, queued: 1 });
    await rt.clock.advance(2_000);
    await settle(rt);
    expect(rt.audit()).toMatchObject({ running: 0, queued: 0, handled: 2 });
  });

  test("actors that keep each other busy are named instead of awaited for ever", async () => {
    const forever = rt.spawn((message: string): void => void forever.tell(message));
    forever.tell("again");
    await expect(settle(rt, { timeoutMs: 0, inFlight: "ignore" })).rejects.toThrow(
      `anonymous#${forever.pid} (has a turn again and again, 1 queued)`,
    );
    rt.kill(forever);
    await settle(rt);
  });

  test("takes simulated turns, in their order", async () => {
    await using simulated = testRuntime({ turns: new SimulatedTurns({ seed: 3 }) });
    const seen: number[] = [];
    const refs = [1, 2, 3].map((n) => simulated.spawn(() => void seen.push(n)));
    for (const ref of refs) ref.tell("go" as never);
    await settle(simulated);
    expect(seen.toSorted()).toEqual([1, 2, 3]);
  });

  test("works with any runtime, of any clock", async () => {
    await using real = new Runtime();
    const account = real.spawn(Account);
    account.send.count();
    await settle(real);
    expect(real.audit().handled).toBe(1);
  });

  test("a faked clock of the test framework does not make it wait for ever", async () => {
    jest.useFakeTimers();
    try {
      rt.spawn(Account).send.deposit(new Gate());
      await expect(settle(rt)).rejects.toMatchObject({ code: "ERR_NOT_SETTLED" });
    } finally {
      jest.useRealTimers();
    }
  });

  test.each([
    [{}, undefined],
    [undefined, { timeoutMs: -1 }],
    [undefined, { inFlight: "maybe" }],
  ])("%j with %j is refused", async (wrong, options) => {
    await expect(settle((wrong ?? rt) as never, options as never)).rejects.toMatchObject({
      code: "ERR_INVALID_ARG",
    });
  });
});
