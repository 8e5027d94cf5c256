/** The options that somebody holds, as columns: one array for each property, one place in it for each option. */
import { jit } from "iris-actors/jit";

export class Book {
  /** In the memory that compiled code works in: nothing has to be copied. */
  readonly strikes: Float64Array;
  readonly years: Float64Array;
  /** How many of each are held. */
  readonly held: Float64Array;

  constructor(readonly size: number) {
    this.strikes = jit.alloc.float64(size);
    this.years = jit.alloc.float64(size);
    this.held = jit.alloc.float64(size);
  }

  /** A book as a market maker has it: strikes around 100, a week to two years. The same each time. */
  static example(size: number): Book {
    const book = new Book(size);
    for (let at = 0; at < size; at++) {
      book.strikes[at] = 60 + (at % 81);
      book.years[at] = (1 + (at % 104)) / 52;
      book.held[at] = 1 + (at % 5);
    }
    return book;
  }
}
