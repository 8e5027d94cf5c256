/**
 * The user lane of one mailbox: a first-in-first-out queue of (selector, argument) pairs in linked chunks.
 *
 *   head ─▶ [ s a s a · · ] ─▶ [ s a s a s a ] ─▶ [ s a · · · · ] ◀─ tail
 *             └ headAt                                  └ tailAt
 *
 * The first chunk is small and stays with its actor; further ones come from a pool that all mailboxes of a runtime
 * share. Growing never copies, and a burst leaves no garbage: a ring that doubles was two to four times slower under
 * bursts. Slots are cleared on read, because a queue must not keep messages alive.
 *
 * A withdrawn entry (an aborted ask) stays in its slot until it is reached; `size` counts only what is really queued.
 */
import { limits } from "../../limits";
import type { Selector } from "../messages/selector";

const pairsPerChunk = 512;
const pairsAtFirst = 4;
const chunksPooledMax = 1024;

class Chunk {
  readonly slots: unknown[];
  next: Chunk | undefined = undefined;

  constructor(pairs: number) {
    this.slots = new Array<unknown>(pairs * 2).fill(undefined);
  }
}

/** Empty chunks waiting to be used again; one pool for each runtime. */
export class ChunkPool {
  private readonly free: Chunk[] = [];

  take(): Chunk {
    return this.free.pop() ?? new Chunk(pairsPerChunk);
  }

  give(chunk: Chunk): void {
    chunk.next = undefined;
    if (this.free.length < chunksPooledMax) this.free.push(chunk);
  }
}

export class Queue {
  private head: Chunk;
  private headAt = 0;
  private tail: Chunk;
  private tailAt = 0;
  private readonly pool: ChunkPool;
  /** Entries queued and not withdrawn. */
  size = 0;
  /** The argument that belongs to the selector `shift` returned last. */
  argument: unknown = undefined;

  constructor(pool: ChunkPool) {
    this.pool = pool;
    this.head = this.tail = new Chunk(pairsAtFirst);
  }

  push(selector: Selector, argument: unknown): void {
    if (this.tailAt === this.tail.slots.length) this.extend();
    const { slots } = this.tail;
    const at = this.tailAt;
    slots[at] = selector;
    slots[at + 1] = argument;
    this.tailAt = at + 2;
    this.size++;
  }

  /** The oldest entry's selector; its argument is left in `argument`. Undefined when there is none. */
  shift(): Selector | undefined {
    if (this.headAt === this.tailAt && this.head === this.tail) return undefined;
    const { slots } = this.head;
    const at = this.headAt;
    const selector = slots[at] as Selector;
    this.argument = slots[at + 1];
    slots[at] = undefined;
    slots[at + 1] = undefined;
    this.headAt = at + 2;
    if (this.headAt === slots.length) this.advance();
    else if (this.headAt === this.tailAt && this.head === this.tail) this.headAt = this.tailAt = 0;
    this.size--;
    return selector;
  }

  /** Takes an entry out of the count that will be skipped when it is reached. */
  withdraw(): void {
    this.size--;
  }

  /** Puts an entry that `shift` returned but nobody wanted back into the count. */
  skipped(): void {
    this.size++;
  }

  get full(): boolean {
    return this.size >= limits.mailboxDepthMax;
  }

  private extend(): void {
    const chunk = this.pool.take();
    this.tail.next = chunk;
    this.tail = chunk;
    this.tailAt = 0;
  }

  /** The head chunk is used up: recycle it, unless it is also the tail. */
  private advance(): void {
    const used = this.head;
    this.headAt = 0;
    if (used === this.tail) {
      this.tailAt = 0;
      return;
    }
    this.head = used.next as Chunk;
    if (used.slots.length === pairsPerChunk * 2) this.pool.give(used);
  }
}
