/**
 * The user lane of one mailbox: a first-in-first-out queue of (selector, argument) pairs in linked chunks.
 *
 *   head ─▶ [ · · s a s a s a │ next ] ─▶ [ s a s a s a s a │ next ] ─▶ [ s a s a · · · · │ · ] ◀─ tail
 *                 └ headAt                                                       └ tailAt
 *
 * Chunks come from a pool and go back when they are used up: growing never copies. (A ring that doubles was two to four
 * times slower under bursts.) Slots are cleared on read, because a queue must not keep messages alive.
 *
 * A withdrawn entry (an aborted ask) stays in its slot until it is reached, or until most are withdrawn; `size` counts
 * only what is really queued.
 */
import { limits } from "../../limits";
import type { Selector } from "../messages/selector";
import type { Chunk, ChunkPool } from "./chunk-pool";

const depthMax = limits.mailboxDepthMax;
/** Withdrawn entries that may stay in a mailbox, unless more are queued. */
const withdrawnMax = 64;
export class Queue {
  private head: Chunk;
  private headAt = 0;
  private headEnd = 0;
  private tail: Chunk;
  private tailAt = 0;
  private tailEnd = 0;
  /** Entries queued and not withdrawn. */
  size = 0;
  /** Entries that will be skipped. */
  private withdrawn = 0;
  /** Where in the head chunk the entry lies that was kept in its slot; -1 when none is. */
  private keptAt = -1;
  /** Its chunk, where that is the head no more. */
  private keptIn: Chunk | undefined = undefined;

  constructor(private readonly pool: ChunkPool) {
    this.head = this.tail = pool.none;
  }

  push(selector: Selector, argument: unknown): void {
    if (this.tailAt === this.tailEnd) this.extend();
    const { tail, tailAt } = this;
    tail[tailAt] = selector;
    tail[tailAt + 1] = argument;
    this.tailAt = tailAt + 2;
    this.size++;
  }

  /** Puts an entry before the oldest; not while one is kept there. */
  unshift(selector: Selector, argument: unknown): void {
    if (this.headAt === 0) this.extendFront();
    this.headAt -= 2;
    this.head[this.headAt] = selector;
    this.head[this.headAt + 1] = argument;
    this.size++;
  }

  /** The oldest entry's selector; undefined when there is none. */
  get selector(): Selector | undefined {
    return this.head[this.headAt] as Selector | undefined;
  }

  /** The oldest entry's argument. */
  get argument(): unknown {
    return this.head[this.headAt + 1];
  }

  /**
   * Removes the oldest entry, which is there. Read it before: handing it out through a field of this object would cost
   * a write barrier for each message.
   */
  drop(): void {
    const { head, headAt } = this;
    head[headAt] = undefined;
    head[headAt + 1] = undefined;
    this.headAt = headAt + 2;
    this.size--;
    if (this.headAt === this.headEnd || (head === this.tail && this.headAt === this.tailAt)) this.release();
  }

  /**
   * Removes the oldest entry, which is there, but leaves it in its slot until `letGo`: a pull actor works on it for a
   * while, and to write a message that was just made into an object that is old costs more than all else here (the
   * collector has to be told). False where it cannot stay, because it was the last one of its chunk.
   */
  keep(): boolean {
    const { head, headAt } = this;
    const next = headAt + 2;
    if (next === this.headEnd || (head === this.tail && next === this.tailAt)) {
      this.drop();
      return false;
    }
    this.keptAt = headAt;
    this.headAt = next;
    this.size--;
    return true;
  }

  /** Whether an entry was kept in its slot, and has not gone. */
  get isKeeping(): boolean {
    return this.keptAt >= 0;
  }

  /** The argument of the entry that was kept. */
  get keptArgument(): unknown {
    return (this.keptIn ?? this.head)[this.keptAt + 1];
  }

  /** The entry that was kept, if any, may go. */
  letGo(): void {
    const { keptAt } = this;
    if (keptAt < 0) return;
    const chunk = this.keptIn ?? this.head;
    chunk[keptAt] = undefined;
    chunk[keptAt + 1] = undefined;
    this.keptAt = -1;
    this.keptIn = undefined;
  }

  /** Takes an entry out of the count that will be skipped when it is reached; `isGone` tells such entries. */
  withdraw(isGone: (selector: Selector, argument: unknown) => boolean): void {
    this.size--;
    this.withdrawn++;
    if (this.withdrawn > withdrawnMax && this.withdrawn > this.size) this.compact(isGone);
  }

  /** Puts an entry that was dropped but had been withdrawn before back into the count. */
  skipped(): void {
    this.size++;
    this.withdrawn--;
  }

  get full(): boolean {
    return this.size >= depthMax;
  }

  /** Once round: what was not withdrawn goes to the end again. */
  private compact(isGone: (selector: Selector, argument: unknown) => boolean): void {
    for (let left = this.size + this.withdrawn; left > 0; left--) {
      const selector = this.selector as Selector;
      const { argument } = this;
      this.drop();
      if (isGone(selector, argument)) this.skipped();
      else this.push(selector, argument);
    }
  }

  private extend(): void {
    const chunk = this.pool.take(this.size);
    const end = chunk.length - 1;
    if (this.tail === this.pool.none) {
      this.head = chunk;
      this.headAt = 0;
      this.headEnd = end;
    } else {
      this.tail[this.tailEnd] = chunk;
    }
    this.tail = chunk;
    this.tailAt = 0;
    this.tailEnd = end;
  }

  /** A chunk before the head, to be filled from its end. */
  private extendFront(): void {
    const chunk = this.pool.take(this.size);
    const end = chunk.length - 1;
    if (this.head === this.pool.none) {
      this.tail = chunk;
      this.tailAt = this.tailEnd = end;
    } else {
      chunk[end] = this.head;
    }
    this.head = chunk;
    this.headAt = this.headEnd = end;
  }

  /** The head chunk is used up, or the queue empty: the chunk goes back to the pool. */
  private release(): void {
    const used = this.head;
    if (used === this.tail) {
      this.head = this.tail = this.pool.none;
      this.headAt = this.headEnd = this.tailAt = this.tailEnd = 0;
    } else {
      const next = used[this.headEnd] as Chunk;
      used[this.headEnd] = undefined;
      this.head = next;
      this.headAt = 0;
      this.headEnd = next.length - 1;
    }
    if (this.keptAt < 0) this.pool.give(used);
    else this.keptIn ??= used; // somebody else took the rest of it
  }
}
