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
/** Stands for "no chunk": an empty queue's head and tail. */
const none: Chunk = Object.freeze([]) as unknown as Chunk;

export class Queue {
  private head: Chunk = none;
  private headAt = 0;
  private headEnd = 0;
  private tail: Chunk = none;
  private tailAt = 0;
  private tailEnd = 0;
  /** Entries queued and not withdrawn. */
  size = 0;
  /** Entries that will be skipped. */
  private withdrawn = 0;
  /** The argument that belongs to the selector `shift` returned last. */
  argument: unknown = undefined;

  constructor(private readonly pool: ChunkPool) {}

  push(selector: Selector, argument: unknown): void {
    if (this.tailAt === this.tailEnd) this.extend();
    const { tail, tailAt } = this;
    tail[tailAt] = selector;
    tail[tailAt + 1] = argument;
    this.tailAt = tailAt + 2;
    this.size++;
  }

  /** Puts an entry before the oldest. */
  unshift(selector: Selector, argument: unknown): void {
    if (this.headAt === 0) this.extendFront();
    this.headAt -= 2;
    this.head[this.headAt] = selector;
    this.head[this.headAt + 1] = argument;
    this.size++;
  }

  /** The oldest entry's selector; its argument is left in `argument`. Undefined when there is none. */
  shift(): Selector | undefined {
    const { head, headAt } = this;
    if (head === none) return undefined;
    const selector = head[headAt] as Selector;
    this.argument = head[headAt + 1];
    head[headAt] = undefined;
    head[headAt + 1] = undefined;
    this.headAt = headAt + 2;
    this.size--;
    if (this.headAt === this.headEnd || (head === this.tail && this.headAt === this.tailAt)) this.release();
    return selector;
  }

  /** Takes an entry out of the count that will be skipped when it is reached; `isGone` tells such entries. */
  withdraw(isGone: (selector: Selector, argument: unknown) => boolean): void {
    this.size--;
    this.withdrawn++;
    if (this.withdrawn > withdrawnMax && this.withdrawn > this.size) this.compact(isGone);
  }

  /** Puts an entry that `shift` returned but nobody wanted back into the count. */
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
      const selector = this.shift() as Selector;
      if (isGone(selector, this.argument)) this.skipped();
      else this.push(selector, this.argument);
    }
    this.argument = undefined;
  }

  private extend(): void {
    const chunk = this.pool.take(this.size);
    const end = chunk.length - 1;
    if (this.tail === none) {
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
    if (this.head === none) {
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
      this.head = this.tail = none;
      this.headAt = this.headEnd = this.tailAt = this.tailEnd = 0;
    } else {
      const next = used[this.headEnd] as Chunk;
      used[this.headEnd] = undefined;
      this.head = next;
      this.headAt = 0;
      this.headEnd = next.length - 1;
    }
    this.pool.give(used);
  }
}
