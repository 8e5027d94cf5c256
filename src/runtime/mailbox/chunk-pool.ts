/**
 * Chunks for all queues of one runtime, recycled: a burst leaves no garbage, and an idle mailbox holds no chunk.
 *
 * A queue asks for the size it will probably need next: a few slots while it is short, so that many half-busy actors
 * stay small; many when it is long, because V8 moves small young arrays up to twice, large ones never.
 */

/** Slots, the last of which links to the next chunk. */
export type Chunk = unknown[];

/** Slots in a chunk of each class, without the link: pairs of selector and argument. */
const slotsOf = [32, 256, 2_048, 32_768] as const;
/** Slots kept for later, over all classes: 16 MiB. */
const slotsKeptMax = 2 ** 21;

export class ChunkPool {
  private readonly free: readonly Chunk[][] = slotsOf.map(() => []);
  /** Stands for "no chunk": an empty queue's head and tail. An array of one kind with them: reads stay monomorphic. */
  readonly none: Chunk = new Array<unknown>(3).fill(undefined);
  /** Slots kept for later. */
  kept = 0;

  /** An empty chunk for a queue of `queued` entries. */
  take(queued: number): Chunk {
    const at = queued < 16 ? 0 : queued < 128 ? 1 : queued < 1_024 ? 2 : 3;
    const chunk = (this.free[at] as Chunk[]).pop();
    if (chunk === undefined) return new Array<unknown>(slotsOf[at] + 1).fill(undefined);
    this.kept -= slotsOf[at];
    return chunk;
  }

  /** Takes a chunk back whose slots were all cleared. */
  give(chunk: Chunk): void {
    const slots = chunk.length - 1;
    if (this.kept + slots > slotsKeptMax) return;
    this.kept += slots;
    (this.free[slotsOf.indexOf(slots as 32)] as Chunk[]).push(chunk);
  }
}
