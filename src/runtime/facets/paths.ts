/** `rt.paths`: actors by hierarchical path, a namespace of its own beside names. */
import type { Disposer } from "../../disposer";
import { Lazy } from "../../lazy";
import type { ReplacementOptions } from "../../supervision/path-supervisor-options";
import type { System } from "../actor/cell";
import { checkFlag, checkOptions } from "../actor/checks";
import type { ActorRef, Target } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { livingCell } from "../actor/target";
import type { PathSupervisor } from "./path-supervisor";
import type { PathSupervisors } from "./path-supervisors";
import type { PathWatches } from "./path-watches";
import type { Watched } from "./watched";

const supervisors = new Lazy(() => require("./path-supervisors") as typeof import("./path-supervisors"));
const watches = new Lazy(() => require("./path-watches") as typeof import("./path-watches"));

/** Paths start with "/"; double and trailing slashes do not matter. Each method throws ERR_INVALID_ARG for others. */
export class PathRegistry {
  readonly #watched: () => Watched;
  #supervisors: PathSupervisors | undefined = undefined;
  #watches: PathWatches | undefined = undefined;

  /** @internal */
  constructor(
    private readonly system: System,
    watched: () => Watched,
  ) {
    this.#watched = watched;
  }

  /** Registers an actor until its final exit; the last registration wins. @throws ERR_ACTOR_NOT_FOUND */
  register(path: string, target: Target): void {
    this.system.paths.register(path, livingCell(this.system, target));
  }

  /** Frees a path; false when nobody had it. */
  unregister(path: string): boolean {
    return this.system.paths.unregister(path);
  }

  /** The actor at exactly this path. */
  resolve(path: string): ActorRef<unknown> | undefined {
    const cell = this.system.paths.resolve(path);
    return cell === undefined ? undefined : refOf(cell);
  }

  /** Everything below a prefix, sorted by path; "" and "/" mean all. */
  list(prefix: string): [path: string, ref: ActorRef<unknown>][] {
    return this.system.paths.list(prefix).map(([path, cell]) => [path, refOf(cell)]);
  }

  /** One level below a prefix, sorted by path. */
  listDirect(prefix: string): [path: string, ref: ActorRef<unknown>][] {
    return this.system.paths.listDirect(prefix).map(([path, cell]) => [path, refOf(cell)]);
  }

  /**
   * Counts the actors one level below a prefix among `rt.supervision.children()`, or with `deep` all below it: those
   * that are there, and those that are registered later, each until it ends or the disposer is called. They are not
   * restarted because of this. "" and "/" mean all.
   *
   * @throws ERR_LIMIT
   */
  watch(prefix: string, options?: { readonly deep?: boolean | undefined }): Disposer {
    checkOptions("watch options", options, ["deep"]);
    checkFlag("deep", options?.deep);
    this.#watches ??= new watches.module.PathWatches(this.system, this.#watched());
    return this.#watches.add(prefix, options?.deep ?? false);
  }

  /**
   * The supervisor of a path, the same one each time; options count only when there was none. It replaces actors that
   * fell by what a factory makes.
   *
   * @throws ERR_RUNTIME_STOPPED, ERR_LIMIT, ERR_INVALID_ARG for a wrong option
   */
  supervisor(path: string, options?: ReplacementOptions): PathSupervisor {
    return this.#all().of(path, options);
  }

  /**
   * Ends the supervision of a path; false when there was none. No actor is stopped by it. A restart under way is called
   * off: siblings that were stopped for it stay away, and what a factory still delivers is stopped.
   */
  removeSupervisor(path: string): boolean {
    return this.#all().remove(path);
  }

  /** @internal The supervisor of a path, if there is one. */
  static supervisorAt(paths: PathRegistry, path: string): PathSupervisor | undefined {
    return paths.#all().at(path);
  }

  #all(): PathSupervisors {
    this.#supervisors ??= new supervisors.module.PathSupervisors(this.system, this.#watched());
    return this.#supervisors;
  }
}
