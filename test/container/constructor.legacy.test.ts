import "reflect-metadata";

import { EventEmitter } from "node:events";
import { delay, inject, injectAll, injectAllWithTransform, injectable, injectWithTransform } from "tsyringe";
import { Clock, SystemClock } from "../../src/clock";
import { Actor } from "../../src/decorators/actor";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { world } from "./build";

@injectable()
class Connection {}
@injectable()
class Store {
  constructor(readonly connection: Connection) {}
}

test("a class without parameters is built as it is", () => {
  @Actor()
  class Counter {
    count = 0;
  }
  expect(world().build(Counter)).toEqual({ count: 0 });
});

test("unregistered classes are built as transients, recursively and without @injectable", () => {
  @Actor()
  class Account {
    constructor(
      readonly store: Store,
      readonly connection: Connection,
    ) {}
  }
  const { build } = world();
  const [one, two] = [build(Account), build(Account)];
  expect(one.store).toBeInstanceOf(Store);
  expect(one.store.connection).toBeInstanceOf(Connection);
  expect(one.connection).not.toBe(one.store.connection);
  expect(two.store).not.toBe(one.store);
});

test("more than two parameters arrive in order", () => {
  @Actor()
  class Account {
    readonly all: unknown[];
    constructor(a: Connection, @inject("b") b: string, @inject("c") c: number, d: Store) {
      this.all = [a, b, c, d];
    }
  }
  const { build, injector } = world();
  injector.container.register("b", { useValue: "B" }).register("c", { useValue: 0 });
  expect(build(Account).all).toEqual([expect.any(Connection), "B", 0, expect.any(Store)]);
});

test("the actor's own context is given wherever ActorContext is asked for", () => {
  @injectable()
  class Audit {
    constructor(readonly context: ActorContext) {}
  }
  @Actor()
  class Account {
    constructor(
      readonly context: ActorContext<Account>,
      readonly audit: Audit,
    ) {}
  }
  const { build } = world();
  const account = build(Account, "context 1");
  expect([account.context, account.audit.context]).toEqual(["context 1", "context 1"]);
  expect(build(Account, "context 2").context).toBe("context 2");
});

test("the runtime's own values are injected by their tokens, unless a fake is registered", () => {
  @Actor()
  class Account {
    constructor(readonly clock: Clock) {}
  }
  const [real, fake] = [new SystemClock(), new SystemClock()];
  const { build, injector } = world(new Map([[Clock, real]]));
  expect(build(Account).clock).toBe(real);
  injector.container.registerInstance(Clock as never, fake);
  expect(build(Account).clock).toBe(fake);
});

describe("a derived class", () => {
  abstract class Base {
    constructor(readonly store: Store) {}
  }
  Reflect.defineMetadata("design:paramtypes", [Store], Base);

  test("without a constructor gets what its base asks for", () => {
    @Actor()
    class Derived extends Base {}
    expect(world().build(Derived).store).toBeInstanceOf(Store);
  });

  test("with a constructor of its own gets what that asks for", () => {
    @Actor()
    class Derived extends Base {
      constructor(readonly connection: Connection) {
        super(new Store(connection));
      }
    }
    const derived = world().build(Derived);
    expect(derived.store.connection).toBe(derived.connection);
  });

  test("with a constructor without parameters needs nothing", () => {
    class Unbuildable {
      constructor(readonly limit: number) {}
    }
    Reflect.defineMetadata("design:paramtypes", [Number], Unbuildable);
    class Fake extends Unbuildable {
      constructor() {
        super(7);
      }
    }
    expect(world().build(Fake).limit).toBe(7);
  });

  test("that passes everything on gets what its base asks for", () => {
    class Passing extends Base {
      constructor(...args: [Store]) {
        super(...args);
      }
    }
    expect(world().build(Passing).store).toBeInstanceOf(Store);
  });

  test("of a built-in needs nothing", () => {
    @Actor()
    class Feed extends EventEmitter {}
    expect(world().build(Feed)).toBeInstanceOf(Feed);
  });
});

test("parameters with defaults keep them where the type cannot be injected", () => {
  @Actor()
  class Account {
    constructor(
      readonly store: Store,
      readonly limit = 5,
      readonly currency: string = "EUR",
    ) {}
  }
  expect(world().build(Account)).toMatchObject({ limit: 5, currency: "EUR" });
});

test("@inject with isOptional gives undefined for what nobody registered", () => {
  @Actor()
  class Account {
    constructor(
      @inject("audit", { isOptional: true }) readonly audit: unknown,
      @injectAll("plugin", { isOptional: true }) readonly plugins: unknown[],
    ) {}
  }
  expect(world().build(Account)).toMatchObject({ audit: undefined, plugins: [] });
});

test("@injectAll gives everything registered, of the nearest container", () => {
  @Actor()
  class Account {
    constructor(
      @injectAll("plugin") readonly plugins: string[],
      @injectAll(Store) readonly stores: Store[],
    ) {}
  }
  const { build, injector, parent } = world();
  parent.register("plugin", { useValue: "hidden" });
  injector.container.register("plugin", { useValue: "a" }).register("plugin", { useFactory: () => "b" });
  expect(build(Account)).toMatchObject({ plugins: ["a", "b"], stores: [expect.any(Store)] });
});

test("transforms are applied to one and to all", () => {
  class Join {
    transform(value: string | string[], separator = ""): string {
      return [value].flat().join(separator).toUpperCase();
    }
  }
  @Actor()
  class Account {
    constructor(
      @injectWithTransform("name", Join) readonly one: string,
      @injectAllWithTransform("name", Join, "+") readonly all: string,
    ) {}
  }
  const { build, injector } = world();
  injector.container.register("name", { useValue: "a" }).register("name", { useValue: "b" });
  expect(build(Account)).toMatchObject({ one: "B", all: "A+B" });
});

test("delay breaks a circle: the proxy builds on first use", () => {
  let built = 0;
  @injectable()
  class Left {
    constructor(@inject(delay(() => Right)) readonly right: { readonly left: Left; name(): string }) {}
    name(): string {
      return "left";
    }
  }
  @injectable()
  class Right {
    constructor(readonly left: Left) {
      built++;
    }
    name(): string {
      return `right of ${this.left.name()}`;
    }
  }
  @Actor()
  class Account {
    constructor(readonly left: Left) {}
  }
  const { build } = world();
  const account = build(Account);
  expect(built).toBe(0);
  expect(account.left.right.name()).toBe("right of left");
  account.left.right.name();
  expect(built).toBe(1);
});
