/**
 * iris-actors as its users write it: classes with decorators, `spawn`, `ref.send`, `ref.ask`.
 * Compiled by the repository's own compiler; nothing here reaches past the package's main entry.
 */
import { Actor, type ActorRef, Receive, Runtime } from "iris-actors";
import { pulls } from "./iris-pulls";
import { pools, quiet } from "./iris-quiet";
import { pingpong, rallies } from "./iris-rally";
import { supervised } from "./iris-supervision";
import { swaps } from "./iris-swaps";
import type { Latch, Sizes, Tools } from "./tools";

const BATCH = 500;

@Actor()
class Counter {
  private sum = 0;

  @Receive() add(value: number): void {
    this.sum += value;
  }
  @Receive() total(): number {
    return this.sum;
  }
}

/** Counts, and gives its producer credit back. */
@Actor()
class CreditCounter {
  private sum = 0;
  private arrived = 0;
  private producer: ActorRef<Producer> | undefined;

  @Receive() serve(producer: ActorRef<Producer>): void {
    this.producer = producer;
  }
  @Receive() add(value: number): void {
    this.sum += value;
    if (++this.arrived % BATCH === 0) this.producer?.send.credit(BATCH);
  }
  @Receive() total(): number {
    return this.sum;
  }
}

@Actor()
class Producer {
  private target: ActorRef<CreditCounter> | undefined;
  private total = 0;
  private sent = 0;
  private done: Latch<void> | undefined;

  @Receive() setUp(target: ActorRef<CreditCounter>, total: number, done: Latch<void>): void {
    this.target = target;
    this.total = total;
    this.done = done;
  }
  @Receive() credit(count: number): void {
    const { target } = this;
    if (target === undefined || this.sent === this.total) return;
    const until = Math.min(this.sent + count, this.total);
    for (let i = this.sent; i < until; i++) target.send.add(i & 7);
    this.sent = until;
    if (until === this.total) this.done?.resolve();
  }
}

/** Tells when it has received as many as expected. */
@Actor()
class Collector {
  private sum = 0;
  private left = 0;
  private done: Latch<number> | undefined;

  @Receive() expect(count: number, done: Latch<number>): void {
    this.left = count;
    this.done = done;
  }
  @Receive() add(value: number): void {
    this.sum += value;
    if (--this.left === 0) this.done?.resolve(this.sum);
  }
}

@Actor()
class Burster {
  private target: ActorRef<Collector> | undefined;

  @Receive() aim(target: ActorRef<Collector>): void {
    this.target = target;
  }
  @Receive() burst(count: number): void {
    const { target } = this;
    if (target === undefined) return;
    for (let i = 0; i < count; i++) target.send.add(i & 7);
  }
}

@Actor()
class Sequence {
  private last = 0;

  @Receive() next(): number {
    return ++this.last;
  }
}

@Actor()
class Idle {
  private count = 0;

  @Receive() hello(collector: ActorRef<Collector>): void {
    this.count++;
    collector.send.add(1);
  }
  @Receive() read(): number {
    return this.count;
  }
}

export function create(tools: Tools) {
  const { seconds, latch } = tools;
  /** One for the process, as a service has one, and as the Erlang peers have one virtual machine. */
  const rt = new Runtime();
  /** Each round with actors of its own; starting and stopping them is not timed. */
  const inRounds = async (rounds: number, round: () => Promise<{ elapsed: number; sum: number }>) => {
    let total = 0;
    let checksum = 0;
    for (let count = 0; count < rounds; count++) {
      const { elapsed, sum } = await round();
      total += elapsed;
      checksum += sum;
    }
    return { seconds: total, checksum };
  };

  return {
    ...swaps(rt, tools),
    ...pulls(rt, tools),
    ...pools(rt, tools),
    ...rallies(rt, tools),
    ...quiet(rt, tools, (n) => pingpong(rt, tools, n)),
    ...supervised(rt, tools),
    "counting-burst": ({ burst, rounds }: Sizes) =>
      inRounds(rounds, async () => {
        const counter = rt.spawn(Counter);
        const start = seconds();
        for (let i = 0; i < burst; i++) counter.send.add(i & 7);
        const sum = await counter.ask.total();
        return { elapsed: seconds() - start, sum };
      }),
    "counting-credit": ({ n, window }: Sizes) =>
      inRounds(1, async () => {
        const done = latch<void>();
        const counter = rt.spawn(CreditCounter);
        const producer = rt.spawn(Producer);
        await counter.ask.serve(producer);
        await producer.ask.setUp(counter, n, done);
        const start = seconds();
        producer.send.credit(window);
        await done.promise;
        const sum = await counter.ask.total();
        return { elapsed: seconds() - start, sum };
      }),
    fanin: ({ producers, each, rounds }: Sizes) =>
      inRounds(rounds, async () => {
        const done = latch<number>();
        const collector = rt.spawn(Collector);
        const crew = Array.from({ length: producers }, () => rt.spawn(Burster));
        await collector.ask.expect(producers * each, done);
        await Promise.all(crew.map((burster) => burster.ask.aim(collector)));
        const start = seconds();
        for (const burster of crew) burster.send.burst(each);
        const sum = await done.promise;
        return { elapsed: seconds() - start, sum };
      }),
    "ask-sequential": ({ n }: Sizes) =>
      inRounds(1, async () => {
        const sequence = rt.spawn(Sequence);
        let sum = 0;
        const start = seconds();
        for (let i = 0; i < n; i++) sum += await sequence.ask.next();
        return { elapsed: seconds() - start, sum };
      }),
    "ask-pipelined": ({ n, window }: Sizes) =>
      inRounds(1, async () => {
        const sequence = rt.spawn(Sequence);
        let sum = 0;
        const start = seconds();
        for (let i = 0; i < n; i += window) {
          const replies = new Array<Promise<number>>(window);
          for (let k = 0; k < window; k++) replies[k] = sequence.ask.next();
          for (const reply of await Promise.all(replies)) sum += reply;
        }
        return { elapsed: seconds() - start, sum };
      }),
    async crowd() {
      const collector = rt.spawn(Collector);
      let crowd: ActorRef<Idle>[] = [];
      return {
        async fill(actors: ActorRef<Idle>[]) {
          const done = latch<number>();
          await collector.ask.expect(actors.length, done);
          for (let i = 0; i < actors.length; i++) {
            const actor = rt.spawn(Idle);
            actors[i] = actor;
            actor.send.hello(collector);
          }
          crowd = actors;
          return done.promise;
        },
        sample: (actor: ActorRef<Idle>) => actor.ask.read(),
        async clear() {
          await Promise.all([collector, ...crowd].map((actor) => actor.stop()));
          crowd = [];
        },
      };
    },
  };
}
