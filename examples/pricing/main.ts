/** An actor that values a book of 100,000 options each time the market moves. See README.md. */
import { Actor, Receive, Runtime } from "iris-actors";
import { jit } from "iris-actors/jit";
import { Book } from "./book";
import { call, delta } from "./options";

/** What the market says. */
class Quote {
  constructor(
    readonly spot: number,
    readonly rate: number,
    readonly volatility: number,
  ) {}
}

@Actor({ name: "pricing" })
class Pricing {
  private readonly book = Book.example(100_000);
  private readonly values = jit.alloc.float64(this.book.size);
  private readonly deltas = jit.alloc.float64(this.book.size);
  private quotes = 0;

  @Receive(Quote) reprice({ spot, rate, volatility }: Quote): void {
    const { strikes, years } = this.book;
    call.map(spot, strikes, years, rate, volatility, { out: this.values });
    delta.map(spot, strikes, years, rate, volatility, { out: this.deltas });
    this.quotes++;
  }

  /** What the book is worth, and how many shares hedge it. */
  @Receive() total(): { quotes: number; value: number; hedge: number } {
    let value = 0;
    let hedge = 0;
    for (const [at, held] of this.book.held.entries()) {
      value += held * (this.values[at] as number);
      hedge += held * (this.deltas[at] as number);
    }
    return { quotes: this.quotes, value, hedge };
  }

  @Receive() valueOf(at: number): number {
    return this.values[at] as number;
  }
}

const money = (amount: number): string =>
  amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "desk" });
  const pricing = rt.spawn(Pricing);
  for (const spot of [98, 100, 103.5]) {
    pricing.tell(new Quote(spot, 0.03, 0.25));
    const { value, hedge } = await pricing.ask.total();
    console.log(`At ${spot}: the book is worth ${money(value)}, and ${money(hedge)} shares hedge it`);
  }
  // The same function for a single option, as plain code would call it: not a bit differs.
  const { strikes, years } = Book.example(41);
  const alone = call(103.5, strikes[40] as number, years[40] as number, 0.03, 0.25);
  const inTheBook = await pricing.ask.valueOf(40);
  console.log(
    `One option alone: ${alone}; in the book: ${inTheBook}; the same: ${Object.is(alone, inTheBook)}`,
  );
  if (process.argv.includes("--explain")) console.log(String(call.explain()));
}

main();
