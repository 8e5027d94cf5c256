/** The Random port: the only source of chance in this package (S10). */
import { brand } from "./draft";
import { describe, errors } from "./errors";

/** A source of chance. Extend it for one of your own. */
export abstract class Random {
  static {
    brand(Random, "Random");
  }

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

  /** @throws ERR_INVALID_ARG unless the seed is a finite number */
  constructor(readonly seed: number) {
    super();
    if (!Number.isFinite(seed)) {
      throw errors.invalidArg({ argument: "seed", expected: "a finite number", received: describe(seed) });
    }
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
