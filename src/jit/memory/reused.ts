/**
 * A piece of memory that is kept between calls. A call that comes while another one is at work with it, or that wants
 * more than is worth keeping, gets a piece of its own.
 */

/** Where pieces come from, and go to. */
export interface Supply<P> {
  take(bytes: number): P;
  give(piece: P): void;
}

/** Bytes that are kept between calls; more is given back at once. */
const keptBytesMax = 2 ** 21;

export class Reused<P> {
  private kept: P | undefined;
  private keptBytes = 0;
  private isBusy = false;

  constructor(private readonly supply: Supply<P>) {}

  /** Runs `work` with a piece of at least so many bytes. */
  use<T>(bytes: number, work: (piece: P) => T): T {
    const isOwn = this.isBusy || bytes > keptBytesMax;
    const piece = isOwn ? this.supply.take(bytes) : this.ready(bytes);
    if (!isOwn) this.isBusy = true;
    try {
      return work(piece);
    } finally {
      if (!isOwn) this.isBusy = false;
      // It was let go while it was at work: by a function that called `jit.dispose()`, for example.
      if (this.kept !== piece) this.supply.give(piece);
    }
  }

  /** Does not keep a piece any longer that is at work. */
  letGo(piece: P): void {
    if (this.kept === piece) this.kept = undefined;
  }

  /** Gives back what is kept. */
  release(): void {
    if (this.kept !== undefined && !this.isBusy) this.supply.give(this.kept);
    this.kept = undefined;
  }

  private ready(bytes: number): P {
    if (this.kept === undefined || this.keptBytes < bytes) {
      this.release();
      const more = Math.min(keptBytesMax, 2 * bytes);
      this.kept = this.supply.take(more);
      this.keptBytes = more;
    }
    return this.kept;
  }
}
