/**
 * comedy: in-process actors (mode "in-memory", its default), `send` and `sendAndReceive`.
 * `test: true` silences its log and skips its configuration file; nothing else changes for in-process actors.
 */
import comedy from "comedy";

const BATCH = 500;

class Player {
  setUp(index, next, done) {
    this.index = index;
    this.next = next;
    this.done = done;
    this.handledCount = 0;
  }
  ball(left) {
    this.handledCount++;
    if (left === 0) this.done.resolve(this.index);
    else this.next.send("ball", left - 1);
  }
  handled() {
    return this.handledCount;
  }
}

class Counter {
  sum = 0;
  arrived = 0;
  setUp(expected, done, producer) {
    this.expected = expected;
    this.done = done;
    this.producer = producer;
  }
  add(value) {
    this.sum += value;
    this.arrived++;
    if (this.producer !== undefined && this.arrived % BATCH === 0) this.producer.send("credit", BATCH);
    if (this.arrived === this.expected) this.done.resolve(this.sum);
  }
  total() {
    return this.sum;
  }
}

class Producer {
  setUp(target, left, done) {
    this.target = target;
    this.left = left;
    this.sent = 0;
    this.done = done;
  }
  burst(count) {
    for (let i = 0; i < count; i++) this.target.send("add", i & 7);
  }
  credit(count) {
    const amount = Math.min(count, this.left);
    for (let i = 0; i < amount; i++) this.target.send("add", this.sent++ & 7);
    this.left -= amount;
    if (amount > 0 && this.left === 0) this.done.resolve();
  }
}

class Sequence {
  last = 0;
  next() {
    return ++this.last;
  }
}

class Idle {
  count = 0;
  hello(collector) {
    this.count++;
    collector.send("add", 1);
  }
  read() {
    return this.count;
  }
}

export async function create({ seconds, latch }) {
  const open = async () => {
    const system = comedy({ test: true });
    const root = await system.rootActor();
    return { system, spawn: (Class) => root.createChild(Class) };
  };

  const rally = async (nodes, n) => {
    const { system, spawn } = await open();
    const done = latch();
    const players = await Promise.all(Array.from({ length: nodes }, () => spawn(Player)));
    await Promise.all(
      players.map((player, index) =>
        player.sendAndReceive("setUp", index, players[(index + 1) % nodes], done),
      ),
    );
    const start = seconds();
    players[0].send("ball", n - 1);
    const last = await done.promise;
    const elapsed = seconds() - start;
    let handled = 0;
    for (const player of players) handled += await player.sendAndReceive("handled");
    await system.destroy();
    return { elapsed, handled, last };
  };

  return {
    async pingpong({ n }) {
      const { elapsed, handled } = await rally(2, n);
      return { seconds: elapsed, checksum: handled };
    },
    async ring({ n, nodes }) {
      const { elapsed, handled, last } = await rally(nodes, n);
      return { seconds: elapsed, checksum: handled * 1000 + last };
    },
    async "counting-burst"({ burst, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const { system, spawn } = await open();
        const done = latch();
        const counter = await spawn(Counter);
        // Messages are promise chains of two steps, asks of one: an ask may overtake sends, so the last add settles the round.
        await counter.sendAndReceive("setUp", burst, done);
        const start = seconds();
        for (let i = 0; i < burst; i++) counter.send("add", i & 7);
        await done.promise;
        checksum += await counter.sendAndReceive("total");
        elapsed += seconds() - start;
        await system.destroy();
      }
      return { seconds: elapsed, checksum };
    },
    async "counting-credit"({ n, window }) {
      const { system, spawn } = await open();
      const [sent, done] = [latch(), latch()];
      const counter = await spawn(Counter);
      const producer = await spawn(Producer);
      await counter.sendAndReceive("setUp", n, done, producer);
      await producer.sendAndReceive("setUp", counter, n, sent);
      const start = seconds();
      producer.send("credit", window);
      await done.promise;
      const checksum = await counter.sendAndReceive("total");
      const elapsed = seconds() - start;
      await system.destroy();
      return { seconds: elapsed, checksum };
    },
    async fanin({ producers, each, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const { system, spawn } = await open();
        const done = latch();
        const counter = await spawn(Counter);
        await counter.sendAndReceive("setUp", producers * each, done);
        const crew = await Promise.all(Array.from({ length: producers }, () => spawn(Producer)));
        for (const producer of crew) await producer.sendAndReceive("setUp", counter, 0, undefined);
        const start = seconds();
        for (const producer of crew) producer.send("burst", each);
        checksum += await done.promise;
        elapsed += seconds() - start;
        await system.destroy();
      }
      return { seconds: elapsed, checksum };
    },
    async "ask-sequential"({ n }) {
      const { system, spawn } = await open();
      const sequence = await spawn(Sequence);
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i++) checksum += await sequence.sendAndReceive("next");
      const elapsed = seconds() - start;
      await system.destroy();
      return { seconds: elapsed, checksum };
    },
    async "ask-pipelined"({ n, window }) {
      const { system, spawn } = await open();
      const sequence = await spawn(Sequence);
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i += window) {
        const replies = new Array(window);
        for (let k = 0; k < window; k++) replies[k] = sequence.sendAndReceive("next");
        for (const reply of await Promise.all(replies)) checksum += reply;
      }
      const elapsed = seconds() - start;
      await system.destroy();
      return { seconds: elapsed, checksum };
    },
    async crowd() {
      const { system, spawn } = await open();
      const collector = await spawn(Counter);
      return {
        async fill(actors) {
          const done = latch();
          await collector.sendAndReceive("setUp", actors.length, done);
          const sent = Array.from(actors, async (_, i) => {
            actors[i] = await spawn(Idle);
            actors[i].send("hello", collector);
          });
          await Promise.all(sent);
          return done.promise;
        },
        sample: (actor) => actor.sendAndReceive("read"),
        clear: () => system.destroy(),
      };
    },
  };
}
