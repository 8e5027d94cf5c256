/**
 * A binary heap of things that fall due, first (due, sequence) on top.
 *
 * Each entry knows its index, so that a cancelled one leaves at once and churn leaves nothing behind.
 */
import { assert } from "../../assert";

export interface Due {
  /** Time on some clock, in milliseconds. */
  readonly due: number;
  /** Decides between equal times; unique in a heap. */
  readonly sequence: number;
  /** Kept by the heap; -1 while outside. */
  index: number;
}

export class DueHeap<E extends Due> {
  private readonly entries: E[] = [];

  get size(): number {
    return this.entries.length;
  }

  /** What falls due first. */
  get first(): E | undefined {
    return this.entries[0];
  }

  add(entry: E): void {
    assert(entry.index === -1, "an entry is in one heap, once");
    this.entries.push(entry);
    this.rise(entry, this.entries.length - 1);
  }

  /** False when the entry is not in the heap. */
  remove(entry: E): boolean {
    const hole = entry.index;
    if (hole === -1) return false;
    entry.index = -1;
    const last = this.entries.pop() as E;
    if (last === entry) return true;
    const parent = this.entries[(hole - 1) >> 1];
    if (hole > 0 && parent !== undefined && isBefore(last, parent)) this.rise(last, hole);
    else this.sink(last, hole);
    return true;
  }

  clear(): void {
    for (const entry of this.entries) entry.index = -1;
    this.entries.length = 0;
  }

  private rise(entry: E, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.entries[parentAt] as E;
      if (isBefore(parent, entry)) break;
      this.place(parent, at);
      at = parentAt;
    }
    this.place(entry, at);
  }

  private sink(entry: E, from: number): void {
    const size = this.entries.length;
    let at = from;
    for (let childAt = 2 * at + 1; childAt < size; childAt = 2 * at + 1) {
      let child = this.entries[childAt] as E;
      const right = this.entries[childAt + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childAt++;
      }
      if (isBefore(entry, child)) break;
      this.place(child, at);
      at = childAt;
    }
    this.place(entry, at);
  }

  private place(entry: E, at: number): void {
    this.entries[at] = entry;
    entry.index = at;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
}
