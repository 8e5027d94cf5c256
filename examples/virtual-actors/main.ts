/** Shopping baskets, one for each customer: asleep most of the time, there whenever spoken to. See README.md. */
import { Actor, ActorContext, message, Receive, Restore, Runtime, Snapshot, type Timer } from "iris-actors";
import { VirtualClock } from "iris-actors/testing";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Saved {
  readonly pieces: readonly (readonly [item: string, pieces: number])[];
  readonly reminder: Timer | undefined;
}

/** After half an hour without a message its instance is dropped; what it holds is kept. */
@Actor({ virtual: { idleTimeoutMs: 30 * minuteMs } })
class Basket {
  #pieces = new Map<string, number>();
  #reminder: Timer | undefined;

  constructor(
    private readonly rt: Runtime,
    private readonly ctx: ActorContext<Basket>,
  ) {}

  @Receive() add(item: string, pieces: number): void {
    // By the runtime, because timers of `ctx` end when the instance goes. It wakes a basket that sleeps by then.
    this.#reminder ??= this.rt.timers.after(this.ctx.self, dayMs, message(Basket).remind());
    this.#pieces.set(item, (this.#pieces.get(item) ?? 0) + pieces);
  }

  @Receive() list(): string {
    return [...this.#pieces].map(([item, pieces]) => `${pieces} × ${item}`).join(", ") || "nothing";
  }

  @Receive() remind(): void {
    console.log(`  mail to ${this.ctx.key}: you still have ${this.list()}`);
  }

  @Receive() checkOut(): string {
    this.#reminder?.cancel();
    this.ctx.stopSelf(); // the end of this basket: the next one of this customer is empty
    return this.list();
  }

  /** `#private` fields need a way out and in. */
  @Snapshot() save(): Saved {
    return { pieces: [...this.#pieces], reminder: this.#reminder };
  }

  @Restore() load({ pieces, reminder }: Saved): void {
    this.#pieces = new Map(pieces);
    this.#reminder = reminder;
  }
}

async function main(): Promise<void> {
  // Time that moves when we say so. In production leave the clock out.
  const clock = new VirtualClock();
  await using rt = new Runtime({ name: "shop", clock });
  rt.events.on("activated", ({ key }) => console.log(`  (${key}'s basket wakes up)`));
  rt.events.on("passivated", ({ key }) => console.log(`  (${key}'s basket falls asleep)`));
  const basketOf = (customer: string) => rt.virtual(Basket, customer);

  console.log("Ada and Bob shop:");
  basketOf("ada").send.add("tea", 2);
  basketOf("bob").send.add("ink", 1);
  basketOf("ada").send.add("tea", 1);
  console.log(`  ada: ${await basketOf("ada").ask.list()}`);

  console.log("Twenty minutes later Bob goes on, Ada does not:");
  await clock.advance(20 * minuteMs);
  basketOf("bob").send.add("paper", 5);
  await clock.advance(20 * minuteMs);

  console.log("An hour later both sleep:");
  await clock.advance(60 * minuteMs);
  const { live, active, dormant } = rt.inspect.metrics().actors;
  console.log(`  ${live} baskets, ${active} awake, ${dormant} asleep`);

  console.log("Bob is back, and pays:");
  console.log(`  bob: ${await basketOf("bob").ask.checkOut()}`);
  console.log(`  a new basket of his: ${await basketOf("bob").ask.list()}`);

  console.log("The next day:");
  await clock.advance(dayMs);
}

void main();
