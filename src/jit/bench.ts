/**
 * Where kernels work on what does not lie in the arena: a piece of it that is kept between calls, for control blocks,
 * lists and copies of arguments. A call that comes while another one is at work gets a piece of its own.
 */
import { type Elem, elemBytes } from "./ir/types";
import type { Arena, Scratch } from "./memory/arena";
import { Reused } from "./memory/reused";

/** Of the control block that a place begins with. */
export const controlBytes = 64;

/** Copies begin at different places of the cache. */
const staggerBytes = 2_112;

/** Bytes that a copy of so many elements takes up, wherever it begins. */
export function roomFor(elem: Elem, elements: number): number {
  return elements * elemBytes[elem] + staggerBytes + 64;
}

/** Where what follows such a copy begins. */
export function addressAfter(address: number, elem: Elem, elements: number): number {
  return (address + elements * elemBytes[elem] + staggerBytes + 63) & -64;
}

/** A piece of memory, and what it looks like from JavaScript. */
export interface Place {
  readonly address: number;
  readonly bytes: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

interface Piece extends Place {
  readonly scratch: Scratch;
}

export class Bench {
  private readonly pieces = new Reused<Piece>({
    take: (bytes) => this.take(bytes),
    give: (piece) => this.give(piece),
  });
  /** Places that threads may still write to. */
  private readonly taboo = new Set<Place>();

  constructor(private readonly arena: Arena) {}

  /** Runs `work` with a place of at least so many bytes, a multiple of 64 from the memory's start. */
  use<T>(bytes: number, work: (place: Place) => T): T {
    return this.pieces.use(bytes, work);
  }

  /** Leaves a place alone until then: somebody may still write to it. */
  keep(place: Place, until: Promise<void>): void {
    this.pieces.letGo(place as Piece);
    this.taboo.add(place);
    const free = () => {
      this.taboo.delete(place);
      this.give(place as Piece);
    };
    void until.then(free, free);
  }

  /** Gives back what is kept. */
  release(): void {
    this.pieces.release();
  }

  private give(piece: Piece): void {
    if (!this.taboo.has(piece)) piece.scratch[Symbol.dispose]();
  }

  private take(bytes: number): Piece {
    const scratch = this.arena.scratch(bytes);
    const { address } = scratch;
    const words = this.arena.view("i32", address, scratch.bytes >> 2);
    const doubles = this.arena.view("f64", address, scratch.bytes >> 3);
    return { scratch, address, bytes: scratch.bytes, words, doubles };
  }
}
