import { Actor } from "../../src/decorators/actor";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import { draftsOf } from "../../src/draft";
import type { ExitSignal } from "../../src/exit";

class Deposit {
  constructor(readonly amount: number) {}
}

@Actor({ name: "account", budget: 7, virtual: { idleTimeoutMs: 5 } })
@Supervised({ restart: "permanent", maxRestarts: 0, backoff: { initialMs: 10, maxMs: 10 } })
class Account {
  @Receive() balance(): number {
    return 1;
  }
  @Receive({ timeoutMs: 5 }) transfer(_to: string): void {}
  @Receive(Deposit, { maxAttempts: 2 }) deposit(_message: Deposit): void {}
  @Receive("close") @Receive("end") close(_message: { type: string }): void {}
  @Receive.any() rest(_message: unknown): void {}
  @OnStart() onStart(): void {}
  @OnStart() alsoOnStart(): void {}
  @OnStop() onStop(): void {}
  @OnRestart() onRestart(): void {}
  @OnExit() onExit(_signal: ExitSignal): void {}
  @Snapshot() save(): number {
    return 1;
  }
  @Restore() load(_state: number, _fromVersion: number): void {}
}

test("class decorators record frozen copies of their options", () => {
  const [draft] = draftsOf(Account);
  expect(draft?.actor).toEqual({ name: "account", budget: 7, virtual: { idleTimeoutMs: 5 } });
  expect(draft?.supervised).toEqual({
    restart: "permanent",
    maxRestarts: 0,
    backoff: { initialMs: 10, maxMs: 10 },
  });
  expect(Object.isFrozen(draft?.actor)).toBe(true);
});

test("options changed after decoration change nothing", () => {
  const options = { budget: 5 };
  @Actor(options)
  class Busy {}
  options.budget = 0;
  expect(draftsOf(Busy)[0]?.actor).toEqual({ budget: 5 });
});

test("each form of @Receive records what it matches, with its options", () => {
  expect(draftsOf(Account)[0]?.handlers).toEqual([
    { key: "balance", match: { kind: "method" }, options: {} },
    { key: "transfer", match: { kind: "method" }, options: { timeoutMs: 5 } },
    { key: "deposit", match: { kind: "class", type: Deposit }, options: { maxAttempts: 2 } },
    { key: "close", match: { kind: "tag", tag: "end" }, options: {} },
    { key: "close", match: { kind: "tag", tag: "close" }, options: {} },
    { key: "rest", match: { kind: "any" }, options: {} },
  ]);
});

test("each life cycle decorator records its hook, several methods for one moment included", () => {
  expect(draftsOf(Account)[0]?.hooks).toEqual([
    { hook: "start", key: "onStart" },
    { hook: "start", key: "alsoOnStart" },
    { hook: "stop", key: "onStop" },
    { hook: "restart", key: "onRestart" },
    { hook: "exit", key: "onExit" },
    { hook: "snapshot", key: "save" },
    { hook: "restore", key: "load" },
  ]);
});

test("decorated methods and classes stay what they were", () => {
  const account = new Account();
  expect(account.balance()).toBe(1);
  expect(account).toBeInstanceOf(Account);
  expect(Account.name).toBe("Account");
});

describe("a class hierarchy", () => {
  class Base {
    @Receive() ping(): string {
      return "base";
    }
    @Receive() first(): void {}
  }
  class Silent extends Base {}
  @Actor({ name: "derived" })
  class Derived extends Silent {
    @Receive() override ping(): string {
      return "derived";
    }
  }

  test("keeps one draft for each class that records something, the base's first", () => {
    const keys = draftsOf(Derived).map((draft) => draft.handlers.map(({ key }) => key));
    expect(keys).toEqual([["ping", "first"], ["ping"]]);
    expect(draftsOf(Derived).map((draft) => draft.actor?.name)).toEqual([undefined, "derived"]);
  });

  test("leaves the base alone when a derived class records", () => {
    expect(draftsOf(Base)).toHaveLength(1);
    expect(draftsOf(Base)[0]?.actor).toBeUndefined();
    expect(draftsOf(Silent)).toEqual(draftsOf(Base));
  });

  test("may handle the same message again in a derived class", () => {
    class Again extends Base {
      @Receive(Deposit) deposit(_message: Deposit): void {}
    }
    class AndAgain extends Again {
      @Receive(Deposit) other(_message: Deposit): void {}
    }
    expect(draftsOf(AndAgain)).toHaveLength(3);
  });
});

test.each([
  ["DROPNEW", "dropNew"],
  ["dropold", "dropOld"],
  ["Block", "block"],
])("the overflow policy %s is recorded as %s", (given, recorded) => {
  @Actor({ mailbox: { capacity: 1, overflow: given as "block" } })
  class Bounded {}
  expect(draftsOf(Bounded)[0]?.actor?.mailbox).toEqual({ capacity: 1, overflow: recorded });
});

test("an overflow target that is a ref is recorded as the very ref", () => {
  const ref = { pid: 5 };
  @Actor({ mailbox: { capacity: 1, overflow: { redirect: ref } } })
  class Bounded {}
  const overflow = draftsOf(Bounded)[0]?.actor?.mailbox?.overflow as { redirect: unknown };
  expect(overflow.redirect).toBe(ref);
});
