/**
 * A tape of numbers that a generator of programs reads its choices from: the same tape, the same program. fast-check
 * makes tapes and shrinks them; an end of the tape reads as zeros, and choice 0 is always the simplest one, so that a
 * shorter tape with smaller numbers is a simpler program.
 */
import fc from "fast-check";

export class Tape {
  private at = 0;

  constructor(private readonly values: readonly number[]) {}

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    const value = this.values[this.at] ?? 0;
    this.at += 1;
    return value % bound;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** True about once in `times`; false when the tape is at its end. */
  chance(times: number): boolean {
    return this.below(times) === times - 1;
  }

  get isSpent(): boolean {
    return this.at >= this.values.length;
  }
}

export const tapes = (lengthMax: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat(1 << 16), { maxLength: lengthMax, size: "max" });
