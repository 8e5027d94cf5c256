import { Receive } from "../../src/decorators/receive";
import { at, isStandard, type Mark, refusal, untyped } from "./untyped";

const { Actor, Supervised, OnStart, Snapshot, Restore } = untyped;
class Deposit {}
const secret = Symbol("secret");

const methodMarks = [
  ["Receive", () => untyped.Receive()],
  ["Receive", () => untyped.Receive(Deposit)],
  ["Receive", () => untyped.Receive("tag")],
  ["Receive.any", () => untyped.any()],
  ["OnStart", () => untyped.OnStart()],
  ["OnStop", () => untyped.OnStop()],
  ["OnRestart", () => untyped.OnRestart()],
  ["OnExit", () => untyped.OnExit()],
  ["Snapshot", () => untyped.Snapshot()],
  ["Restore", () => untyped.Restore()],
] as const;

describe.each(methodMarks)("@%s refuses", (name, make) => {
  const mark = (...call: unknown[]) => make()(...call);

  test("a static method", () => {
    const error = refusal(() => {
      class Account {
        total = 0;
        @mark static open(): void {}
      }
      return Account;
    });
    const where = isStandard ? "static open" : "static Account.open";
    expect(error.code).toBe("ERR_BAD_DECORATOR");
    expect(error.message).toBe(
      `@${name} on ${where}: the member is static. Actors handle messages with instance methods: remove \`static\`.`,
    );
  });

  test("a field", () => {
    const error = refusal(() => {
      class Account {
        @mark total = 1;
      }
      return Account;
    });
    expect(error.message).toContain(
      `@${name} on ${at("Account", "total")}: the member is a field, not a method.`,
    );
    expect(error.message).toContain("Declare a method");
  });

  test("a getter", () => {
    const error = refusal(() => {
      class Account {
        @mark get total(): number {
          return 1;
        }
      }
      return Account;
    });
    expect(error.message).toContain(`the member is ${isStandard ? "a getter" : "an accessor"}, not a method`);
  });

  test("a setter", () => {
    const error = refusal(() => {
      class Account {
        @mark set total(_value: number) {}
      }
      return Account;
    });
    expect(error.message).toContain("not a method");
  });

  test("a method named by a symbol", () => {
    const error = refusal(() => {
      class Account {
        @mark [secret](): void {}
      }
      return Account;
    });
    expect(error.message).toContain("Symbol(secret): the method's name is a symbol. Name it with a string.");
  });

  test("a class", () => {
    const error = refusal(() => {
      @mark
      class Account {}
      return Account;
    });
    expect(error.message).toBe(`@${name} on class Account: it is for methods. Put @${name} on a method.`);
  });

  test("the same method a second time", () => {
    const error = refusal(() => {
      class Account {
        @mark @mark open(): void {}
      }
      return Account;
    });
    expect(error.message).toBe(`@${name} on ${at("Account", "open")}: it stands there twice. Remove one.`);
  });
});

describe.each([
  ["Actor", Actor],
  ["Supervised", Supervised],
] as const)("@%s refuses", (name, make) => {
  test("a method", () => {
    const error = refusal(() => {
      class Account {
        @make() open(): void {}
      }
      return Account;
    });
    expect(error.message).toBe(
      `@${name} on ${at("Account", "open")}: it is for classes. Put @${name} on the class.`,
    );
  });

  test("a class that has it already", () => {
    const error = refusal(() => {
      @make()
      @make()
      class Account {}
      return Account;
    });
    expect(error.message).toBe(`@${name} on class Account: it stands there twice. Remove one.`);
  });

  test("to stand without parentheses", () => {
    const bare = make as unknown as Mark;
    const error = refusal(() => {
      @bare
      class Account {}
      return Account;
    });
    expect(error.message).toBe(`@${name} on class Account: the parentheses are missing. Write @${name}().`);
  });
});

test.each([
  ["Receive", untyped.Receive],
  ["Receive.any", untyped.any],
  ["OnStart", untyped.OnStart],
  ["OnStop", untyped.OnStop],
  ["OnRestart", untyped.OnRestart],
  ["OnExit", untyped.OnExit],
  ["Snapshot", untyped.Snapshot],
  ["Restore", untyped.Restore],
] as const)("@%s without parentheses is told so", (name, decorator) => {
  const bare = decorator as unknown as Mark;
  const error = refusal(() => {
    class Account {
      @bare open(): void {}
    }
    return Account;
  });
  const where = at("Account", "open");
  expect(error.message).toBe(`@${name} on ${where}: the parentheses are missing. Write @${name}().`);
});

describe("two handlers for one message in one class are refused:", () => {
  test("one class twice", () => {
    const error = refusal(() => {
      class Account {
        @Receive(Deposit) one(_message: Deposit): void {}
        @Receive(Deposit) two(_message: Deposit): void {}
      }
      return Account;
    });
    const fix = "Keep one handler for each message.";
    expect(error.message).toBe(`@Receive on ${at("Account", "two")}: one takes Deposit already. ${fix}`);
  });

  test("one tag twice", () => {
    const error = refusal(() => {
      class Account {
        @Receive("close") one(): void {}
        @Receive("close") two(): void {}
      }
      return Account;
    });
    expect(error.message).toContain('one takes the tag "close" already');
  });

  test("everything else twice", () => {
    const error = refusal(() => {
      class Account {
        @Receive.any() one(): void {}
        @Receive.any() two(): void {}
      }
      return Account;
    });
    expect(error.message).toContain("one takes every other message already");
  });
});

test.each([
  ["Snapshot", Snapshot],
  ["Restore", Restore],
] as const)("a second @%s method in one class is refused", (name, make) => {
  const error = refusal(() => {
    class Account {
      @make() one(): void {}
      @make() two(): void {}
    }
    return Account;
  });
  expect(error.message).toBe(
    `@${name} on ${at("Account", "two")}: the class has another @${name} method, one. Keep one.`,
  );
});

test.each([
  ["undefined, as an import cycle leaves it", undefined, "its message class is undefined. An import cycle"],
  ["an empty tag", "", '"" is not a message. Give nothing, a message class, a tag'],
  ["a number", 5, "5 is not a message"],
  ["null", null, "null is not a message"],
  ["an arrow function", () => 1, "is not a message"],
])("@Receive of %s is refused", (_what, given, text) => {
  const error = refusal(() => {
    class Account {
      @untyped.Receive(given) open(): void {}
    }
    return Account;
  });
  expect(error.message).toContain(text);
});

test("a hook given an argument is refused", () => {
  expect(() => OnStart({}, "open", {})).toThrow("parentheses are missing");
});
