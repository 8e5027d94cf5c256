/**
 * Which bytes of the arena belong to whom. Small blocks come from slabs, one size class each; large ones are spans of
 * their own. A slab without live blocks goes back to the spans, so that freed memory serves any size again.
 *
 *   spans ──▶ slab of 64 kB, class 320 B:  │ block │ block │ free │ block │ …
 *        └──▶ large block, 2.5 kB more than a multiple of 4 kB
 *
 * Large arrays made one after the other thus start at different places of a 4 kB page: a kernel that walks several of
 * them in step would otherwise have all of them fight for the same cache lines.
 */
import { assert } from "../../assert";
import { limits } from "../../limits";
import { Spans } from "./spans";

/** Every block starts at a multiple of this: a cache line, and more than any vector needs. */
const alignment = 64;
const pageBytes = 4096;
/** 5/8 of a page: eight arrays in a row all start at different eighths of a page. */
const staggerBytes = 2560;

/** One piece of the arena, taken. */
export interface Block {
  readonly start: number;
  /** What it takes up: at least what was asked for. */
  readonly bytes: number;
  /** The slab it lies in; none for a large block. */
  readonly slab: Slab | undefined;
  /** Whether whoever took it may still use it. */
  isLive: boolean;
  isFree: boolean;
}

/** A span that is cut into blocks of one size. */
interface Slab {
  readonly start: number;
  readonly blockBytes: number;
  /** Addresses of blocks that were given back, the next one to take last. */
  readonly free: number[];
  /** From here on no block was ever taken. */
  fresh: number;
  live: number;
}

export class Heap {
  private readonly spans = new Spans();
  /** Slabs with a free block, by size class. */
  private readonly open = new Map<number, Set<Slab>>();
  private used = 0;
  private peak = 0;
  private live = 0;

  /** Memory in [start, end) is there to be used. */
  extend(start: number, end: number): void {
    this.spans.give(start, end - start);
  }

  /** A block of at least `bytes`, or undefined when the memory has to grow. */
  take(bytes: number): Block | undefined {
    const block = bytes <= limits.arenaSmallBytes ? this.takeSmall(sizeClass(bytes)) : this.takeLarge(bytes);
    if (block === undefined) return undefined;
    this.live++;
    this.used += block.bytes;
    this.peak = Math.max(this.peak, this.used);
    return block;
  }

  give(block: Block): void {
    assert(!block.isFree, `the block at ${block.start} is free already`);
    block.isFree = true;
    this.live--;
    this.used -= block.bytes;
    if (block.slab === undefined) this.spans.give(block.start, block.bytes);
    else this.giveSmall(block.start, block.slab);
  }

  /** How much a memory that ends at `limit` has to grow by for a block of `bytes`. */
  missing(bytes: number, limit: number): number {
    const wanted = bytes <= limits.arenaSmallBytes ? limits.arenaSlabBytes : largeBytes(bytes);
    return wanted - this.spans.tail(limit);
  }

  /** Free bytes of slabs count as free: an arena without blocks uses nothing. */
  counts(): { blocks: number; usedBytes: number; peakBytes: number } {
    return { blocks: this.live, usedBytes: this.used, peakBytes: this.peak };
  }

  private takeSmall(blockBytes: number): Block | undefined {
    let slabs = this.open.get(blockBytes);
    if (slabs === undefined) {
      slabs = new Set();
      this.open.set(blockBytes, slabs);
    }
    let [slab] = slabs;
    if (slab === undefined) {
      slab = this.openSlab(blockBytes);
      if (slab === undefined) return undefined;
      slabs.add(slab);
    }
    slab.live++;
    let start = slab.free.pop();
    if (start === undefined) {
      start = slab.fresh;
      slab.fresh += blockBytes;
    }
    if (slab.free.length === 0 && slab.fresh + blockBytes > slab.start + limits.arenaSlabBytes) {
      slabs.delete(slab);
    }
    return { start, bytes: blockBytes, slab, isLive: true, isFree: false };
  }

  private openSlab(blockBytes: number): Slab | undefined {
    const start = this.spans.take(limits.arenaSlabBytes);
    return start === undefined ? undefined : { start, blockBytes, free: [], fresh: start, live: 0 };
  }

  private giveSmall(start: number, slab: Slab): void {
    slab.live--;
    slab.free.push(start);
    const slabs = this.open.get(slab.blockBytes);
    if (slab.live > 0) slabs?.add(slab);
    else {
      slabs?.delete(slab);
      this.spans.give(slab.start, limits.arenaSlabBytes);
    }
  }

  private takeLarge(bytes: number): Block | undefined {
    const takes = largeBytes(bytes);
    const start = this.spans.take(takes);
    return start === undefined
      ? undefined
      : { start, bytes: takes, slab: undefined, isLive: true, isFree: false };
  }
}

/** The next of 64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, …: four steps for each doubling. */
function sizeClass(bytes: number): number {
  if (bytes <= 4 * alignment) return roundUp(Math.max(bytes, 1), alignment);
  return roundUp(bytes, 2 ** (29 - Math.clz32(bytes - 1)));
}

function largeBytes(bytes: number): number {
  return roundUp(bytes - staggerBytes, pageBytes) + staggerBytes;
}

function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}
