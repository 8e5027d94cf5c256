/** `rt.names`: actors by name. */
import { draftsOf } from "../../draft";
import { describe, errors } from "../../errors";
import type { System } from "../actor/cell";
import type { ActorClass, ActorRef, Target } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { livingCell } from "../actor/target";

export class NameRegistry {
  constructor(private readonly system: System) {}

  /**
   * Gives an actor a name until its final exit. The last registration wins, unless one of the two is exclusive.
   *
   * @throws ERR_NAME_TAKEN, ERR_ACTOR_NOT_FOUND for a dead target, ERR_INVALID_ARG for an empty name
   */
  register(name: string, target: Target, options?: { readonly exclusive?: boolean }): void {
    this.system.names.register(name, livingCell(this.system, target), options);
  }

  /** Frees a name; false when nobody had it. */
  unregister(name: string): boolean {
    return this.system.names.unregister(name);
  }

  /** The actor of this name; with a class, only if it is one of that class. Or the actor of `@Actor({ name })`. */
  resolve(name: string): ActorRef<unknown> | undefined;
  resolve<A extends object>(name: string, type: ActorClass<A>): ActorRef<A> | undefined;
  resolve<A extends object>(type: ActorClass<A>): ActorRef<A> | undefined;
  resolve(nameOrType: string | ActorClass, type?: ActorClass): ActorRef<unknown> | undefined {
    const wanted = typeof nameOrType === "function" ? nameOrType : type;
    const name = typeof nameOrType === "function" ? nameOf(nameOrType) : nameOrType;
    const cell = this.system.names.resolve(name);
    if (cell === undefined || (wanted !== undefined && !isA(cell.blueprint.type, wanted))) return undefined;
    return refOf(cell);
  }
}

function isA(type: ActorClass | undefined, wanted: ActorClass): boolean {
  return type !== undefined && (type === wanted || Object.prototype.isPrototypeOf.call(wanted, type));
}

function nameOf(type: ActorClass): string {
  const name = draftsOf(type).findLast((draft) => draft.actor !== undefined)?.actor?.name;
  if (name !== undefined) return name;
  const expected = "a name, or a class with @Actor({ name })";
  throw errors.invalidArg({ argument: "what to resolve", expected, received: describe(type) });
}
