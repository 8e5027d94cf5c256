/** A payment gateway that crashes and heals, and loses no payment. See README.md. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  OnStart,
  Receive,
  Runtime,
  Supervised,
  Supervises,
  type SupervisionReport,
  silentLogger,
} from "iris-actors";
import { VirtualClock } from "iris-actors/testing";
import { Bank, CardDeclined, type Payment } from "./bank";

/** Where the bank answers, as far as we know. */
class Hosts {
  bank = "";
}

/** What was paid. Its books go over every restart, also over one of the whole branch. */
@Actor({ name: "ledger" })
@Supervised({ state: "keep" })
class Ledger {
  private readonly booked = new Map<string, number>();

  @Receive() book({ id, cents }: Payment): void {
    this.booked.set(id, cents);
  }

  @Receive() report(): string {
    let cents = 0;
    for (const paid of this.booked.values()) cents += paid;
    return `${this.booked.size} payments, ${(cents / 100).toFixed(2)}`;
  }
}

/** Has one line to the bank. A fresh instance opens a fresh line: that is all there is to healing it. */
@Actor()
@Supervised({ maxRestarts: 3, backoff: { initialMs: 100 } })
class Gateway {
  private line = 0;

  constructor(
    private readonly rt: Runtime,
    private readonly bank: Bank,
    private readonly hosts: Hosts,
  ) {}

  @OnStart() connect(): void {
    this.line = this.bank.connect(this.hosts.bank);
  }

  /** May be tried again: the bank knows a payment by its id, and takes no money twice. */
  @Receive({ maxAttempts: 3 }) charge(payment: Payment): string {
    const receipt = this.bank.charge(this.line, this.hosts.bank, payment);
    this.rt.names.resolve(Ledger)?.send.book(payment);
    return receipt;
  }
}

/** Reads the bank's notices from the gateway's line, so without that line it is of no use. */
@Actor()
class Notices {
  constructor(private readonly bank: Bank) {}

  @OnStart() subscribe(): void {
    console.log(`  (notices come over line ${this.bank.subscribe()})`);
  }
}

/** In start order: who stands further down needs those above it, and is restarted with them. */
@Actor()
@Supervised()
@Supervises([Ledger, Gateway, Notices], {
  strategy: "rest-for-one",
  decide: (error) => (error instanceof CardDeclined ? "resume" : undefined),
})
class Payments {
  constructor(
    private readonly bank: Bank,
    private readonly hosts: Hosts,
    private readonly ctx: ActorContext<Payments>,
  ) {}

  /** What no restart of the gateway can put right is done anew by one of its supervisor. */
  @OnStart() lookUp(): void {
    this.hosts.bank = this.bank.host;
  }

  @Receive() gateway(): ActorRef<Gateway> | undefined {
    return this.ctx.child(Gateway);
  }
}

/** One verdict, as a line. */
function show(report: SupervisionReport): void {
  const { actor, verdict, error, delayMs, siblings, restarts, restartsLeft, why } = report;
  const others = siblings.map((sibling) => `, with ${sibling}`).join("");
  const how =
    verdict === "restart"
      ? `restart ${restarts} of ${restarts + restartsLeft}, ${delayMs > 0 ? `in ${delayMs} ms` : "at once"}${others}`
      : [verdict, why].filter(Boolean).join(": ");
  console.log(`  ! ${actor}: ${textOf(error)} ▶ ${how}`);
}

/** The first sentence: the others say what to do about it. */
function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\. .*/, "");
}

async function pay(gateway: ActorRef<Gateway>, id: string, cents: number, card = "valid"): Promise<void> {
  try {
    console.log(`  ${await gateway.ask.charge({ id, cents, card })}`);
  } catch (error) {
    console.log(`  ${id} is not paid: ${textOf(error)}`);
  }
}

async function main(): Promise<void> {
  const clock = new VirtualClock(); // time that moves when we say so; in production leave it out
  await using rt = new Runtime({ name: "shop", clock, logger: silentLogger });
  const bank = new Bank();
  rt.container.registerInstance(Bank, bank).registerInstance(Hosts, new Hosts());
  rt.events.on("supervision", show);

  const gateway = await rt.spawn(Payments).ask.gateway();
  if (gateway === undefined) return;

  console.log("A card is declined, which is not the gateway's fault:");
  await Promise.all([pay(gateway, "tea", 450, "expired"), pay(gateway, "ink", 1_200)]);

  console.log("The line breaks under a payment while others wait:");
  bank.breaksUnder = "pens";
  const three = [pay(gateway, "pens", 300), pay(gateway, "paper", 800), pay(gateway, "lamp", 4_900)];
  await clock.advance(10_000);
  await Promise.all(three);

  console.log("A payment that the bank cannot read is given up after three attempts, and harms no other:");
  const two = [pay(gateway, "desk", Number.NaN), pay(gateway, "chair", 8_900)];
  await clock.advance(10_000);
  await Promise.all(two);

  console.log("The bank moves. Fresh lines to where it was are no help, a look at where it is now is:");
  bank.host = "south";
  const last = [pay(gateway, "stamps", 900), pay(gateway, "glue", 250)];
  await clock.advance(10_000);
  await Promise.all(last);

  console.log("In the end both sides agree:");
  console.log(`  ledger: ${await rt.names.resolve(Ledger)?.ask.report()}`);
  console.log(`  bank:   ${bank.takings}`);
}

void main();
