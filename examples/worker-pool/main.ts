/** Payments, by customer: a pool in which each customer has one worker. See README.md. */
import { setImmediate as bank } from "node:timers/promises";
import {
  Actor,
  ActorContext,
  type ActorPool,
  type MessageOf,
  Receive,
  Runtime,
  Supervised,
  silentLogger,
} from "iris-actors";

interface Payment {
  readonly customer: string;
  readonly cents: number;
}

/** Books the payments of its customers, one after the other. */
@Actor()
@Supervised({ state: "keep" })
class Cashier {
  private readonly balances = new Map<string, number>();

  constructor(private readonly ctx: ActorContext<Cashier>) {}

  @Receive() async pay({ customer, cents }: Payment): Promise<number> {
    if (!Number.isSafeInteger(cents)) throw new Error(`${cents} is no amount`);
    const before = this.balances.get(customer) ?? 0;
    await bank(); // nobody else books for this customer meanwhile: no lock is needed
    this.balances.set(customer, before + cents);
    return before + cents;
  }

  @Receive() customers(): string[] {
    return [...this.balances.keys()];
  }

  @Receive() whoServes(_customer: string): number {
    return this.ctx.self.pid;
  }
}

const customers = ["ada", "bob", "cy", "dee", "eve", "fay", "gus", "hal", "ida", "joe"];

/** What decides about the worker: the customer, in whatever message. */
function customerOf(message: MessageOf<Cashier>): string {
  if (!("args" in message)) return message.customer; // a whole Payment, by `tell`
  const [first] = message.args as [Payment | string];
  return typeof first === "string" ? first : first.customer;
}

/** The slot of each customer's worker. */
async function places(pool: ActorPool<Cashier>): Promise<Map<string, number>> {
  const slots = [...pool].map(({ pid }) => pid);
  const pids = await Promise.all(customers.map((customer) => pool.ask.whoServes(customer)));
  return new Map(customers.map((customer, at) => [customer, slots.indexOf(pids[at] as number)]));
}

function show(places: ReadonlyMap<string, number>, size: number): void {
  for (let slot = 0; slot < size; slot++) {
    const served = [...places].filter(([, at]) => at === slot).map(([customer]) => customer);
    console.log(`  cashier ${slot}: ${served.join(" ")}`);
  }
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "bank", logger: silentLogger });
  const pool = rt.spawnPool(Cashier, { size: 3, route: "hash", key: customerOf });

  console.log("Three cashiers:");
  const before = await places(pool);
  show(before, pool.size);

  console.log("Three payments of each, all at once:");
  const all = [1, 2, 3].flatMap((round) =>
    customers.map((customer) => pool.ask.pay({ customer, cents: round * 100 })),
  );
  const balances = await Promise.all(all);
  console.log(`  balances after the last round: ${balances.slice(-customers.length).join(" ")}`);

  console.log("A payment that crashes a cashier:");
  const cashier = [...pool][before.get("ada") as number];
  const reason = await pool.ask.pay({ customer: "ada", cents: 0.5 }).catch((error: Error) => error.message);
  console.log(`  ${reason}`);
  console.log(`  ada's next payment makes ${await pool.ask.pay({ customer: "ada", cents: 50 })}`);
  console.log(`  by the same cashier, restarted ${cashier?.incarnation} time`);

  console.log("A fourth cashier:");
  await pool.resize(4);
  const after = await places(pool);
  show(after, pool.size);
  const moved = customers.filter((customer) => before.get(customer) !== after.get(customer));
  console.log(`  moved, all to the new one: ${moved.join(" ")}`);
  console.log(`  the books balance: ${rt.audit().balanced}`);
}

void main();
