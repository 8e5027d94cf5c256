import "reflect-metadata";

import { delay } from "tsyringe";
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { world } from "../container/build";

class Connection {
  readonly open = true;
}
class Store {
  readonly connection = injected(Connection);
}

test("injected() resolves classes, strings, symbols, abstract classes and the context", () => {
  abstract class Quotes {
    abstract read(): number;
  }
  const symbol = Symbol("s");
  @Actor()
  class Account {
    readonly store = injected(Store);
    readonly limit = injected<number>("limit");
    readonly by = injected<string>(symbol);
    readonly quotes = injected(Quotes);
    readonly context = injected(ActorContext<Account>);
  }
  const { build, injector } = world();
  const quotes = { read: () => 1 };
  injector.container
    .register("limit", { useValue: 5 })
    .register(symbol, { useValue: "symbol" })
    .register<unknown>(Quotes as never, { useValue: quotes });
  const account = build(Account, "my context");
  expect(account).toMatchObject({ limit: 5, by: "symbol", context: "my context" });
  expect(account.quotes).toBe(quotes);
  expect(account.store.connection.open).toBe(true);
});

test("in a dependency, injected() asks for that dependency, and the outer build goes on", () => {
  class Audit {
    readonly context = injected(ActorContext);
    readonly store = injected(Store);
  }
  @Actor()
  class Account {
    readonly audit = injected(Audit);
    readonly store = injected(Store);
  }
  const account = world().build(Account, "c");
  expect(account.audit.context).toBe("c");
  expect(account.audit.store).not.toBe(account.store);
});

test("injected(delay(…)) builds on first use", () => {
  let built = 0;
  class Late {
    readonly context = injected(ActorContext);
    constructor() {
      built++;
    }
  }
  @Actor()
  class Account {
    readonly late = injected(delay(() => Late));
  }
  const account = world().build(Account, "c");
  expect(built).toBe(0);
  expect(account.late.context).toBe("c");
  expect(built).toBe(1);
});

test("outside of a build it is refused", () => {
  expect(() => new Store()).toThrow(
    "injected(Connection) works only while a runtime builds the instance: in a field initialiser or a constructor.",
  );
  expect(() => injected("limit")).toThrow('injected("limit") works only');
});

test("also from a method that is called after the build", () => {
  @Actor()
  class Account {
    later(): unknown {
      return injected(Connection);
    }
  }
  const account = world().build(Account);
  expect(() => account.later()).toThrow(expect.objectContaining({ code: "ERR_NO_INJECTION_CONTEXT" }));
});

test("a token nobody registered is named, and the stack stays balanced", () => {
  @Actor()
  class Account {
    readonly limit = injected("limit");
  }
  const { build } = world();
  expect(() => build(Account)).toThrow(
    'Cannot build Account: injected("limit") asks for "limit", which nobody registered.',
  );
  expect(() => injected("limit")).toThrow("works only while");
});

test("classes that inject each other are refused with their path", () => {
  class Left {
    readonly right: unknown = injected(Right);
  }
  class Right {
    readonly left: unknown = injected(Left);
  }
  @Actor()
  class Account {
    readonly left = injected(Left);
  }
  expect(() => world().build(Account)).toThrow("Left → Right → Left");
});

test("a constructor that throws inside a nested build leaves nothing behind", () => {
  class Failing {
    readonly connection = injected(Connection);
    constructor() {
      throw new RangeError("nested");
    }
  }
  @Actor()
  class Account {
    found: unknown;
    constructor() {
      try {
        injected(Failing);
      } catch {
        this.found = injected(Connection);
      }
    }
  }
  expect(world().build(Account).found).toBeInstanceOf(Connection);
});

test("one class may be built while another of it is under way", () => {
  const outer = world();
  const ports = { context: (subject: string) => subject, own: () => {} };
  let depth = 0;
  @Actor()
  class Account {
    readonly inner: Account | undefined = depth++ < 2 ? plan.build("inner", ports) : undefined;
    readonly context: unknown = injected(ActorContext);
  }
  const plan = outer.injector.plan(Account);
  const account = plan.build("outer", ports);
  expect([account.context, account.inner?.context, account.inner?.inner?.context]).toEqual([
    "outer",
    "inner",
    "inner",
  ]);
});

test("a constructor parameter without any metadata names the compiler options", () => {
  class Account {
    constructor(readonly store: Store) {}
  }
  expect(() => world().build(Account)).toThrow("experimentalDecorators and emitDecoratorMetadata");
});

test("two injectors under way at once each answer for their own build", () => {
  const [a, b] = [world(), world()];
  a.injector.container.register("who", { useValue: "a" });
  b.injector.container.register("who", { useValue: "b" });
  class Inner {
    readonly who = injected("who");
  }
  class Outer {
    readonly first = injected("who");
    readonly inner = b.build(Inner);
    readonly last = injected("who");
  }
  const outer = a.build(Outer);
  expect([outer.first, outer.inner.who, outer.last]).toEqual(["a", "b", "a"]);
});
