import "reflect-metadata";

import { container, type DependencyContainer, inject, injectAll, injectable } from "tsyringe";
import { world } from "./build";

/** A container as its public interface shows it: no private fields to look into. */
function opaque(inner: DependencyContainer): DependencyContainer {
  const methods = ["register", "registerInstance", "registerSingleton", "resolve", "resolveAll"] as const;
  const facade: Record<string, unknown> = {
    isRegistered: (token: never, recursive?: boolean) => inner.isRegistered(token, recursive),
    createChildContainer: () => opaque(inner.createChildContainer()),
  };
  for (const name of methods) facade[name] = (inner[name] as () => unknown).bind(inner);
  return facade as unknown as DependencyContainer;
}

@injectable()
class Socket {
  dispose(): void {}
}
@injectable()
class Store {
  constructor(readonly socket: Socket) {}
}
@injectable()
class Account {
  constructor(
    @inject("shared") readonly shared: Store,
    @injectAll("shared") readonly all: Store[],
    @inject("parent's") readonly parents: string,
    readonly own: Store,
  ) {}
}

test("where tsyringe's private fields are gone, registrations are left to container.resolve and not owned", () => {
  const parent = container.createChildContainer();
  parent.register("parent's", { useValue: "yes" });
  const { build, injector, owned } = world(new Map(), opaque(parent));
  injector.container.registerSingleton("shared", Store);
  const account = build(Account);
  expect(account.shared).toBe(injector.container.resolve("shared"));
  expect(account.all).toEqual([account.shared]);
  expect(account.parents).toBe("yes");
  expect(account.own).toBeInstanceOf(Store);
  expect(owned).toEqual([account.own.socket]);
});

test("where tsyringe's private fields are gone, a missing token is still named", () => {
  const { build } = world(new Map(), opaque(container.createChildContainer()));
  expect(() => build(Account)).toThrow('asks for "shared", which nobody registered');
});
