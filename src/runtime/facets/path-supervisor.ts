/** `rt.paths.supervisor(path)`: looks after actors that the user names, and replaces those that fell by a factory. */
import { inspect } from "node:util";
import { type Disposer, disposer } from "../../disposer";
import { describe, errors } from "../../errors";
import type { ExitInfo } from "../../exit";
import { reject } from "../../option-checks";
import type { Strategy } from "../../options";
import { PathSupervision } from "../../supervision/path-supervisor";
import { type ReplacementOptions, replacementPolicy } from "../../supervision/path-supervisor-options";
import { isThenable } from "../../thenable";
import type { Cell, System } from "../actor/cell";
import type { ActorRef, Target } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { livingCell, targetCell } from "../actor/target";
import { portOf } from "./replacing";
import type { Watched } from "./watched";

/** Makes the actor that takes the place of one that fell: its ref or pid, or a promise of it. */
export type ChildFactory = () => Target | PromiseLike<Target>;

/**
 * The supervisor of a path. The path is its name: children are those that `watch` and `supervise` were given, wherever
 * they are registered. It is no actor, and its children may be anybody's.
 *
 * A child comes back where it ended by itself and not normally: by an error, or down with an actor that it is linked to
 * (`restart: "permanent"` also after a normal end of its own). Not where it was stopped or killed, or ended with its
 * parent or the runtime. One that restarts in place (`@Supervised`) does so first, and ends only when that failed.
 *
 * What comes back is another actor, with another pid: the factory spawns it, gives it names and paths, and links it.
 * A factory that fails is tried three times, with pauses of 100 and 200 ms. It fails if it throws, rejects, gives no
 * living actor or one that is supervised here already, or gives nobody within 5 s. Then the child is given up, with a
 * report.
 */
export class PathSupervisor {
  /** In normal form; "/" is the root. */
  readonly path: string;
  readonly #system: System;
  readonly #engine: PathSupervision<Cell>;
  readonly #options: ReplacementOptions;
  readonly #listeners = new Set<{ readonly listener: (exit: ExitInfo) => unknown }>();
  #removed = false;

  /** @internal */
  constructor(system: System, watched: Watched, path: string, options: ReplacementOptions) {
    this.path = path;
    this.#system = system;
    this.#options = options;
    const port = portOf(system, watched, path, (exit) => this.#tell(exit));
    this.#engine = new PathSupervision<Cell>(path, port);
  }

  /**
   * Hears of an actor's end, and no more: see `onExit`. It leaves by itself then. For one that is supervised nothing
   * changes.
   *
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG, ERR_FOREIGN_TARGET, ERR_LIMIT, ERR_SUPERVISOR_REMOVED
   */
  watch(target: Target): void {
    this.#live();
    this.#engine.watch(livingCell(this.#system, target));
  }

  /**
   * Replaces an actor when it falls, by what `factory` makes, and with it its siblings as the strategy says: they are
   * stopped first, last first, and then all are made in the order in which they came. Again for the same actor: from
   * now on by these rules, with a new budget.
   *
   * @param how a strategy, or options; what is left out says the supervisor, and then the defaults of `@Supervised`
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG, ERR_FOREIGN_TARGET, ERR_LIMIT, ERR_SUPERVISOR_REMOVED
   */
  supervise(target: Target, factory: ChildFactory, how?: Strategy | ReplacementOptions): void {
    this.#supervise(target, factory, how, false);
  }

  /** Lets an actor go, which lives on; one that is being replaced is not made. False when it was not here. */
  unwatch(target: Target): boolean {
    const cell = targetCell(this.#system, target);
    return cell !== undefined && this.#engine.unwatch(cell);
  }

  /** Those that are alive, watched or supervised, in the order in which they came; who was replaced keeps its place. */
  children(): ActorRef<unknown>[] {
    return this.#engine.children().map((cell) => refOf(cell));
  }

  /**
   * Replaces an actor now, and siblings by its strategy; or all that have a factory. A back-off is cut short, no budget
   * is charged. A target that fell and is not replaced yet is its old ref.
   *
   * @returns whether all of them are there again; false, too, where there is nobody to replace
   * @throws (rejects) ERR_INVALID_ARG, ERR_FOREIGN_TARGET
   */
  async restart(target?: Target): Promise<boolean> {
    if (target === undefined) return this.#engine.restart();
    const cell = targetCell(this.#system, target);
    return cell !== undefined && this.#engine.restart(cell);
  }

  /**
   * Calls `listener` whenever a child has ended, for whatever reason, until the disposer is called. What is done about
   * it is a "supervision" event of `rt.events`.
   *
   * @throws ERR_INVALID_ARG, ERR_RUNTIME_STOPPED, ERR_SUPERVISOR_REMOVED
   */
  onExit(listener: (exit: ExitInfo) => unknown): Disposer {
    if (typeof listener !== "function") reject("listener", "a function", listener);
    this.#live();
    const entry = { listener };
    this.#listeners.add(entry);
    return disposer(() => void this.#listeners.delete(entry));
  }

  /** Its path. */
  toString(): string {
    return this.path;
  }

  /** How `console.log` shows it. */
  [inspect.custom](): string {
    return `PathSupervisor(${JSON.stringify(this.path)})`;
  }

  /** @internal Also a stop brings the actor back, as the Iris guide has it; only a shutdown does not. */
  static superviseAlways(
    supervisor: PathSupervisor,
    target: Target,
    factory: ChildFactory,
    how: Strategy,
  ): void {
    supervisor.#supervise(target, factory, how, true);
  }

  /** @internal */
  static replaces(supervisor: PathSupervisor, cell: Cell): boolean {
    return supervisor.#engine.replaces(cell);
  }

  /** @internal */
  static end(supervisor: PathSupervisor): void {
    supervisor.#removed = true;
    supervisor.#engine.close();
    supervisor.#listeners.clear();
  }

  #supervise(target: Target, factory: ChildFactory, how: unknown, always: boolean): void {
    this.#live();
    if (typeof factory !== "function") {
      throw errors.invalidArg({
        argument: "factory",
        expected: "a function that spawns an actor and returns its ref or pid",
        received: describe(factory),
      });
    }
    const policy = replacementPolicy(how, this.#options);
    this.#engine.supervise(livingCell(this.#system, target), factory, policy, always);
  }

  #live(): void {
    const { name, stopped } = this.#system;
    if (stopped) throw errors.runtimeStopped({ runtime: name });
    if (this.#removed) throw errors.supervisorRemoved({ path: this.path });
  }

  #tell(exit: ExitInfo): void {
    const { logger } = this.#system;
    const complain = (error: unknown): void =>
      logger.error({ error, path: this.path }, `A listener for exits below ${this.path} threw.`);
    for (const { listener } of [...this.#listeners]) {
      try {
        const result = listener(exit);
        if (isThenable(result)) result.then(undefined, complain);
      } catch (error) {
        complain(error);
      }
    }
  }
}
