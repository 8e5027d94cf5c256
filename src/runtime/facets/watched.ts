/**
 * Actors that somebody outside watches, and who does: the runtime's supervision, supervisors of paths, watched
 * prefixes. Each actor stands here once, and leaves by itself when it has ended.
 */
import type { ExitInfo } from "../../exit";
import type { Cell } from "../actor/cell";

/** Told once, when the actor has ended for good. */
export type Heard = (info: ExitInfo) => void;

interface Entry {
  readonly watchers: Map<object, Heard | undefined>;
  readonly joiner: Heard;
}

export class Watched {
  private readonly entries = new Map<Cell, Entry>();

  has(cell: Cell): boolean {
    return this.entries.has(cell);
  }

  /** A living actor has one more watcher; one that watches already is told by the new `heard`. */
  add(cell: Cell, watcher: object, heard?: Heard): void {
    let entry = this.entries.get(cell);
    if (entry === undefined) {
      entry = { watchers: new Map(), joiner: (info) => this.ended(cell, info) };
      this.entries.set(cell, entry);
      const extras = cell.more();
      extras.joiners ??= [];
      extras.joiners.push(entry.joiner);
    }
    entry.watchers.set(watcher, heard);
  }

  /** False when it did not watch. */
  remove(cell: Cell, watcher: object): boolean {
    const entry = this.entries.get(cell);
    if (entry === undefined || !entry.watchers.delete(watcher)) return false;
    if (entry.watchers.size > 0) return true;
    this.entries.delete(cell);
    const joiners = cell.extras?.joiners;
    const at = joiners?.indexOf(entry.joiner) ?? -1;
    if (at >= 0) joiners?.splice(at, 1);
    return true;
  }

  private ended(cell: Cell, info: ExitInfo): void {
    const { watchers } = this.entries.get(cell) ?? {};
    for (const [watcher, heard] of [...(watchers ?? [])]) {
      if (watchers?.has(watcher)) heard?.(info); // else it was taken back by one before it
    }
    this.entries.delete(cell);
  }
}
