/** `rt.paths.watch`: prefixes whose actors count among the supervised, those that are there and those that come. */
import { type Disposer, disposer } from "../../disposer";
import { errors } from "../../errors";
import { limits } from "../../limits";
import type { Cell, System } from "../actor/cell";
import { normalPrefix } from "../messages/paths";
import type { Watched } from "./watched";

class PathWatch {
  /** Those that it found. */
  readonly cells = new Set<Cell>();

  constructor(readonly deep: boolean) {}
}

export class PathWatches {
  /** By prefix: a path that is registered looks up each prefix of its own. */
  private readonly watches = new Map<string, Set<PathWatch>>();
  private count = 0;

  constructor(
    private readonly system: System,
    private readonly watched: Watched,
  ) {
    system.paths.onRegister = (path, cell) => this.registered(path, cell);
  }

  /** @throws ERR_INVALID_ARG, ERR_LIMIT */
  add(prefix: string, deep: boolean): Disposer {
    const at = normalPrefix(prefix);
    if (this.count >= limits.pathWatchesMax) {
      const fix = "Call the disposers of those that are no longer needed.";
      throw errors.limitReached({ limit: "pathWatchesMax", value: limits.pathWatchesMax, fix });
    }
    const watch = new PathWatch(deep);
    const { paths } = this.system;
    for (const [, cell] of deep ? paths.list(at) : paths.listDirect(at)) this.found(watch, cell);
    const group = this.watches.get(at) ?? new Set();
    this.watches.set(at, group.add(watch));
    this.count++;
    return disposer(() => this.remove(at, watch));
  }

  private remove(at: string, watch: PathWatch): void {
    const group = this.watches.get(at);
    if (group?.delete(watch) !== true) return;
    this.count--;
    if (group.size === 0) this.watches.delete(at);
    for (const cell of watch.cells) this.watched.remove(cell, watch);
    watch.cells.clear();
  }

  private registered(path: string, cell: Cell): void {
    let prefix = path;
    do {
      prefix = prefix.slice(0, prefix.lastIndexOf("/"));
      const isDirect = prefix.length === path.lastIndexOf("/");
      for (const watch of this.watches.get(prefix) ?? []) {
        if (watch.deep || isDirect) this.found(watch, cell);
      }
    } while (prefix !== "");
  }

  private found(watch: PathWatch, cell: Cell): void {
    watch.cells.add(cell);
    this.watched.add(cell, watch, () => watch.cells.delete(cell));
  }
}
