/** The Random port: the only source of chance in this package (S10). */
export abstract class Random {
  /** A number from 0 up to, not including, 1. */
  abstract next(): number;

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}

/** Repeatable chance from a 32-bit seed: Mulberry32 (Tommy Ettinger, public domain; period 2^32). */
export class SeededRandom extends Random {
  private state: number;

  constructor(readonly seed: number) {
    super();
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Chance that differs from run to run. */
export class SystemRandom extends Random {
  next(): number {
    return Math.random();
  }
}
