/** A file of any size through a mailbox of 32: who reads it is as fast as who takes it. See README.md. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setImmediate as index } from "node:timers/promises";
import { Actor, Receive, Runtime } from "iris-actors";
import { publishedData } from "../flights/published-data";

const capacity = 32;

/** A line of the file of airports: `iata,name,city,state,country,latitude,longitude`. */
class Line {
  constructor(readonly text: string) {}
}

@Actor({ mailbox: { capacity, overflow: "dropNew" } })
class Indexer {
  private readonly byState = new Map<string, number>();
  private lines = 0;

  @Receive(Line) async add({ text }: Line): Promise<void> {
    const state = text.split(",").at(-4) ?? "";
    this.byState.set(state, (this.byState.get(state) ?? 0) + 1);
    this.lines++;
    if (this.lines % 50 === 0) await index(); // slower than the disk
  }

  @Receive() count(): number {
    return this.lines;
  }

  @Receive() top(count: number): string {
    const states = [...this.byState].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
    return states
      .slice(0, count)
      .map(([state, airports]) => `${state} ${airports}`)
      .join(", ");
  }
}

/** How many messages were seen in the mailbox at once: looked at whenever another line is read. */
class Gauge {
  most = 0;

  see(queued = 0): void {
    this.most = Math.max(this.most, queued);
  }
}

/** The lines of a file, read in pieces of 64 KB. Reading stops while nobody takes a line. */
async function* linesOf(path: string, read: () => void): AsyncGenerator<Line> {
  let isHeader = true;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    read();
    if (!isHeader) yield new Line(text);
    isHeader = false;
  }
}

/** The same airports from somewhere faster: nothing is awaited between two lines. */
function* again(count: number, made: () => void): Generator<Line> {
  for (let at = 0; at < count; at++) {
    made();
    yield new Line("X00,Again,Nowhere,XX,USA,0,0");
  }
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "airports" });
  const indexer = rt.spawn(Indexer);
  const gauge = new Gauge();
  const look = (): void => gauge.see(rt.mailboxes.size(indexer));

  const lines = linesOf(publishedData("airports.csv"), look);
  console.log(`From the file: ${await indexer.pipe(lines)} lines`);
  console.log(`Most airports: ${await indexer.ask.top(3)}`);

  console.log("Two fast sources at once, and a third that asks before each line:");
  const [first, second, polite] = await Promise.all([
    indexer.pipe(again(10_000, look)),
    indexer.pipe(again(10_000, look)),
    (async () => {
      let sent = 0;
      for (const line of again(100, look)) {
        await indexer.ready({ level: "HIGH" }); // leaves the last tenth of the mailbox to others
        if (indexer.tell(line)) sent++;
      }
      return sent;
    })(),
  ]);
  console.log(`  sent ${first}, ${second} and ${polite}`);

  await indexer.ready({ level: "CRITICAL" }); // an ask needs room in the mailbox, too
  console.log(`Indexed: ${await indexer.ask.count()} lines`);
  console.log(`Never more than ${capacity} queued: ${gauge.most <= capacity}`);
  const { refused, evicted, balanced } = rt.audit();
  console.log(`${refused} refused, ${evicted} evicted, the books balance: ${balanced}`);
}

void main();
