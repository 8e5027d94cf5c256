/** Chance that a test wrote down: the given numbers, again and again. */
import { describe, errors } from "../../errors";
import { Random } from "../../random";

/** Chance that is a list of numbers, over and over. */
export class SequenceRandom extends Random {
  private readonly values: readonly number[];
  private at = 0;

  /** @throws ERR_INVALID_ARG unless there is at least one number, and each is from 0 up to, not including, 1. */
  constructor(values: readonly number[]) {
    super();
    if (!Array.isArray(values)) throw wrongValues(describe(values));
    const wrong = values.find((value) => !(typeof value === "number" && value >= 0 && value < 1));
    if (values.length === 0 || wrong !== undefined) {
      throw wrongValues(values.length === 0 ? "an empty list" : `a list with ${describe(wrong)}`);
    }
    this.values = [...values];
  }

  next(): number {
    const value = this.values[this.at] as number;
    this.at = (this.at + 1) % this.values.length;
    return value;
  }
}

function wrongValues(received: string): Error {
  const expected = "a non-empty list of numbers from 0 up to, not including, 1";
  return errors.invalidArg({ argument: "values", expected, received });
}
