/** `rt.names`: actors by name. */
import { draftsOf } from "../../draft";
import { describe, errors } from "../../errors";
import type { Cell, System } from "../actor/cell";
import { checkFlag, checkOptions } from "../actor/checks";
import type { ActorRef, BaseClass, Target } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { livingCell } from "../actor/target";

/** `rt.names`: actors by name. A name ends with its actor. */
export class NameRegistry {
  constructor(private readonly system: System) {}

  /**
   * Gives an actor a name until its final exit. The last registration wins, unless one of the two is exclusive.
   *
   * @throws ERR_NAME_TAKEN, ERR_ACTOR_NOT_FOUND for a dead target, ERR_INVALID_ARG for an empty name
   */
  register(name: string, target: Target, options?: { readonly exclusive?: boolean | undefined }): void {
    checkOptions("register options", options);
    checkFlag("exclusive", options?.exclusive);
    this.system.names.register(name, livingCell(this.system, target), options);
  }

  /** Frees a name; false when nobody had it. */
  unregister(name: string): boolean {
    if (typeof name !== "string") throw invalid("name", "a string", name);
    return this.system.names.unregister(name);
  }

  /** The actor of this name; with a class, only if it is, or was, one of it. Or that of `@Actor({ name })`. */
  resolve(name: string): ActorRef<unknown> | undefined;
  resolve<A extends object>(name: string, type: BaseClass<A>): ActorRef<A> | undefined;
  resolve<A extends object>(type: BaseClass<A>): ActorRef<A> | undefined;
  resolve(nameOrType: string | BaseClass, type?: BaseClass): ActorRef<unknown> | undefined {
    if (type !== undefined && typeof type !== "function") throw invalid("the class", "an actor class", type);
    const wanted = typeof nameOrType === "function" ? nameOrType : type;
    const name = typeof nameOrType === "function" ? nameOf(nameOrType) : nameOrType;
    if (typeof name !== "string")
      throw invalid(
        "what to resolve",
        `a name, or a class with @Actor({ name })${name === undefined ? importHint : ""}`,
        name,
      );
    const cell = this.system.names.resolve(name);
    if (cell === undefined || (wanted !== undefined && !answersTo(cell, wanted))) return undefined;
    return refOf(cell);
  }
}

/** An actor that was swapped answers to every class it has been: its ref has the messages of them all. */
function answersTo(cell: Cell, wanted: BaseClass): boolean {
  return cell.extras?.behaviors?.hasBeen(wanted) ?? isA(cell.blueprint.type, wanted);
}

/** Whether a class is another one, or derived from it. */
export function isA(type: BaseClass | undefined, wanted: BaseClass): boolean {
  return type !== undefined && (type === wanted || Object.prototype.isPrototypeOf.call(wanted, type));
}

/** An undefined class is nearly always one that a circle of imports has not defined yet. */
const importHint = " (is the class in a circle of imports?)";

function invalid(argument: string, expected: string, value: unknown): Error {
  return errors.invalidArg({ argument, expected, received: describe(value) });
}

function nameOf(type: BaseClass): string {
  const name = draftsOf(type).findLast((draft) => draft.actor !== undefined)?.actor?.name;
  if (name !== undefined) return name;
  throw invalid("what to resolve", "a name, or a class with @Actor({ name })", type);
}
