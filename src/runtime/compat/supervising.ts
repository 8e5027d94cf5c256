/** The part of `NodeRuntime` that looks after actors: by path, with a factory, or only to know who is there. */
import { describe, errors } from "../../errors";
import type { Strategy } from "../../options";
import { PathSupervisor } from "../facets/path-supervisor";
import { PathRegistry } from "../facets/paths";
import { Messaging } from "./messaging";

/** Who is replaced with an actor that fell: nobody else, all of its path, or those that came after it. */
export type RestartStrategy = "restartone" | "restartall" | Strategy;

const strategies: Readonly<Record<string, Strategy>> = Object.freeze({
  restartone: "one-for-one",
  restartall: "one-for-all",
  oneforone: "one-for-one",
  oneforall: "one-for-all",
  restforone: "rest-for-one",
});

/** Supervision in the words of the guide. A pid that nobody has gives false. */
export abstract class Supervising extends Messaging {
  /** Makes a supervisor for a path; one that is there stays as it is. @throws ERR_INVALID_ARG for what is no path */
  createPathSupervisor(path: string): void {
    this.runtime.paths.supervisor(path);
  }

  /** Takes a path's supervisor away; the actors stay. False when there was none. @throws ERR_INVALID_ARG */
  removePathSupervisor(path: string): boolean {
    return this.runtime.paths.removeSupervisor(path);
  }

  /**
   * Puts an actor under a path's supervisor, which hears of its end (`runtime.paths.supervisor(path).onExit`) and does
   * not restart it. Without a supervisor there the runtime's own watches it, as `watch`. Returns which of the two.
   *
   * @throws ERR_INVALID_ARG
   */
  pathSupervisorWatch(path: string, pid: number): "path" | "global" | false {
    const supervisor = PathRegistry.supervisorAt(this.runtime.paths, path);
    if (!this.#isThere(pid)) return false;
    if (supervisor === undefined) this.runtime.supervision.watch(pid);
    else supervisor.watch(pid);
    return supervisor === undefined ? "global" : "path";
  }

  /** Who is under a path's supervisor and alive; nobody where there is none. @throws ERR_INVALID_ARG */
  pathSupervisorChildren(path: string): number[] {
    const supervisor = PathRegistry.supervisorAt(this.runtime.paths, path);
    return supervisor?.children().map(({ pid }) => pid) ?? [];
  }

  /**
   * Lets a path's supervisor, which is made where there is none, replace an actor whenever it ends, by the one whose
   * pid the factory returns or promises: also after a stop, and not after a shutdown. Capitals and hyphens of the
   * strategy do not matter.
   *
   * @throws ERR_INVALID_ARG
   */
  pathSuperviseWithFactory(
    path: string,
    pid: number,
    factory: () => number | PromiseLike<number>,
    strategy: RestartStrategy,
  ): boolean {
    const known = strategyOf(strategy);
    if (!this.#isThere(pid)) return false;
    PathSupervisor.superviseAlways(this.runtime.paths.supervisor(path), pid, factory, known);
    return true;
  }

  /** Puts the actors one level below a path, or all below it, under the runtime's supervision; also those that come. */
  watchPath(prefix: string, deep = false): void {
    this.runtime.paths.watch(prefix, { deep });
  }

  /**
   * Puts an actor under the runtime's supervision, where it counts until it ends. Without a factory there is nothing to
   * restart it by, whatever the strategy.
   *
   * @throws ERR_INVALID_ARG for an unknown strategy
   */
  watch(pid: number, strategy: RestartStrategy): boolean {
    strategyOf(strategy);
    if (!this.#isThere(pid)) return false;
    this.runtime.supervision.watch(pid);
    return true;
  }

  /** How many actors are supervised: watched, under a path's supervisor, or of a class with `@Supervised`. */
  childrenCount(): number {
    return this.runtime.supervision.count;
  }

  /** Who is supervised. */
  childPids(): number[] {
    return this.runtime.supervision.children().map(({ pid }) => pid);
  }

  /** @throws ERR_INVALID_ARG for what is no pid */
  #isThere(pid: number): boolean {
    return this.runtime.isAlive(pid);
  }
}

function strategyOf(strategy: unknown): Strategy {
  const known =
    typeof strategy === "string" ? strategies[strategy.toLowerCase().replaceAll("-", "")] : undefined;
  if (known !== undefined) return known;
  const expected = '"restartone", "restartall", "one-for-one", "one-for-all" or "rest-for-one"';
  throw errors.invalidArg({ argument: "strategy", expected, received: describe(strategy) });
}
