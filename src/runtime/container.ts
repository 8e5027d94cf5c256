/**
 * Dependency injection of one runtime, over tsyringe.
 *
 *   parent container ─▶ child container (rt.container) ─▶ a ConstructorPlan for each actor class ─▶ new C(…)
 *
 * Instances are made by plans, not by tsyringe: a plan is chosen once and then costs one call for each parameter,
 * gives each actor its own context, and knows what it made and so has to dispose of. Registrations are read when a
 * plan is made: fakes go onto `container` before the first spawn of the class.
 */
import "reflect-metadata";

import type { DependencyContainer, InjectionToken } from "tsyringe";
import type { ActorClass } from "./actor/protocol";
import { disposeAll } from "./injection/disposal";
import type { ConstructorPlan } from "./injection/plan";
import { Planner } from "./injection/planner";

export { disposeAll, isDisposable } from "./injection/disposal";
export type { ConstructorPlan } from "./injection/plan";

export class Injector {
  /** The runtime's own container: what is registered here wins over the parent's registrations. */
  readonly container: DependencyContainer;
  private readonly planner: Planner;
  /** Shared instances this runtime made, in order. */
  private readonly made: object[] = [];

  /** `builtins` gives the runtime's own values by token: its clock, its random source, itself. */
  constructor(parent: DependencyContainer, builtins: ReadonlyMap<unknown, unknown>) {
    this.container = parent.createChildContainer();
    for (const [token, value] of builtins) this.container.registerInstance(token as InjectionToken, value);
    this.planner = new Planner(this.container, (disposable) => this.made.push(disposable), builtins.keys());
  }

  /**
   * How to build `type`; the caller keeps it. A registration of `type` itself is not looked at.
   *
   * @throws ERR_MISSING_DEPENDENCY, ERR_CIRCULAR_DEPENDENCY for constructor parameters; what `injected()` asks for is
   *   found out when an instance is built
   */
  plan<A extends object>(type: ActorClass<A>): ConstructorPlan<A> {
    return this.planner.planFor(type) as object as ConstructorPlan<A>;
  }

  /** Whether some plan has read the registrations of `token`: what is registered from now on may not reach everyone. */
  hasLookedUp(token: unknown): boolean {
    return this.planner.hasAsked(token);
  }

  /**
   * Disposes of the shared instances that this runtime made, the last first: never of values, of factories' results
   * or of what lives in a parent container. Returns what was thrown; nothing stops at the first failure.
   */
  dispose(): Promise<unknown[]> {
    return disposeAll(this.made.splice(0));
  }
}
