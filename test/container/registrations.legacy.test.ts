import "reflect-metadata";

import { container, delay, inject, injectable, Lifecycle, scoped, singleton } from "tsyringe";
import { Actor } from "../../src/decorators/actor";
import { world } from "./build";

@injectable()
class Connection {}
@injectable()
class Store {
  constructor(readonly connection: Connection) {}
}

@injectable()
class Nested {
  constructor(@inject("it") readonly it: object) {}
}
@injectable()
class Asker {
  constructor(
    @inject("it") readonly one: object,
    @inject("it") readonly two: object,
    readonly nested: Nested,
  ) {}
}

test("registrations as in tsyringe: a class provider makes one for each parameter", () => {
  const { build, injector } = world();
  injector.container.register("it", { useClass: Store });
  const { one, two } = build(Asker);
  expect(one).toBeInstanceOf(Store);
  expect(two).not.toBe(one);
});

test("registrations as in tsyringe: a singleton is one, also for the container", () => {
  const { build, injector } = world();
  injector.container.registerSingleton("it", Store);
  const { one, two, nested } = build(Asker);
  expect(new Set([one, two, nested.it, build(Asker).one, injector.container.resolve("it")]).size).toBe(1);
});

test("registrations as in tsyringe: a singleton the container made first is the one injected", () => {
  const { build, injector } = world();
  injector.container.registerSingleton("it", Store);
  const made = injector.container.resolve("it");
  expect(build(Asker).one).toBe(made);
});

test("registrations as in tsyringe: a resolution-scoped one is one for each actor", () => {
  const { build, injector } = world();
  injector.container.register("it", { useClass: Store }, { lifecycle: Lifecycle.ResolutionScoped });
  const [first, second] = [build(Asker), build(Asker)];
  expect([first.two, first.nested.it]).toEqual([first.one, first.one]);
  expect(first.two).toBe(first.one);
  expect(first.nested.it).toBe(first.one);
  expect(second.one).not.toBe(first.one);
});

test("registrations as in tsyringe: values, factories and tokens are followed", () => {
  const { build, injector } = world();
  injector.container.register("it", { useToken: "that" });
  let count = 0;
  injector.container.register("that", { useFactory: (c) => ({ count: ++count, c }) });
  const { one, two } = build(Asker);
  expect([one, two]).toMatchObject([{ count: 1 }, { count: 2 }]);
  expect((one as { c: unknown }).c).toBe(injector.container);
});

test("registrations as in tsyringe: a delayed class provider is a proxy", () => {
  const { build, injector } = world();
  injector.container.register("it", delay(() => Store) as never);
  expect((build(Asker).one as Store).connection).toBeInstanceOf(Connection);
});

test("registrations as in tsyringe: the parent's registrations are seen, the child's win", () => {
  const { build, injector, parent } = world();
  parent.register("it", { useValue: "parent" });
  expect(build(Asker).one).toBe("parent");
  injector.container.register("it", { useValue: "child" });
  expect(build(Asker).one).toBe("child");
});

test("registrations as in tsyringe: a transient of the parent is built from the child", () => {
  const { build, injector, parent } = world();
  parent.register("it", { useClass: Store });
  const connection = new Connection();
  injector.container.register(Connection, { useValue: connection });
  expect((build(Asker).one as Store).connection).toBe(connection);
});

describe("two injectors do not notice each other:", () => {
  @singleton()
  class Global {
    constructor(readonly connection: Connection) {}
  }
  @Actor()
  class Account {
    constructor(readonly global: Global) {}
  }

  test("a global singleton is not built from one runtime's fakes", () => {
    const [a, b] = [world(new Map(), container), world(new Map(), container)];
    const fake = new Connection();
    a.injector.container.register(Connection, { useValue: fake });
    const account = a.build(Account);
    expect(account.global.connection).not.toBe(fake);
    expect(b.build(Account).global).toBe(account.global);
  });

  test("container-scoped classes are one for each runtime, also those loaded after it", () => {
    const [a, b] = [world(new Map(), container), world(new Map(), container)];
    @scoped(Lifecycle.ContainerScoped)
    class Late {}
    @Actor()
    class User {
      constructor(readonly late: Late) {}
    }
    const [one, two] = [a.build(User), b.build(User)];
    expect(a.build(User).late).toBe(one.late);
    expect(two.late).not.toBe(one.late);
    expect(a.injector.container.resolve(Late)).toBe(one.late);
  });

  test("what one registers, the other lacks", () => {
    class Asker {
      constructor(@inject("only.a") readonly it: unknown) {}
    }
    const [a, b] = [world(), world()];
    a.injector.container.register("only.a", { useValue: 1 });
    expect(a.build(Asker).it).toBe(1);
    expect(() => b.build(Asker)).toThrow('rt.container.register("only.a", { useValue: … })');
  });
});
