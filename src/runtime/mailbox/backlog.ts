/**
 * A line of values, first in, first out, that can also be searched and thinned anywhere.
 *
 *   entries   · · · a b c d e      · was taken, and is cleared: a backlog must not keep values alive
 *                   ▲ head  ▲ push
 *                     ▲ cursor: how many a search has looked at
 *
 * The front and the back cost amortised O(1); a value in between no more than to look for it from the nearer end.
 */

/** Places in front of the head that may be empty before they are dropped. */
const slack = 1_024;

export class Backlog<T> {
  private entries: (T | undefined)[] = [];
  private head = 0;
  /** How many, from the oldest on, a search has looked at. What leaves meanwhile, from whichever place, moves it. */
  cursor = 0;
  /** The cursors of searches that wait for one begun while they looked at a value. */
  private outer: number[] | undefined = undefined;

  get size(): number {
    return this.entries.length - this.head;
  }

  push(entry: T): void {
    this.entries.push(entry);
  }

  /** `at` counts from the oldest, 0. What is no longer there is undefined. */
  at(at: number): T | undefined {
    return this.entries[this.head + at];
  }

  removeAt(at: number): void {
    if (at < this.cursor) this.cursor--;
    if (this.outer !== undefined) follow(this.outer, at);
    this.head = closeGap(this.entries, this.head, at);
  }

  /** Removes the oldest, and returns it. */
  dropOldest(): T | undefined {
    if (this.size === 0) return undefined;
    const oldest = this.entries[this.head];
    this.removeAt(0);
    return oldest;
  }

  /** A search from the oldest on, which may be within another one; then comes `endSearch`. */
  beginSearch(): void {
    this.outer ??= [];
    this.outer.push(this.cursor);
    this.cursor = 0;
  }

  endSearch(): void {
    this.cursor = this.outer?.pop() ?? 0;
  }

  clear(): void {
    this.entries = [];
    this.head = this.cursor = 0;
    this.outer?.fill(0);
  }

  /** A copy, oldest first. */
  list(): T[] {
    return this.entries.slice(this.head) as T[];
  }
}

/** Takes out the value `at` places behind the head, from the end that is nearer; where the head is then. */
export function closeGap(entries: unknown[], head: number, at: number): number {
  const place = head + at;
  if (place === entries.length - 1) {
    entries.pop();
    if (at === 0 && head > 0) entries.length = 0;
    return at === 0 ? 0 : head;
  }
  if (at * 2 > entries.length - head) {
    entries.splice(place, 1);
    return head;
  }
  for (let later = place; later > head; later--) entries[later] = entries[later - 1];
  entries[head] = undefined;
  const next = head + 1;
  if (next < slack || next * 2 < entries.length) return next;
  entries.splice(0, next);
  return 0;
}

/** Moves cursors for what left at a place they have passed. */
function follow(cursors: number[], at: number): void {
  for (let n = 0; n < cursors.length; n++) if (at < (cursors[n] as number)) (cursors[n] as number)--;
}
