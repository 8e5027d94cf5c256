/** Chooses the source of each dependency, by what tsyringe's registrations say, and refuses what cannot be built. */

import { type DependencyContainer, Lifecycle } from "tsyringe";
import { brandOf } from "../../draft";
import { describe, errors, type IrisError } from "../../errors";
import { Lazy } from "../../lazy";
import { ActorContext } from "../actor/actor-context";
import type { ActorClass } from "../actor/protocol";
import { type Parameter, parametersOf } from "./parameters";
import { ClassPlan, type World } from "./plan";
import type { Problem } from "./problems";
import {
  adoptScoped,
  type Delayed,
  type Found,
  findRegistration,
  findRegistrations,
  isDelayed,
} from "./registry";
import * as sources from "./sources";

const problems = new Lazy(() => require("./problems") as typeof import("./problems"));

/** One wish: what is asked for, by which parameter or field of which class. */
interface Wish {
  readonly plan: ClassPlan;
  /** Whose descendants the wanted classes are: `plan`, unless they are built later. */
  readonly parent: ClassPlan | undefined;
  readonly world: World;
  readonly label: string;
  readonly parameter: Parameter | undefined;
  /** Tokens that led here by `useToken`. */
  readonly aliases: readonly unknown[];
}

export class Planner {
  private readonly actors: World;
  /** Tokens whose registrations have been read: a later one comes too late. */
  private readonly asked = new Set<unknown>();
  private readonly builtins = new Map<unknown, unknown>();

  constructor(
    /** The runtime's child container. */
    private readonly container: DependencyContainer,
    /** Takes what this runtime made and shares among actors. */
    private readonly adopt: (disposable: object) => void,
    /** This runtime's own tokens, for those of another copy of the package. */
    builtins: Iterable<unknown>,
  ) {
    for (const token of [ActorContext, ...builtins]) this.builtins.set(brandOf(token), token);
    this.actors = this.worldOf(container, true);
  }

  planFor(type: ActorClass): ClassPlan {
    return new ClassPlan(type, this.actors, undefined);
  }

  hasAsked(token: unknown): boolean {
    return this.asked.has(token);
  }

  private worldOf(container: DependencyContainer, hasContext: boolean): World {
    return {
      container,
      hasContext,
      parametersFor: (plan) => this.parametersFor(plan),
      fieldFor: (plan, token) => this.fieldFor(plan, token),
    };
  }

  private parametersFor(plan: ClassPlan): sources.Source[] {
    return parametersOf(plan.type).map((parameter) => {
      const { label, isMultiple, token, transform, transformArgs } = parameter;
      const wish: Wish = { plan, parent: plan, world: plan.world, label, parameter, aliases: [] };
      const source = isMultiple ? this.listFor(token, wish) : this.sourceOf(token, wish);
      if (transform === undefined) return source;
      return new sources.TransformSource(this.sourceOf(transform, wish), source, transformArgs);
    });
  }

  private fieldFor(plan: ClassPlan, token: unknown): sources.Source {
    const label = `injected(${nameOf(token)})`;
    return this.sourceOf(token, {
      plan,
      parent: plan,
      world: plan.world,
      label,
      parameter: undefined,
      aliases: [],
    });
  }

  private sourceOf(wanted: unknown, wish: Wish): sources.Source {
    const token = this.ownToken(wanted);
    if (token === ActorContext) return this.contextFor(wish);
    if (isDelayed(token)) return this.delayed(token, wish);
    this.asked.add(token);
    const { container } = wish.world;
    if (container === this.container) adoptScoped(container, token);
    const found = findRegistration(container, token);
    if (found === "opaque") return new sources.OpaqueSource(container, token, false);
    if (found !== undefined) return this.registered(found, token, wish);
    const problem = problems.module.problemOf(token, wish.parameter);
    if (problem === undefined) return this.transient(token, wish);
    if (wish.parameter?.isOptional) return new sources.ValueSource(undefined);
    throw missing(wish, problem);
  }

  /** Another copy's `Clock` means this runtime's, unless somebody registered that very class on its container. */
  private ownToken(token: unknown): unknown {
    const brand = brandOf(token);
    if (brand === undefined || this.container.isRegistered(token as never)) return token;
    return this.builtins.get(brand) ?? token;
  }

  private listFor(wanted: unknown, wish: Wish): sources.Source {
    const token = this.ownToken(wanted);
    this.asked.add(token);
    const { container } = wish.world;
    if (container === this.container) adoptScoped(container, token);
    const all = findRegistrations(container, token);
    if (all === "opaque") return new sources.OpaqueSource(container, token, true);
    if (all !== undefined) {
      return new sources.ListSource(all.map((found) => this.registered(found, token, wish)));
    }
    const isAbsent = wish.parameter?.isOptional && (typeof token === "string" || typeof token === "symbol");
    return new sources.ListSource(isAbsent ? [] : [this.sourceOf(token, wish)]);
  }

  private registered(found: Found, token: unknown, wish: Wish): sources.Source {
    const { registration } = found;
    const { lifecycle } = registration.options;
    if (lifecycle === Lifecycle.Singleton || lifecycle === Lifecycle.ContainerScoped) {
      return this.singleton(found, token, wish);
    }
    const source = this.provided(found, token, wish);
    return lifecycle === Lifecycle.ResolutionScoped ? new sources.ScopedSource(registration, source) : source;
  }

  /** Ours where it is registered on the runtime's container; else it is built from, and belongs to, its container. */
  private singleton(found: Found, token: unknown, wish: Wish): sources.Source {
    const { registration, owner } = found;
    const own = owner === this.container ? this.adopt : () => {};
    const ports = { context: () => undefined, own: (_: never, disposable: object) => own(disposable) };
    const world = this.worldOf(owner, false);
    const choose = (): sources.Source => this.provided(found, token, { ...wish, world });
    // What is there already needs no plan, and may not even have types.
    const inner = registration.instance ? new sources.LazySource(choose) : choose();
    return new sources.SingletonSource(registration, inner, ports);
  }

  private provided({ registration }: Found, token: unknown, wish: Wish): sources.Source {
    const { useValue, useToken, useClass, useFactory } = registration.provider;
    // In the order in which tsyringe tells providers apart.
    if (useValue !== undefined && useValue !== null) return new sources.ValueSource(useValue);
    if (useToken) return this.alias(token, useToken, wish);
    if (useClass) return isDelayed(useClass) ? this.delayed(useClass, wish) : this.transient(useClass, wish);
    if (useFactory) return new sources.FactorySource(registration, wish.world.container);
    return new sources.OpaqueSource(wish.world.container, token, false);
  }

  private alias(token: unknown, target: unknown, wish: Wish): sources.Source {
    const aliases = [...wish.aliases, token];
    if (aliases.includes(target)) {
      throw errors.circularDependency({ path: [...aliases, target].map(nameOf).join(" → ") });
    }
    return this.sourceOf(target, { ...wish, aliases });
  }

  private transient(type: unknown, { parent, world }: Wish): sources.Source {
    return new sources.TransientSource(new ClassPlan(type as ActorClass, world, parent));
  }

  private delayed(token: Delayed, wish: Wish): sources.Source {
    return new sources.DelayedSource(token, (target) =>
      this.sourceOf(target, { ...wish, parent: undefined }),
    );
  }

  private contextFor(wish: Wish): sources.Source {
    if (wish.world.hasContext) return new sources.ContextSource();
    throw missing(wish, {
      problem: "asks for an ActorContext, but a shared instance outlives any one actor",
      fix: `Register ${wish.plan.type.name} as transient, or give the context to its methods.`,
    });
  }
}

function missing(wish: Wish, problem: Problem): IrisError {
  const path = wish.plan.path();
  const name = path[path.length - 1] as string;
  const actor = path.length === 1 ? name : `${name} (${path.join(" → ")})`;
  return errors.missingDependency({ actor, parameter: wish.label, ...problem });
}

function nameOf(token: unknown): string {
  return typeof token === "function" && token.name !== "" ? token.name : describe(token);
}
