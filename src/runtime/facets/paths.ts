/** `rt.paths`: actors by hierarchical path, a namespace of its own beside names. */
import type { System } from "../actor/cell";
import type { ActorRef, Target } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { livingCell } from "../actor/target";

/** Paths start with "/"; double and trailing slashes do not matter. Each method throws ERR_INVALID_ARG for others. */
export class PathRegistry {
  constructor(private readonly system: System) {}

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
}
