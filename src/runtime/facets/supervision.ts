/** `rt.supervision`: who is supervised in a runtime, by whomever. */
import { Lazy } from "../../lazy";
import type { Cell, System } from "../actor/cell";
import { childrenOf } from "../actor/children";
import { Phase } from "../actor/phase";
import type { ActorRef, Target } from "../actor/protocol";
import { refOf, waitsForTurn } from "../actor/ref";
import { livingCell, targetCell } from "../actor/target";
import { Watched } from "./watched";

const restarting = new Lazy(() => require("../actor/restarting") as typeof import("../actor/restarting"));

/**
 * `rt.supervision`: the living actors that somebody looks after. They are those with a policy of their own (of
 * `@Supervised`, from spawn, or from a `@Supervises` parent) and those that are watched: by `watch` here, by
 * `rt.paths.watch`, or by the supervisor of a path. Members of a pool count where their class is supervised.
 */
export class Supervision {
  readonly #system: System;
  readonly #watched = new Watched();

  /** @internal */
  constructor(system: System) {
    this.#system = system;
  }

  /** How many are supervised. Looks at every actor. */
  get count(): number {
    let count = 0;
    for (const cell of this.#system.slots.values()) if (this.#has(cell)) count++;
    return count;
  }

  /**
   * All that are supervised, in no special order; or those among the children of one actor, in start order.
   *
   * @throws ERR_INVALID_ARG for what is no target, ERR_FOREIGN_TARGET
   */
  children(target?: Target): ActorRef<unknown>[] {
    const found: ActorRef<unknown>[] = [];
    for (const cell of this.#among(target)) if (this.#has(cell)) found.push(refOf(cell));
    return found;
  }

  /**
   * Counts an actor among the supervised until it ends. Nothing else changes: it is not restarted because of this.
   *
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG, ERR_FOREIGN_TARGET
   */
  watch(target: Target): void {
    this.#watched.add(livingCell(this.#system, target), this);
  }

  /** Takes `watch` back. False when it was not watched here. */
  unwatch(target: Target): boolean {
    const cell = targetCell(this.#system, target);
    return cell !== undefined && this.#watched.remove(cell, this);
  }

  /**
   * Restarts an actor as if it had crashed, but gracefully, and at no cost to its budget: its handlers finish first,
   * its queue waits. Resolves to whether it is up again: false when it is gone, ends instead, or sleeps. One that is
   * restarting already is waited for, and its back-off cut short. Called in the actor's own handler it resolves at
   * once, and the restart comes after the handler.
   *
   * @throws (rejects) ERR_INVALID_ARG, ERR_FOREIGN_TARGET
   */
  async restart(target: Target): Promise<boolean> {
    const cell = targetCell(this.#system, target);
    if (cell === undefined || cell.blueprint.isFixed) return false;
    return new Promise((resolve) => {
      restarting.module.restartByHand(cell, resolve);
      if (waitsForTurn(cell)) resolve(true);
    });
  }

  #among(target: Target | undefined): Iterable<Cell> {
    if (target === undefined) return this.#system.slots.values();
    const cell = targetCell(this.#system, target);
    return cell === undefined || cell.phase === Phase.Stopped ? [] : childrenOf(cell);
  }

  #has(cell: Cell): boolean {
    return cell.phase !== Phase.Stopped && (this.#watched.has(cell) || isSupervised(cell));
  }

  /** @internal For the supervisors of paths. */
  static watched(supervision: Supervision): Watched {
    return supervision.#watched;
  }
}

/** Members of pools have a policy in any case; it counts where it is that of their class. */
function isSupervised({ policy, blueprint, parent }: Cell): boolean {
  const isMember = parent?.extras?.router !== undefined;
  return isMember ? blueprint.policy !== undefined : policy !== undefined;
}
