/** An injector over a container of its own, and one call that builds. */
import "reflect-metadata";

import { container, type DependencyContainer } from "tsyringe";
import { injectionStack } from "../../src/draft";
import type { ActorClass } from "../../src/runtime/actor/protocol";
import { Injector } from "../../src/runtime/container";

export interface World {
  readonly parent: DependencyContainer;
  readonly injector: Injector;
  /** What actors own, in the order it was handed over. */
  readonly owned: object[];
  build<A extends object>(type: ActorClass<A>, context?: unknown): A;
}

export function world(
  builtins: ReadonlyMap<unknown, unknown> = new Map(),
  over?: DependencyContainer,
): World {
  const parent = over ?? container.createChildContainer();
  const injector = new Injector(parent, builtins);
  const owned: object[] = [];
  return {
    parent,
    injector,
    owned,
    build: (type, context) =>
      injector.plan(type).build(undefined, { context: () => context, own: (_, value) => owned.push(value) }),
  };
}

afterEach(() => expect(injectionStack()).toEqual([]));
