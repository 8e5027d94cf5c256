/** `rt.inspect`: a runtime from outside. Who is there, counted and one by one, how well they are, how many may be. */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { reject } from "../../option-checks";
import type { Cell, System } from "../actor/cell";
import { Phase } from "../actor/phase";
import type { BaseClass, Target } from "../actor/protocol";
import { livingCell, targetCell } from "../actor/target";
import { isA } from "../facets/names";
import type { Audit } from "../messages/conservation";
import { type Metrics, measure } from "./metrics";
import { type ActorInfo, snapshot } from "./snapshot";

/** Operators' questions. Nothing of it costs anything until it is asked. */
export class Inspect {
  /** Goes with the actor. */
  private readonly healths = new WeakMap<Cell, string>();

  constructor(
    private readonly system: System,
    private readonly audit: () => Audit,
  ) {}

  /**
   * All living actors, or those of a class (derived ones too) or a function. Each is described only when you come to
   * it, so a million of them need no list; who comes or goes meanwhile may or may not be among them, and nobody twice.
   *
   * @throws ERR_INVALID_ARG for what is neither a class nor a function
   */
  list(type?: BaseClass | ((...args: never[]) => unknown)): IterableIterator<ActorInfo> {
    if (type !== undefined && typeof type !== "function")
      reject("what to list", "an actor class or function", type);
    return this.each(type);
  }

  /**
   * One actor; undefined when it is not alive.
   *
   * @throws ERR_INVALID_ARG for what is no target, ERR_FOREIGN_TARGET for a ref of another runtime
   */
  info(target: Target): ActorInfo | undefined {
    const cell = targetCell(this.system, target);
    return cell === undefined || cell.phase === Phase.Stopped ? undefined : this.describe(cell);
  }

  /** All numbers of the runtime; looks at every actor once. */
  metrics(): Metrics {
    return measure(this.system, this.audit());
  }

  /**
   * Says how an actor is, in your words; shows as `info(target).health`. Stays over restarts and sleep, and goes with
   * the actor. Undefined takes it back.
   *
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG for what is no text of at most `limits.healthLengthMax` characters
   */
  setHealth(target: Target, text: string | undefined): void {
    if (text !== undefined && (typeof text !== "string" || text.length > limits.healthLengthMax)) {
      throw errors.invalidArg({
        argument: "health",
        expected: `a text of at most ${limits.healthLengthMax} characters, or undefined`,
        received: typeof text === "string" ? `${text.length} characters` : describe(text),
      });
    }
    const cell = livingCell(this.system, target);
    if (text === undefined) this.healths.delete(cell);
    else this.healths.set(cell, text);
  }

  /**
   * The most actors that may live while shedding is on. Passive virtual actors count: what it protects is memory, and
   * they hold some. Undefined: no limit but `limits.actorsMax`. Nobody is ended when there are more already.
   *
   * @throws ERR_INVALID_ARG unless it is a whole number from 0 to `limits.actorsMax`, or undefined
   */
  setCapacity(actorsMax: number | undefined): void {
    const isCount = Number.isSafeInteger(actorsMax) && (actorsMax as number) >= 0;
    if (actorsMax !== undefined && !(isCount && actorsMax <= limits.actorsMax))
      reject("the capacity", `a whole number from 0 to ${limits.actorsMax}, or undefined`, actorsMax);
    this.system.population.capacity = actorsMax;
  }

  /**
   * Turns load shedding on or off; off by default. While it is on and the capacity is reached, whatever would make
   * another actor throws ERR_OVERLOADED: spawns, and virtual actors with a new key. Actors that are there go on: they
   * are restarted, fall asleep and wake up.
   *
   * @throws ERR_INVALID_ARG for what is no boolean
   */
  setShedding(on: boolean): void {
    if (typeof on !== "boolean") reject("shedding", "a boolean", on);
    this.system.population.shedding = on;
  }

  /** Whether the next spawn would throw ERR_OVERLOADED: shedding is on, and the capacity reached. */
  isShedding(): boolean {
    return this.system.population.isFull;
  }

  private *each(
    type: BaseClass | ((...args: never[]) => unknown) | undefined,
  ): Generator<ActorInfo, undefined> {
    for (const cell of this.system.slots.values()) {
      if (cell.phase !== Phase.Stopped && isOf(cell, type)) yield this.describe(cell);
    }
  }

  private describe(cell: Cell): ActorInfo {
    return snapshot(cell, this.healths.get(cell));
  }
}

function isOf({ blueprint }: Cell, type: unknown): boolean {
  return type === undefined || blueprint.behavior === type || isA(blueprint.type, type as BaseClass);
}
