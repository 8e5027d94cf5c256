/** The part of `NodeRuntime` that starts actors. */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { checkCapacity } from "../../option-checks";
import type { SpawnOptions } from "../actor/protocol";
import { targetCell } from "../actor/target";
import { Messenger } from "../messenger";
import { Runtime } from "../runtime";
import { type PullHandler, type PushHandler, pullCode, pushCode } from "./code";
import { notYet } from "./later";
import { LaterCalls } from "./later-calls";

/** A number like any other: the type of a parameter follows its default. */
const budgetDefault: number = limits.budgetDefault;

/**
 * Spawns return the new actor's pid. `budget` is how many messages it may handle before others have their turn. They
 * throw ERR_INVALID_ARG, ERR_RUNTIME_STOPPED, ERR_OVERLOADED, ERR_LIMIT, and ERR_NOT_YET for `releaseGil`.
 */
export abstract class Spawning extends LaterCalls {
  /** The runtime beneath: the same actors, as classes and refs. `runtime.ref(pid)` leads from a pid to a ref. */
  readonly runtime: Runtime;

  /** @internal */
  constructor(runtime: Runtime = new Runtime()) {
    super();
    if (!(runtime instanceof Runtime)) {
      throw errors.invalidArg({
        argument: "runtime",
        expected: "a Runtime of this copy of iris-actors",
        received: describe(runtime),
      });
    }
    this.runtime = runtime;
  }

  /** An actor whose handler is called with each message. */
  spawn(handler: PushHandler, budget = budgetDefault, releaseGil = false): number {
    return this.#push(handler, { budget }, releaseGil);
  }

  /** The same with a mailbox for `capacity` messages; more are refused, see `setOverflowPolicy`. */
  spawnPyHandlerBounded(handler: PushHandler, budget: number, capacity: number, releaseGil = false): number {
    checkCapacity(capacity);
    return this.#push(handler, { budget, mailbox: { capacity } }, releaseGil);
  }

  /** The same, with the arguments in the order of Node. */
  spawnBounded(handler: PushHandler, capacity: number, budget = budgetDefault): number {
    return this.spawnPyHandlerBounded(handler, budget, capacity);
  }

  /** An actor that takes its messages itself. It sees EXIT of its children and of those it is linked to. */
  spawnWithMailbox(handler: PullHandler, budget = budgetDefault): number {
    return this.#pull(handler, { budget });
  }

  /** An actor that ends when its parent does, however that ends; at once when the parent is gone already. */
  spawnChild(parent: number, handler: PushHandler, budget = budgetDefault, releaseGil = false): number {
    return this.#push(handler, { parent: this.#checked(parent), budget }, releaseGil);
  }

  /**
   * `workers` children, by pid. A worker that crashes comes back under its pid; one that ends is replaced by an actor
   * with another pid, until the parent ends.
   */
  spawnChildPool(
    parent: number,
    handler: PushHandler,
    workers: number,
    budget = budgetDefault,
    releaseGil = false,
  ): number[] {
    refuseThread(releaseGil);
    const options = { parent: this.#checked(parent), size: workers, budget };
    return [...this.runtime.spawnPool(pushCode(handler), options)].map(({ pid }) => pid);
  }

  /** A child that takes its messages itself. */
  spawnChildWithMailbox(parent: number, handler: PullHandler, budget = budgetDefault): number {
    return this.#pull(handler, { parent: this.#checked(parent), budget });
  }

  /** An actor that begins with its first message, and sleeps after `idleTimeoutMs` without one until the next. */
  spawnVirtual(handler: PushHandler, budget = budgetDefault, idleTimeoutMs?: number | null): number {
    const idle = idleTimeoutMs ?? undefined;
    return this.runtime.virtual(pushCode(handler), { budget, idleTimeoutMs: idle }).pid;
  }

  /** An actor that records what it receives, at a path: for `getMessages` and `selectiveRecv`. */
  spawnWithPathObserved(budget: number, path: string): number {
    if (typeof path === "string") return this.runtime.observe({ path, budget }).pid;
    throw errors.invalidArg({ argument: "path", expected: "a string", received: describe(path) });
  }

  /** The same without a path. */
  spawnObservedHandler(budget = budgetDefault): number {
    return this.runtime.observe({ budget }).pid;
  }

  #push(handler: PushHandler, options: SpawnOptions, releaseGil: boolean): number {
    refuseThread(releaseGil);
    return this.runtime.spawn(pushCode(handler), options).pid;
  }

  #pull(handler: PullHandler, options: SpawnOptions): number {
    return this.runtime.spawnPull(pullCode(handler), { ...options, trapExit: true }).pid;
  }

  /** A parent that is no pid at all would mean none. */
  #checked(parent: number): number {
    targetCell(Messenger.inside(this.runtime), parent);
    return parent;
  }
}

function refuseThread(releaseGil: unknown): void {
  if (releaseGil === false) return;
  if (releaseGil === true) notYet("releaseGil");
  throw errors.invalidArg({
    argument: "releaseGil",
    expected: "a boolean",
    received: describe(releaseGil),
  });
}
