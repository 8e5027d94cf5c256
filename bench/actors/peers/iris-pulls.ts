/** Pull actors of iris-actors: plain and selective receive. Every burst is queued before the clock starts. */
import { Actor, type ActorRef, type Mailbox, Receive, type Ref, type Runtime } from "iris-actors";
import type { Sizes, Tools } from "./tools";

interface Add {
  readonly add: number;
}
interface Item {
  readonly kind: "go" | "item" | "last";
  readonly value: number;
}

/** Sends an item and then itself a message: with a budget of one, the consumer has its turn in between. */
@Actor({ budget: 1 })
class Feeder {
  private me: ActorRef<Feeder> | undefined;
  private target: Ref<Item> | undefined;
  private until = 0;

  @Receive() setUp(me: ActorRef<Feeder>, target: Ref<Item>, until: number): void {
    this.me = me;
    this.target = target;
    this.until = until;
  }
  @Receive() feed(value: number): void {
    const isLast = value === this.until;
    this.target?.tell({ kind: isLast ? "last" : "item", value });
    if (!isLast) this.me?.send.feed(value + 1);
  }
}

/** The rest, which must come in the order it was sent in. */
async function drained(mailbox: Mailbox<Item>, count: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const message = await mailbox.receive();
    sum += message?.value === i ? i : Number.NaN;
  }
  return sum;
}

const isLast = ({ kind }: Item): boolean => kind === "last";

/** The sum of a burst; undefined at the end. */
type Consume = (mailbox: Mailbox<Add>, burst: number) => Promise<number | undefined>;

async function received(mailbox: Mailbox<Add>, burst: number): Promise<number | undefined> {
  let sum = 0;
  for (let left = burst; left > 0; left--) {
    const message = await mailbox.receive();
    if (message === undefined) return undefined;
    sum += message.add;
  }
  return sum;
}

/** Waits only where nothing is there. */
async function tried(mailbox: Mailbox<Add>, burst: number): Promise<number | undefined> {
  let sum = 0;
  for (let left = burst; left > 0; left--) {
    const message = mailbox.tryReceive() ?? (await mailbox.receive());
    if (message === undefined) return undefined;
    sum += message.add;
  }
  return sum;
}

function bursts(rt: Runtime, { seconds, latch }: Tools) {
  return async ({ n, burst }: Sizes, consume: Consume) => {
    let done = latch<number>();
    const consumer = rt.spawnPull(async (mailbox: Mailbox<Add>) => {
      for (;;) {
        const sum = await consume(mailbox, burst);
        if (sum === undefined) return;
        done.resolve(sum);
      }
    });
    let elapsed = 0;
    let checksum = 0;
    for (let sent = 0; sent < n; sent += burst) {
      done = latch<number>();
      for (let i = 0; i < burst; i++) consumer.tell({ add: i & 7 });
      const start = seconds();
      checksum += await done.promise;
      elapsed += seconds() - start;
    }
    await consumer.stop();
    return { seconds: elapsed, checksum };
  };
}

/** The first message only starts the consumer; the receive that follows finds all others queued. */
function lastFirst(rt: Runtime, { seconds, latch }: Tools) {
  return async ({ n, queue }: Sizes) => {
    let done = latch<number>();
    const consumer = rt.spawnPull(async (mailbox: Mailbox<Item>) => {
      while ((await mailbox.receive()) !== undefined) {
        const last = await mailbox.receive(isLast);
        done.resolve((last?.value ?? Number.NaN) + (await drained(mailbox, queue - 1)));
      }
    });
    let elapsed = 0;
    let checksum = 0;
    for (let sent = 0; sent < n; sent += queue) {
      done = latch<number>();
      consumer.tell({ kind: "go", value: 0 });
      for (let value = 0; value < queue - 1; value++) consumer.tell({ kind: "item", value });
      consumer.tell({ kind: "last", value: queue - 1 });
      const start = seconds();
      checksum += await done.promise;
      elapsed += seconds() - start;
    }
    await consumer.stop();
    return { seconds: elapsed, checksum };
  };
}

/** One receive waits for the last message, and must look once at each of the others. */
function waiting(rt: Runtime, { seconds, latch }: Tools) {
  return async ({ n, deferred, arrivals }: Sizes) => {
    const until = deferred + arrivals;
    const feeder = rt.spawn(Feeder);
    let scanned = latch<void>();
    let done = latch<number>();
    let end = 0;
    const consumer = rt.spawnPull(async (mailbox: Mailbox<Item>) => {
      for (;;) {
        let looks = 0;
        const last = await mailbox.receive((message) => {
          if (++looks === deferred) scanned.resolve();
          return message.kind === "last";
        });
        end = seconds();
        if (last === undefined) return;
        const sum = last.value + (await drained(mailbox, until));
        done.resolve(looks === until + 1 ? sum : Number.NaN);
      }
    });
    await feeder.ask.setUp(feeder, consumer, until);
    let elapsed = 0;
    let checksum = 0;
    for (let sent = 0; sent < n; sent += arrivals) {
      scanned = latch<void>();
      done = latch<number>();
      for (let value = 0; value < deferred; value++) consumer.tell({ kind: "item", value });
      await scanned.promise;
      const start = seconds();
      feeder.send.feed(deferred);
      checksum += await done.promise;
      elapsed += end - start;
    }
    await Promise.all([consumer.stop(), feeder.stop()]);
    return { seconds: elapsed, checksum };
  };
}

export function pulls(rt: Runtime, tools: Tools) {
  const inBursts = bursts(rt, tools);
  const selectiveLast = lastFirst(rt, tools);
  const selectiveWait = waiting(rt, tools);
  return {
    "receive-loop": (sizes: Sizes) => inBursts(sizes, received),
    "try-receive": (sizes: Sizes) => inBursts(sizes, tried),
    "selective-last": selectiveLast,
    "selective-last/base": selectiveLast,
    "selective-wait": selectiveWait,
    "selective-wait/base": selectiveWait,
  };
}
