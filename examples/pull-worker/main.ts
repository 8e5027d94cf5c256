/** Meter readings, written to a table in batches by an actor that takes its messages itself. See README.md. */
import { setImmediate as roundTrip } from "node:timers/promises";
import { Actor, type Mailbox, Runtime } from "iris-actors";

interface Reading {
  readonly type: "reading";
  readonly meter: string;
  readonly kilowattHours: number;
}

type Control =
  | { readonly type: "batch"; readonly rows: number }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "written" };

type Request = Reading | Control;

const isReading = (request: Request): request is Reading => request.type === "reading";
const isControl = (request: Request): request is Control => request.type !== "reading";
const isResume = (request: Request): boolean => request.type === "resume";

/** Stands in for a database. */
class MeterTable {
  private rows = 0;

  async insert(batch: readonly Reading[]): Promise<number> {
    await roundTrip();
    this.rows += batch.length;
    return this.rows;
  }
}

@Actor({ mode: "pull" })
class Writer {
  private batchRows = 8;
  private written = 0;

  constructor(private readonly table: MeterTable) {}

  /** Ends with the mailbox: when somebody stops the actor, receives give undefined. */
  async run(mailbox: Mailbox<Request>): Promise<void> {
    for (;;) {
      const urgent = mailbox.tryReceive(isControl); // overtakes the readings, which keep their order
      const next = urgent ?? (await mailbox.receive());
      if (next === undefined) return;
      if (isReading(next)) await this.write(next, mailbox);
      else await this.obey(next, mailbox);
    }
  }

  private async write(first: Reading, mailbox: Mailbox<Request>): Promise<void> {
    const batch = [first];
    while (batch.length < this.batchRows) {
      const more = mailbox.tryReceive(isReading);
      if (more === undefined) break; // nothing is waited for: a small batch now is better than a full one later
      batch.push(more);
    }
    const meters = batch.map(({ meter }) => meter).join(" ");
    this.written = await this.table.insert(batch);
    console.log(`  wrote ${batch.length} (${meters}), ${this.written} in the table, ${mailbox.size} waiting`);
  }

  private async obey(control: Control, mailbox: Mailbox<Request>): Promise<void> {
    console.log(`  told: ${control.type}`);
    if (control.type === "batch") this.batchRows = control.rows;
    if (control.type === "written") mailbox.reply(this.written);
    if (control.type !== "pause") return;
    await mailbox.receive(isResume); // a state of its own, without a flag: everything else stays in the mailbox
    console.log(`  told: resume, with ${mailbox.size} waiting`);
  }
}

function readings(from: number, count: number): Reading[] {
  return Array.from({ length: count }, (_, at) => ({
    type: "reading",
    meter: `m${from + at}`,
    kilowattHours: 10 + at,
  }));
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "meters" });
  const writer = rt.spawn(Writer);

  console.log("Twelve readings, then an order to write five at a time:");
  rt.sendMany(writer, readings(1, 12));
  writer.tell({ type: "batch", rows: 5 });
  console.log(`The writer says it wrote ${await rt.ask(writer, { type: "written" })} so far.`);

  console.log("Maintenance: pause, and three more readings:");
  writer.tell({ type: "pause" });
  rt.sendMany(writer, readings(13, 3));
  writer.tell({ type: "resume" });
  console.log(`The writer says it wrote ${await rt.ask(writer, { type: "written" })} so far.`);

  console.log("Stop, after what is there:");
  await writer.stop({ drain: true });
  const { accepted, handled, balanced } = rt.audit();
  console.log(`${accepted} messages accepted, ${handled} handled; the books balance: ${balanced}.`);
}

void main();
