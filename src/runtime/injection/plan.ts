/**
 * How one class is built: its constructor, and a source for each parameter. Plans form a tree (an actor's class, its
 * dependencies, theirs, …), so a class that is its own ancestor is a circular dependency.
 */
import type { DependencyContainer } from "tsyringe";
import { type InjectionFrame, injectionStack, isInstance } from "../../draft";
import { errors } from "../../errors";
import type { ActorClass } from "../actor/protocol";
import { type BuildPorts, Session, type Source } from "./sources";

/** Builds the instances of one actor class. */
export interface ConstructorPlan<A extends object> {
  /**
   * Builds one instance for `subject`. `ports.own` is also called when a later step throws; and, when a `delay`ed
   * dependency is first used, also after the build. Errors of users' constructors pass unchanged.
   */
  build<S>(subject: S, ports: BuildPorts<S>): A;
  /** Whether `value` was injected into `instance`: such fields do not move with its state. False for primitives. */
  isInjected(instance: object, value: unknown): boolean;
}

/** Where the dependencies of a class are looked up. */
export interface World {
  readonly container: DependencyContainer;
  /** Whether an actor's context can be had: not in what outlives the actor. */
  readonly hasContext: boolean;
  /** Chooses the sources of the constructor's parameters, or refuses. */
  parametersFor(plan: ClassPlan): readonly Source[];
  /** Chooses the source for `injected(token)`, or refuses. */
  fieldFor(plan: ClassPlan, token: unknown): Source;
}

const stack = injectionStack();
const noPorts: BuildPorts<never> = Object.freeze({ context: () => undefined, own: () => {} });

/** One build under way. Each plan keeps a frame and uses it again. */
class Frame extends Session implements InjectionFrame {
  /** What was injected into this instance alone. */
  values: unknown[] | undefined = undefined;
  /** The build that this one is part of: this one, for an actor. */
  session: Session = this;

  constructor(private readonly plan: ClassPlan) {
    super(undefined, noPorts);
  }

  resolve(token: unknown): unknown {
    return this.take(this.plan.sourceFor(token));
  }

  take(source: Source): unknown {
    const value = source.get(this.session);
    if (!source.isShared && this.session === this && isObject(value)) {
      this.values ??= [];
      this.values.push(value);
    }
    return value;
  }

  /** A plan lives longer than the actor it built: it must not keep what belongs to that one. */
  clear(): void {
    this.subject = undefined;
    this.ports = noPorts;
    this.scope = undefined;
    this.values = undefined;
    this.session = this;
  }
}

export class ClassPlan {
  private readonly parameters: readonly Source[];
  /** Sources that `injected()` asked for. */
  private readonly fields = new Map<unknown, Source>();
  private idle: Frame | undefined = new Frame(this);
  private injectedInto: WeakMap<object, readonly unknown[]> | undefined = undefined;

  constructor(
    readonly type: ActorClass,
    /** Where its dependencies come from. */
    readonly world: World,
    /** The plan that needs this one. */
    private readonly parent: ClassPlan | undefined,
  ) {
    this.refuseCycle();
    this.parameters = world.parametersFor(this);
  }

  build<S>(subject: S, ports: BuildPorts<S>): object {
    const frame = this.idle ?? new Frame(this);
    frame.subject = subject;
    frame.ports = ports as BuildPorts<never>;
    return this.run(frame);
  }

  /** Builds an instance as part of a larger build. */
  construct(session: Session): object {
    const frame = this.idle ?? new Frame(this);
    frame.session = session;
    return this.run(frame);
  }

  isInjected(instance: object, value: unknown): boolean {
    if (!isObject(value)) return false;
    // By identity first: looking into the proxy of a `delay` would build what it stands for.
    if (this.injectedInto?.get(instance)?.includes(value)) return true;
    const holds = (source: Source): boolean => source.holds(value);
    if (this.parameters.some(holds) || [...this.fields.values()].some(holds)) return true;
    return isInstance(value, "ActorContext");
  }

  sourceFor(token: unknown): Source {
    let source = this.fields.get(token);
    if (source === undefined) {
      source = this.world.fieldFor(this, token);
      this.fields.set(token, source);
    }
    return source;
  }

  /** The classes that lead here, the actor's first: `Account → Store → Repo`. */
  path(): string[] {
    return [...(this.parent?.path() ?? []), this.type.name || "(anonymous class)"];
  }

  private run(frame: Frame): object {
    // A constructor may come back here before it is done, by way of `delay`: then that build gets a frame of its own.
    this.idle = undefined;
    stack.push(frame);
    try {
      const instance = this.create(frame);
      if (frame.values !== undefined) this.remember(instance, frame.values);
      return instance;
    } finally {
      stack.pop();
      frame.clear();
      this.idle = frame;
    }
  }

  private create(frame: Frame): object {
    const type = this.type as new (...args: unknown[]) => object;
    const [first, second] = this.parameters;
    if (first === undefined) return new type();
    if (second === undefined) return new type(frame.take(first));
    if (this.parameters.length === 2) return new type(frame.take(first), frame.take(second));
    return new type(...this.parameters.map((source) => frame.take(source)));
  }

  private remember(instance: object, values: readonly unknown[]): void {
    this.injectedInto ??= new WeakMap();
    this.injectedInto.set(instance, values);
  }

  private refuseCycle(): void {
    for (let at = this.parent; at !== undefined; at = at.parent) {
      if (at.type !== this.type) continue;
      const path = this.path();
      const cycle = path.slice(at.path().length - 1);
      throw errors.circularDependency({ path: cycle.join(" → ") });
    }
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
