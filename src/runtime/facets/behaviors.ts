/** `rt.behaviors`: other code for actors that live on. */
import { describe, errors } from "../../errors";
import type { ActorContext } from "../actor/actor-context";
import type { Cell, System } from "../actor/cell";
import { checkOptions } from "../actor/checks";
import { Phase } from "../actor/phase";
import { plannedVersion, planRollback, planSwap, requestChange } from "../actor/planning";
import type { ActorClass, FunctionActor, Target } from "../actor/protocol";
import { livingCell } from "../actor/target";

/** How state moves with a swap: `S` is the state of the code before, `T` of the code after. */
export interface SwapOptions<S = Record<string, unknown>, T = Record<string, unknown>> {
  /**
   * From the state of the old code (what `@Snapshot` returned, else the plain fields) to the plain fields of the new
   * instance, or what its `@Restore` takes. Synchronous. Not called where there is no state yet.
   */
  readonly migrate?: ((state: S) => object) | undefined;
  /** The way back, for a rollback over this swap: from the new code's state to fields of the old. */
  readonly migrateBack?: ((state: T) => object) | undefined;
}

/** `rt.behaviors`: hot swap, versions and rollback. */
export class BehaviorService {
  constructor(private readonly system: System) {}

  /**
   * Lets an actor run other code from its next message on: the handler under way ends on the old code, everything that
   * is queued runs on the new. Ref, queue, timers, children, names and links stay; no life-cycle hook runs. The state
   * goes by `migrate`, else by `@Snapshot` and `@Restore`, else by plain fields. Resolves to the new version, once it
   * is in force. A pull actor's mailbox is closed for the old code's `run`; when that returns, the new one's starts.
   * Do not await it in a handler of the actor itself: each would wait for the other.
   *
   * @throws (rejects) ERR_ACTOR_NOT_FOUND; ERR_INVALID_ARG for code of another mode, a pool, an observer; what `spawn`
   *   throws for the class; ERR_PRIVATE_STATE; ERR_MIGRATION, and the old code stays; ERR_ACTOR_DEAD when it ends
   *   first; ERR_DEADLOCK in the synchronous part of the actor's own handler; ERR_LIMIT while 1,024 changes are pending
   */
  swap<M, S = Record<string, unknown>, T = Record<string, unknown>>(
    target: Target,
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: SwapOptions<S, T>,
  ): Promise<number>;
  swap<B extends object, S = Record<string, unknown>, T = Record<string, unknown>>(
    target: Target,
    type: ActorClass<B>,
    options?: SwapOptions<S, T>,
  ): Promise<number>;
  swap(target: Target, type: unknown, options?: SwapOptions<never, never>): Promise<number> {
    // Not `async`, which would make two promises of it: what is thrown in here rejects this one.
    return new Promise((resolve, reject) => {
      checkSwapOptions(options);
      const cell = livingCell(this.system, target);
      const change = planSwap(cell, type, options, resolve, reject);
      refuseOwnWait(cell, "swap");
      requestChange(cell, change);
    });
  }

  /**
   * The version that the next message will run on: 1 at first, one more for each swap, less after a rollback.
   *
   * @throws ERR_ACTOR_NOT_FOUND
   */
  version(target: Target): number {
    return plannedVersion(livingCell(this.system, target));
  }

  /**
   * Goes back `steps` versions; the state moves as in a swap, by each `migrateBack` on the way. Resolves to the version
   * that is in force then. 16 earlier versions are kept; what is left by a rollback is forgotten.
   *
   * @throws (rejects) ERR_ACTOR_NOT_FOUND; ERR_BEHAVIOR_HISTORY when fewer are kept, and nothing changes;
   *   ERR_MIGRATION, ERR_ACTOR_DEAD, ERR_DEADLOCK and ERR_LIMIT as a swap
   */
  rollback(target: Target, steps = 1): Promise<number> {
    return new Promise((resolve, reject) => {
      const cell = livingCell(this.system, target);
      const change = planRollback(cell, steps, resolve, reject);
      if (change === undefined) return resolve(plannedVersion(cell));
      refuseOwnWait(cell, "rollback");
      requestChange(cell, change);
    });
  }
}

function checkSwapOptions(options: SwapOptions<never, never> | undefined): void {
  if (options === undefined) return;
  checkOptions("swap options", options);
  checkMigration("migrate", options.migrate);
  checkMigration("migrateBack", options.migrateBack);
}

/** The change waits for the handler or `@OnStart` that would wait for it. @throws ERR_DEADLOCK */
function refuseOwnWait(cell: Cell, what: "swap" | "rollback"): void {
  const { scheduler, handling } = cell.system;
  if (scheduler.current !== cell || (handling === undefined && cell.phase !== Phase.Starting)) return;
  const step = `${cell.blueprint.label}.${handling?.name ?? "@OnStart"}`;
  throw errors.deadlock({ cycle: `${step} → ${what}(${cell.label})`, awaited: "change" });
}

function checkMigration(argument: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw errors.invalidArg({ argument, expected: "a function", received: describe(value) });
}
