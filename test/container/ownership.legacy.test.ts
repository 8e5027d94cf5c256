import "reflect-metadata";

import { container, inject, injectable, Lifecycle, singleton } from "tsyringe";
import { injected } from "../../src/decorators/injected";
import { disposeAll, isDisposable } from "../../src/runtime/container";
import { world } from "./build";

const log: string[] = [];
beforeEach(() => log.splice(0));

class Socket {
  dispose(): void {
    log.push("socket");
  }
}
@injectable()
class Pool {
  constructor(readonly socket: Socket) {}
  async [Symbol.asyncDispose](): Promise<void> {
    await undefined;
    log.push("pool");
  }
}
@injectable()
class Account {
  constructor(@inject(Pool) readonly pool: Pool) {}
  dispose(): void {
    log.push("account");
  }
}

test("transients belong to the actor they were made for, dependencies first; the actor itself does not", () => {
  const { build, owned } = world();
  const { pool } = build(Account);
  expect(owned).toEqual([pool.socket, pool]);
});

test("what was made before a constructor failed is handed over too", () => {
  class Failing {
    readonly pool = injected(Pool);
    constructor() {
      throw new Error("no");
    }
  }
  const { build, owned } = world();
  expect(() => build(Failing)).toThrow("no");
  expect(owned).toEqual([expect.any(Socket), expect.any(Pool)]);
});

test("resolution-scoped instances belong to the actor, once", () => {
  const { build, owned, injector } = world();
  injector.container.register(Socket, { useClass: Socket }, { lifecycle: Lifecycle.ResolutionScoped });
  class Two {
    readonly one = injected(Socket);
    readonly two = injected(Socket);
  }
  const { one, two } = build(Two);
  expect(two).toBe(one);
  expect(owned).toEqual([one]);
});

test("the runtime's singletons are disposed once, the last made first, with what was made for them", async () => {
  const { build, owned, injector } = world();
  injector.container.registerSingleton(Pool);
  build(Account);
  build(Account);
  expect(owned).toEqual([]);
  expect(await injector.dispose()).toEqual([]);
  expect(log).toEqual(["pool", "socket"]);
  expect(await injector.dispose()).toEqual([]);
  expect(log).toHaveLength(2);
});

test("container-scoped instances of this runtime are disposed", async () => {
  const parent = container.createChildContainer();
  parent.register(Pool, { useClass: Pool }, { lifecycle: Lifecycle.ContainerScoped });
  const [a, b] = [world(new Map(), parent), world(new Map(), parent)];
  const [one, two] = [a.build(Account), b.build(Account)];
  expect(two.pool).not.toBe(one.pool);
  await a.injector.dispose();
  expect(log).toEqual(["pool", "socket"]);
});

test("users' globals, values, factory results and what the container made itself are never disposed", async () => {
  @singleton()
  class Global {
    readonly socket = injected(Socket);
    dispose(): void {
      log.push("global");
    }
  }
  class Asker {
    readonly all = [
      injected(Global),
      injected("value"),
      injected("factory"),
      injected("made"),
      injected("parent's"),
    ];
  }
  const { build, owned, injector, parent } = world();
  injector.container
    .register("value", { useValue: new Socket() })
    .register("factory", { useFactory: () => new Socket() })
    .registerSingleton("made", Socket);
  parent.registerSingleton("parent's", Socket);
  injector.container.resolve("made");
  expect(build(Asker).all).toHaveLength(5);
  expect(owned).toEqual([]);
  expect(await injector.dispose()).toEqual([]);
  expect(log).toEqual([]);
  expect(injector.container.isRegistered("value")).toBe(true);
});

test("one failing dispose stops no other, and is returned", async () => {
  const failure = new Error("stuck");
  const things = [
    { dispose: () => log.push("first") },
    {
      dispose: () => {
        throw failure;
      },
    },
    { [Symbol.asyncDispose]: () => Promise.reject(failure) },
    { [Symbol.dispose]: () => log.push("last"), dispose: () => log.push("not this") },
  ];
  expect(await disposeAll(things)).toEqual([failure, failure]);
  expect(log).toEqual(["last", "first"]);
});

test("disposable is what has a standard symbol or a dispose() without parameters", () => {
  expect(isDisposable({ dispose() {} })).toBe(true);
  expect(isDisposable({ [Symbol.dispose]() {} })).toBe(true);
  expect(isDisposable({ async [Symbol.asyncDispose]() {} })).toBe(true);
  expect(isDisposable({ dispose(_what: unknown) {} })).toBe(false);
  expect(isDisposable({ dispose: true })).toBe(false);
  expect(isDisposable(null)).toBe(false);
  expect(isDisposable("text")).toBe(false);
});

describe("isInjected tells dependencies from state:", () => {
  test("transients, singletons, values and fields of injected() are dependencies of their own instance only", () => {
    class Actor {
      readonly socket = injected(Socket);
      readonly shared = injected<object>("shared");
      readonly single = injected<object>("single");
      readonly limit = injected<number>("limit");
      state: object = {};
    }
    const { injector } = world();
    injector.container
      .register("shared", { useValue: {} })
      .registerSingleton("single", Pool)
      .register("limit", { useValue: 5 });
    const plan = injector.plan(Actor);
    const ports = { context: () => ({}), own: () => {} };
    const [one, two] = [plan.build(1, ports), plan.build(2, ports)];
    expect(plan.isInjected(one, one.socket)).toBe(true);
    expect(plan.isInjected(one, one.shared)).toBe(true);
    expect(plan.isInjected(one, one.single)).toBe(true);
    expect(plan.isInjected(one, two.socket)).toBe(false);
    expect(plan.isInjected(one, one.state)).toBe(false);
    expect(plan.isInjected(one, one.limit)).toBe(false);
  });
});
