/** The supervisors of paths of one runtime, by path. They end with it. */
import { errors } from "../../errors";
import { limits } from "../../limits";
import { checkReplacementOptions } from "../../supervision/path-supervisor-options";
import type { System } from "../actor/cell";
import { normalPath } from "../messages/paths";
import { PathSupervisor } from "./path-supervisor";
import type { Watched } from "./watched";

export class PathSupervisors {
  private readonly known = new Map<string, PathSupervisor>();

  constructor(
    private readonly system: System,
    private readonly watched: Watched,
  ) {
    const extras = system.guardian.more();
    extras.joiners ??= [];
    extras.joiners.push(() => this.close());
    system.supervision.isReplaced = (cell) =>
      [...this.known.values()].some((supervisor) => PathSupervisor.replaces(supervisor, cell));
  }

  /** Makes it where there is none. @throws ERR_INVALID_ARG, ERR_RUNTIME_STOPPED, ERR_LIMIT */
  of(path: string, options: unknown): PathSupervisor {
    const at = normalPath(path);
    const checked = checkReplacementOptions(options, "supervisor options");
    const found = this.known.get(at);
    if (found !== undefined) return found;
    const { name, stopped } = this.system;
    if (stopped) throw errors.runtimeStopped({ runtime: name });
    if (this.known.size >= limits.pathSupervisorsMax) {
      const fix = "Remove those that are no longer needed with rt.paths.removeSupervisor(path).";
      throw errors.limitReached({ limit: "pathSupervisorsMax", value: limits.pathSupervisorsMax, fix });
    }
    const made = new PathSupervisor(this.system, this.watched, at === "" ? "/" : at, checked);
    this.known.set(at, made);
    return made;
  }

  /** Only one that is there. @throws ERR_INVALID_ARG */
  at(path: string): PathSupervisor | undefined {
    return this.known.get(normalPath(path));
  }

  remove(path: string): boolean {
    const at = normalPath(path);
    const found = this.known.get(at);
    if (found === undefined) return false;
    this.known.delete(at);
    PathSupervisor.end(found);
    return true;
  }

  private close(): void {
    for (const supervisor of this.known.values()) PathSupervisor.end(supervisor);
    this.known.clear();
  }
}
