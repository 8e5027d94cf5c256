import { errors } from "../../src/errors";
import { Actor, type DeadLetter, IrisError, message, Receive, Runtime, silentLogger } from "../../src/index";
import { irisMatchers, settle, testRuntime } from "../../src/runtime/testing/index";

expect.extend(irisMatchers);

@Actor({ name: "account" })
class Account {
  @Receive() async deposit(amount: number): Promise<void> {
    if (amount < 0) throw new Error("negative");
  }
  @Receive() wait(): Promise<void> {
    return new Promise(() => {});
  }
}

let rt = testRuntime();
beforeEach(() => {
  rt = testRuntime();
});
afterEach(() => rt.shutdown());

/** The text that a failing expectation shows. */
function failureOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the expectation held");
}

describe("toBeAlive and toHaveExited", () => {
  test("tell the living from the dead, by ref and by pid", async () => {
    const account = rt.spawn(Account);
    expect(account).toBeAlive();
    expect(account.pid).toBeAlive(rt);
    expect(account).not.toHaveExited();
    account.send.deposit(-1);
    await settle(rt);
    expect(account).not.toBeAlive();
    expect(account.pid).not.toBeAlive(rt);
    expect(account).toHaveExited();
    expect(account).toHaveExited("panic");
    expect(account.pid).toHaveExited("panic", rt);
    expect(account).not.toHaveExited("normal");
  });

  test("failures say what the actor does, or how it ended", async () => {
    const account = rt.spawn(Account);
    account.send.wait();
    await settle(rt, { inFlight: "ignore" });
    const alive = `it is alive (handling wait)`;
    expect(failureOf(() => expect(account).toHaveExited("panic"))).toBe(
      `Expected Account#${account.pid} to have exited with reason 'panic', but ${alive}.`,
    );
    expect(failureOf(() => expect(account).not.toBeAlive())).toMatch(`to have exited, but ${alive}`);
    const broken = rt.spawn(Account, { name: null });
    broken.send.deposit(-1);
    await settle(rt, { inFlight: "ignore" });
    expect(failureOf(() => expect(broken).toBeAlive())).toBe(
      `Expected Account#${broken.pid} to be alive, but it exited with reason 'panic': Error: negative.`,
    );
    expect(failureOf(() => expect(broken).not.toHaveExited())).toMatch("not to have exited, but it exited");
    expect(failureOf(() => expect(999).toBeAlive(rt))).toMatch("no exit of it is remembered");
  });

  test("a pid without its runtime, and what is no actor, are refused", () => {
    for (const wrong of [5, {}, null]) {
      expect(failureOf(() => expect(wrong).toBeAlive())).toMatch(
        /takes|must be an ActorRef, or a pid and its/,
      );
    }
  });
});

describe("toBeBalanced", () => {
  test("holds for a runtime and its audit, and shows the sum where messages are missing", async () => {
    const account = rt.spawn(Account);
    account.send.deposit(1);
    expect(rt).toBeBalanced();
    await settle(rt);
    expect(rt.audit()).toBeBalanced();
    const lost = { ...rt.audit(), accepted: 2, balanced: false };
    expect(lost).not.toBeBalanced();
    expect(failureOf(() => expect(lost).toBeBalanced())).toMatch(
      /to be balanced: it accepted 2 messages, and knows of 1: .*1 handled .*0 queued/,
    );
    expect(failureOf(() => expect(rt).not.toBeBalanced())).toMatch("not to be balanced");
    expect(failureOf(() => expect({}).toBeBalanced())).toMatch("a Runtime or its audit()");
  });
});

describe("toHaveDeadLetter", () => {
  test("finds a letter by some of its facts, with matchers inside, and by its target", async () => {
    const account = rt.spawn(Account);
    expect(rt).not.toHaveDeadLetter();
    account.send.deposit(-1);
    await settle(rt);
    account.send.deposit(5);
    expect(rt).toHaveDeadLetter();
    expect(rt).toHaveDeadLetter({ fate: "failed", message: "deposit", error: expect.any(Error) });
    expect(rt).toHaveDeadLetter({ fate: "dead", target: account, payload: [5] });
    expect(rt).toHaveDeadLetter({ target: account.pid, actor: expect.stringMatching(/^Account/) });
    expect(rt).not.toHaveDeadLetter({ fate: "dead", payload: [-1] });
  });

  test("a failure lists the letters that are there", async () => {
    expect(failureOf(() => expect(rt).toHaveDeadLetter({ fate: "dead" }))).toBe(
      "Expected a dead letter { fate: 'dead' }; there are none.",
    );
    const account = rt.spawn(Account);
    rt.kill(account);
    account.send.deposit(5);
    expect(failureOf(() => expect(rt).toHaveDeadLetter({ fate: "evicted" }))).toBe(
      `Expected a dead letter { fate: 'evicted' }; there are:\n  dead: deposit to Account#${account.pid}, [ 5 ]`,
    );
    expect(failureOf(() => expect(rt).not.toHaveDeadLetter())).toMatch("Expected no dead letter");
  });

  test("takes a list of letters of any runtime; a runtime that kept none is refused", async () => {
    await using plain = new Runtime({ logger: silentLogger });
    const letters: DeadLetter[] = [];
    plain.events.on("dead-letter", (letter) => letters.push(letter));
    plain.send(12_345, message(Account).deposit(5));
    expect(letters).toHaveDeadLetter({ fate: "unknown", message: "deposit" });
    expect(failureOf(() => expect(plain).toHaveDeadLetter())).toMatch(
      'a list filled by rt.events.on("dead-letter")',
    );
  });
});

describe("toBeIrisError", () => {
  const taken = errors.nameTaken({ actorName: "till", holder: "Till#1" });

  test("looks at a value, at what a function throws, and at a rejection", async () => {
    expect(taken).toBeIrisError();
    expect(taken).toBeIrisError("ERR_NAME_TAKEN", { holder: expect.stringContaining("Till") });
    expect(taken).not.toBeIrisError("ERR_LIMIT");
    expect(taken).not.toBeIrisError("ERR_NAME_TAKEN", { holder: "Account#1" });
    expect(new Error("ERR_NAME_TAKEN")).not.toBeIrisError();
    rt.spawn(Account);
    expect(() => rt.spawn(Account)).toBeIrisError("ERR_NAME_TAKEN", { kind: "usage" });
    expect(() => rt.spawn(Account, { name: null })).not.toBeIrisError();
    await expect(rt.ask(777, "x")).rejects.toBeIrisError("ERR_ACTOR_DEAD");
    await expect(rt.ask(777, "x")).rejects.not.toBeIrisError("ERR_LIMIT");
  });

  test("failures say what was there instead", () => {
    expect(failureOf(() => expect(taken).toBeIrisError("ERR_LIMIT"))).toMatch(
      /^Expected an IrisError ERR_LIMIT, but got ERR_NAME_TAKEN: The name "till" is held/,
    );
    expect(failureOf(() => expect(taken).toBeIrisError("ERR_NAME_TAKEN", { holder: "x" }))).toMatch(
      "an IrisError ERR_NAME_TAKEN with { holder: 'x' }, but got",
    );
    expect(failureOf(() => expect(() => 5).toBeIrisError())).toBe(
      "Expected an IrisError, but nothing was thrown.",
    );
    expect(failureOf(() => expect(Promise.resolve()).toBeIrisError())).toMatch(
      "await expect(promise).rejects",
    );
    expect(failureOf(() => expect(taken).not.toBeIrisError())).toMatch(/^Expected anything but an IrisError/);
  });

  test("knows errors of another copy of the package", () => {
    const foreign = Object.assign(Object.create(Object.getPrototypeOf(new Error("x"))), taken);
    Object.defineProperty(foreign, Symbol.for("iris-actors/IrisError"), { value: true });
    expect(foreign instanceof IrisError).toBe(false);
    expect(foreign).toBeIrisError("ERR_NAME_TAKEN");
  });
});

test("without an equality of the test framework, Node's own decides", () => {
  const letters = [{ fate: "dead", payload: [1] }];
  expect(irisMatchers.toHaveDeadLetter(letters, { payload: [1] }).pass).toBe(true);
  expect(irisMatchers.toHaveDeadLetter(letters, { payload: [2] }).pass).toBe(false);
});
