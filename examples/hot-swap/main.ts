/** A price desk gets new rules while orders wait in its mailbox, and its old ones back. See README.md. */
import { setImmediate as lookUp } from "node:timers/promises";
import { Actor, IrisError, Receive, Runtime } from "iris-actors";

interface Order {
  readonly id: number;
  readonly item: string;
  readonly pieces: number;
}

const listCents: ReadonlyMap<string, number> = new Map([
  ["kettle", 3_000],
  ["toaster", 4_500],
]);

/** The rules of all year. */
@Actor()
class ListPrices {
  protected sold = 0;
  protected cents = 0;

  @Receive() async order({ id, item, pieces }: Order): Promise<number> {
    await lookUp(); // the warehouse is asked; a swap waits until this handler is through
    const cents = this.priceOf(item, pieces);
    this.sold++;
    this.cents += cents;
    console.log(`  order ${id}: ${pieces} × ${item} at ${(cents / 100).toFixed(2)}, by ${this.rules}`);
    return cents;
  }

  @Receive() report(): string {
    return `${this.sold} orders, ${(this.cents / 100).toFixed(2)} in all`;
  }

  protected get rules(): string {
    return "list prices";
  }

  protected priceOf(item: string, pieces: number): number {
    return (listCents.get(item) ?? 0) * pieces;
  }
}

/** The sale: a fifth off, and what it has saved the customers so far. */
@Actor()
class SalePrices extends ListPrices {
  private savedCents = 0;

  @Receive() saved(): string {
    return (this.savedCents / 100).toFixed(2);
  }

  protected override get rules(): string {
    return "sale prices";
  }

  protected override priceOf(item: string, pieces: number): number {
    const full = super.priceOf(item, pieces);
    const reduced = Math.round(full * 0.8);
    this.savedCents += full - reduced;
    return reduced;
  }
}

/** A release that nobody tried: its state is in another form, and its migration gives up. */
@Actor()
class BrokenPrices extends ListPrices {}

function cannot(): never {
  throw new Error("no exchange rate for 2027");
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "shop" });
  rt.events.on("swapped", ({ before, version, revision }) => {
    console.log(`  — version ${before} ▶ ${version}, revision ${revision} —`);
  });
  const desk = rt.spawn(ListPrices);

  console.log("Four orders, and new rules while the first is under way:");
  for (const id of [1, 2]) desk.send.order({ id, item: "kettle", pieces: id });
  await lookUp();
  const swapping = rt.behaviors.swap(desk, SalePrices); // sold and cents go over by their names
  for (const id of [3, 4]) desk.send.order({ id, item: "toaster", pieces: 1 });
  console.log(`  in force: version ${await swapping}`);
  console.log(`  ${await desk.ask.report()}`);

  console.log("A release that fails:");
  const error = await rt.behaviors.swap(desk, BrokenPrices, { migrate: cannot }).catch((reason) => reason);
  console.log(`  ${IrisError.is(error) ? error.code : error}: ${error.cause.message}`);
  console.log(`  the desk goes on at version ${rt.behaviors.version(desk)}`);

  console.log("The sale is over:");
  const left = await rt.behaviors.rollback(desk);
  desk.send.order({ id: 5, item: "kettle", pieces: 1 });
  console.log(`  ${await desk.ask.report()}, version ${left}`);
}

void main();
