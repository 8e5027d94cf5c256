import "reflect-metadata";

import { inject, injectable, registry } from "tsyringe";
import { Actor } from "../../src/decorators/actor";
import { Receive } from "../../src/decorators/receive";
import { IrisError } from "../../src/errors";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorClass } from "../../src/runtime/actor/protocol";
import { world } from "./build";

function refusal(type: ActorClass, { injector } = world()): IrisError {
  try {
    injector.plan(type);
  } catch (error) {
    if (IrisError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

interface Quotes {
  read(): number;
}

test("parameters without metadata name the compiler options and both other ways", () => {
  class Account {
    constructor(readonly quotes: Quotes) {}
  }
  const error = refusal(Account);
  expect(error).toMatchObject({ code: "ERR_MISSING_DEPENDENCY", actor: "Account" });
  expect(error.message).toBe(
    'Cannot build Account: constructor parameter 1 ("quotes") has no type information. Compile with ' +
      "experimentalDecorators and emitDecoratorMetadata (types are emitted for classes that have a decorator; esbuild, tsx and Vite emit none, swc needs decoratorMetadata: true), " +
      "mark the parameter with @inject(TOKEN), or replace it by a field: name = injected(TOKEN).",
  );
});

test("the parameter without a token is named where another has one", () => {
  class Account {
    constructor(
      @inject("a") readonly a: unknown,
      readonly quotes: Quotes,
    ) {}
  }
  const { injector } = world();
  injector.container.register("a", { useValue: 1 });
  expect(refusal(Account, { injector } as never).message).toContain('constructor parameter 2 ("quotes")');
});

test("a base class without metadata is not built from nothing", () => {
  class Base {
    constructor(readonly quotes: Quotes) {}
  }
  class Account extends Base {}
  expect(refusal(Account).message).toContain('constructor parameter 1 ("quotes") has no type information');
});

test.each<[string, unknown, string]>([
  [
    "an interface",
    Object,
    "has no class as its type (an interface, a union, or a class imported by `import type`",
  ],
  ["a function type", Function, "has no class as its type"],
  [
    "undefined",
    undefined,
    "has the type undefined. An import cycle leaves that behind: mark it with @inject(delay(",
  ],
  ["a number", Number, "has the type Number, which no container can build. Mark it with @inject(TOKEN)"],
  ["a string", String, "has the type String"],
  ["a boolean", Boolean, "has the type Boolean"],
  [
    "a built-in",
    Map,
    "asks for the built-in Map, which nobody registered. Register one: rt.container.register(Map",
  ],
])("a parameter whose type is %s is refused", (_what, type, text) => {
  class Account {
    constructor(readonly limit: unknown) {}
  }
  Reflect.defineMetadata("design:paramtypes", [type], Account);
  expect(refusal(Account).message).toContain(`constructor parameter 1 ("limit") ${text}`);
});

test("a built-in that is registered is injected", () => {
  class Account {
    constructor(readonly prices: Map<string, number>) {}
  }
  Reflect.defineMetadata("design:paramtypes", [Map], Account);
  const { build, injector } = world();
  const prices = new Map();
  injector.container.register(Map, { useValue: prices });
  expect(build(Account).prices).toBe(prices);
});

test("tokens nobody registered are named with the call that registers them", () => {
  const token = Symbol("quotes");
  class ByString {
    constructor(@inject("limit") readonly limit: number) {}
  }
  class BySymbol {
    constructor(@inject(token) readonly quotes: Quotes) {}
  }
  expect(refusal(ByString).message).toBe(
    'Cannot build ByString: constructor parameter 1 ("limit") asks for "limit", which nobody registered. ' +
      'Register it before the spawn: rt.container.register("limit", { useValue: … }).',
  );
  expect(refusal(BySymbol).message).toContain("asks for Symbol(quotes), which nobody registered");
});

test("@inject of an undefined token names the import cycle", () => {
  class Account {
    constructor(@inject(undefined as never) readonly quotes: Quotes) {}
  }
  expect(refusal(Account).message).toContain("asks for undefined. An import cycle leaves that behind");
});

test("what a dependency lacks is told with the way that leads there", () => {
  class Repo {
    constructor(@inject("url") readonly url: string) {}
  }
  @injectable()
  class Store {
    constructor(readonly repo: Repo) {}
  }
  @Actor()
  class Account {
    constructor(readonly store: Store) {}
  }
  expect(refusal(Account).message).toContain(
    'Cannot build Repo (Account → Store → Repo): constructor parameter 1 ("url") asks for "url"',
  );
});

test("an actor class as a dependency is refused: actors are reached through refs", () => {
  @Actor()
  class Worker {
    @Receive() work(): void {}
  }
  @Actor()
  class Boss {
    constructor(readonly worker: Worker) {}
  }
  expect(refusal(Boss).message).toContain(
    "asks for the actor class Worker, but actors are reached only through refs",
  );
});

test("a shared instance cannot have one actor's context", () => {
  @injectable()
  class Audit {
    constructor(readonly context: ActorContext) {}
  }
  @Actor()
  class Account {
    constructor(readonly audit: Audit) {}
  }
  const { injector } = world();
  injector.container.registerSingleton(Audit);
  expect(refusal(Account, { injector } as never).message).toContain(
    'Cannot build Audit (Account → Audit): constructor parameter 1 ("context") asks for an ActorContext, but a shared',
  );
});

describe("circular dependencies are refused with their path:", () => {
  class Left {
    constructor(readonly right: object) {}
  }
  class Right {
    constructor(readonly left: Left) {}
  }
  Reflect.defineMetadata("design:paramtypes", [Right], Left);
  Reflect.defineMetadata("design:paramtypes", [Left], Right);

  test("between transients", () => {
    class Account {
      constructor(readonly left: Left) {}
    }
    Reflect.defineMetadata("design:paramtypes", [Left], Account);
    const error = refusal(Account);
    expect(error.code).toBe("ERR_CIRCULAR_DEPENDENCY");
    expect(error.message).toContain("These classes need each other to be built: Left → Right → Left.");
  });

  test("between singletons", () => {
    const { injector } = world();
    injector.container.registerSingleton(Left).registerSingleton(Right);
    expect(refusal(Right, { injector } as never).message).toContain("Right → Left → Right.");
  });

  test("of a class that asks for itself", () => {
    class Self {
      constructor(readonly self: object) {}
    }
    Reflect.defineMetadata("design:paramtypes", [Self], Self);
    expect(refusal(Self).message).toContain("Self → Self.");
  });

  test("between tokens of two containers", () => {
    const { injector, parent } = world();
    parent.register("a", { useToken: "b" });
    injector.container.register("b", { useToken: "a" });
    @registry([])
    class Account {
      constructor(@inject("a") readonly a: unknown) {}
    }
    expect(refusal(Account, { injector } as never).message).toContain('"a" → "b" → "a".');
  });
});

test("an error of a dependency's constructor passes unchanged, and the next build works", () => {
  const failure = new Error("no connection");
  let isDown = true;
  @injectable()
  class Connection {
    constructor() {
      if (isDown) throw failure;
    }
  }
  @Actor()
  class Account {
    constructor(readonly connection: Connection) {}
  }
  const { build } = world();
  let caught: unknown;
  try {
    build(Account);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(failure);
  isDown = false;
  expect(build(Account).connection).toBeInstanceOf(Connection);
});
