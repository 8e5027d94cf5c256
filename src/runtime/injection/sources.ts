/** Where an injected value comes from: one getter for each parameter, chosen when the plan is made. */
import type { DependencyContainer } from "tsyringe";
import { isInstance } from "../../draft";
import { isDisposable } from "./disposal";
import type { Delayed, Registration } from "./registry";

/** What a build asks of the actor it builds for. Static functions over a subject: a build allocates no closures. */
export interface BuildPorts<S> {
  /** The actor's context, wherever `ActorContext` is asked for. */
  context(subject: S): unknown;
  /** Takes what was made for this actor alone and needs disposal. */
  own(subject: S, disposable: object): void;
}

/** What the builds of one actor and its transients, or of one singleton, have in common. */
export class Session {
  /** Made for ResolutionScoped registrations, once each. */
  scope: Map<Registration, unknown> | undefined = undefined;

  constructor(
    public subject: unknown,
    public ports: BuildPorts<never>,
  ) {}
}

export interface Source {
  /** The same for each build of this plan, or recognised without bookkeeping. */
  readonly isShared: boolean;
  get(session: Session): unknown;
  /** Whether `value` is what a shared source injects. */
  holds(value: unknown): boolean;
}

abstract class FreshSource implements Source {
  readonly isShared = false;
  abstract get(session: Session): unknown;
  holds(): boolean {
    return false;
  }
}

export class ValueSource implements Source {
  readonly isShared = true;
  constructor(private readonly value: unknown) {}

  get(): unknown {
    return this.value;
  }

  holds(value: unknown): boolean {
    return value === this.value;
  }
}

export class ContextSource implements Source {
  readonly isShared = true;

  get(session: Session): unknown {
    return session.ports.context(session.subject as never);
  }

  holds(value: unknown): boolean {
    return typeof value === "object" && value !== null && isInstance(value, "ActorContext");
  }
}

/** A registration that keeps its instance where tsyringe looks for it too. Built in a session of its own. */
export class SingletonSource implements Source {
  readonly isShared = true;
  constructor(
    private readonly registration: Registration,
    private readonly inner: Source,
    private readonly ports: BuildPorts<never>,
  ) {}

  get(): unknown {
    const { registration } = this;
    // What a singleton needs lives as long as it does: nothing of it may belong to the actor that came first.
    registration.instance ||= this.inner.get(new Session(undefined, this.ports));
    return registration.instance;
  }

  holds(value: unknown): boolean {
    return value === this.registration.instance;
  }
}

/** One for each actor that is built. */
export class ScopedSource extends FreshSource {
  constructor(
    private readonly registration: Registration,
    private readonly inner: Source,
  ) {
    super();
  }

  get(session: Session): unknown {
    session.scope ??= new Map();
    if (!session.scope.has(this.registration)) session.scope.set(this.registration, this.inner.get(session));
    return session.scope.get(this.registration);
  }
}

/** A new instance each time; the session owns what needs disposal. */
export class TransientSource extends FreshSource {
  constructor(private readonly plan: { construct(session: Session): object }) {
    super();
  }

  get(session: Session): unknown {
    const instance = this.plan.construct(session);
    if (isDisposable(instance)) session.ports.own(session.subject as never, instance);
    return instance;
  }
}

/** Whatever users' factories return is theirs to dispose. */
export class FactorySource extends FreshSource {
  constructor(
    private readonly registration: Registration,
    private readonly container: DependencyContainer,
  ) {
    super();
  }

  get(): unknown {
    return this.registration.provider.useFactory?.(this.container);
  }
}

/** Stands in where tsyringe does not show what a token means. */
export class OpaqueSource extends FreshSource {
  constructor(
    private readonly container: DependencyContainer,
    private readonly token: unknown,
    private readonly isMultiple: boolean,
  ) {
    super();
  }

  get(): unknown {
    const { container, token } = this;
    return this.isMultiple ? container.resolveAll(token as never) : container.resolve(token as never);
  }
}

/** `@injectAll` */
export class ListSource extends FreshSource {
  constructor(private readonly items: readonly Source[]) {
    super();
  }

  get(session: Session): unknown {
    return this.items.map((item) => item.get(session));
  }
}

/** `@injectWithTransform`, `@injectAllWithTransform` */
export class TransformSource extends FreshSource {
  constructor(
    private readonly transform: Source,
    private readonly inner: Source,
    private readonly args: readonly unknown[],
  ) {
    super();
  }

  get(session: Session): unknown {
    const transform = this.transform.get(session) as { transform(...args: unknown[]): unknown };
    return transform.transform(this.inner.get(session), ...this.args);
  }
}

/** Chosen on first use. */
export class LazySource extends FreshSource {
  private chosen: Source | undefined = undefined;

  constructor(private readonly choose: () => Source) {
    super();
  }

  get(session: Session): unknown {
    this.chosen ??= this.choose();
    return this.chosen.get(session);
  }
}

/** `delay(() => X)`: a proxy that builds on first use, which may be after the session's build. */
export class DelayedSource extends FreshSource {
  constructor(
    private readonly delayed: Delayed,
    private readonly sourceOf: (token: unknown) => Source,
  ) {
    super();
  }

  get({ subject, ports }: Session): unknown {
    return this.delayed.createProxy((token) => this.sourceOf(token).get(new Session(subject, ports)));
  }
}
