/**
 * The scenarios over a bare kernel `{ spawn(behavior), send(actor, selector, argument), run() }`. A behavior is an object
 * whose methods are looked up by selector. Nothing here protects anything: no try/catch, no promises, no life cycle.
 */
class Player {
  constructor(index, done) {
    this.index = index;
    this.done = done;
    this.next = undefined;
    this.handled = 0;
  }
}
class Counter {
  constructor() {
    this.sum = 0;
    this.arrived = 0;
    this.expected = 0;
    this.producer = undefined;
    this.done = undefined;
  }
}
class Producer {
  constructor(target, left, done) {
    this.target = target;
    this.left = left;
    this.sent = 0;
    this.done = done;
  }
}
class Sequence {
  last = 0;
}
class Idle {
  count = 0;
}

const BATCH = 500;

export function floor({ spawn, send, run, behaviorOf }, { seconds, latch }) {
  Player.prototype.ball = function (left) {
    this.handled++;
    if (left === 0) this.done.resolve(this.index);
    else send(this.next, "ball", left - 1);
  };
  Counter.prototype.add = function (value) {
    this.sum += value;
  };
  Counter.prototype.addCredited = function (value) {
    this.sum += value;
    if (++this.arrived % BATCH === 0) send(this.producer, "credit", BATCH);
  };
  Counter.prototype.addUntil = function (value) {
    this.sum += value;
    if (++this.arrived === this.expected) this.done.resolve(this.sum);
  };
  Counter.prototype.total = function (reply) {
    reply(this.sum);
  };
  Producer.prototype.credit = function (count) {
    const amount = Math.min(count, this.left);
    for (let i = 0; i < amount; i++) send(this.target, "addCredited", this.sent++ & 7);
    this.left -= amount;
  };
  Producer.prototype.burst = function (count) {
    for (let i = 0; i < count; i++) send(this.target, "addUntil", i & 7);
  };
  Sequence.prototype.next = function (reply) {
    reply(++this.last);
  };
  Idle.prototype.hello = function (collector) {
    this.count++;
    send(collector, "addUntil", 1);
  };
  Idle.prototype.read = function (reply) {
    reply(this.count);
  };

  const ask = (actor, selector) => {
    const promise = new Promise((resolve) => send(actor, selector, resolve));
    run();
    return promise;
  };

  const rally = async (nodes, n) => {
    const done = latch();
    const players = Array.from({ length: nodes }, (_, index) => spawn(new Player(index, done)));
    players.forEach((player, index) => {
      behaviorOf(player).next = players[(index + 1) % nodes];
    });
    const start = seconds();
    send(players[0], "ball", n - 1);
    run();
    const last = await done.promise;
    const elapsed = seconds() - start;
    const handled = players.reduce((sum, player) => sum + behaviorOf(player).handled, 0);
    return { seconds: elapsed, handled, last };
  };

  return {
    async pingpong({ n }) {
      const { seconds: elapsed, handled } = await rally(2, n);
      return { seconds: elapsed, checksum: handled };
    },
    async ring({ n, nodes }) {
      const { seconds: elapsed, handled, last } = await rally(nodes, n);
      return { seconds: elapsed, checksum: handled * 1000 + last };
    },
    async "counting-burst"({ burst, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const counter = spawn(new Counter());
        const start = seconds();
        for (let i = 0; i < burst; i++) send(counter, "add", i & 7);
        checksum += await ask(counter, "total");
        elapsed += seconds() - start;
      }
      return { seconds: elapsed, checksum };
    },
    async "counting-credit"({ n, window }) {
      const counter = spawn(new Counter());
      const producer = spawn(new Producer(counter, n));
      behaviorOf(counter).producer = producer;
      const start = seconds();
      send(producer, "credit", window);
      run();
      const total = await ask(counter, "total");
      return { seconds: seconds() - start, checksum: total };
    },
    async fanin({ producers, each, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const done = latch();
        const counter = spawn(new Counter());
        const crew = Array.from({ length: producers }, () => spawn(new Producer(counter, 0)));
        Object.assign(behaviorOf(counter), { expected: producers * each, done });
        const start = seconds();
        for (const producer of crew) send(producer, "burst", each);
        run();
        checksum += await done.promise;
        elapsed += seconds() - start;
      }
      return { seconds: elapsed, checksum };
    },
    async "ask-sequential"({ n }) {
      const sequence = spawn(new Sequence());
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i++) checksum += await ask(sequence, "next");
      return { seconds: seconds() - start, checksum };
    },
    async "ask-pipelined"({ n, window }) {
      const sequence = spawn(new Sequence());
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i += window) {
        const replies = new Array(window);
        for (let k = 0; k < window; k++) {
          replies[k] = new Promise((resolve) => send(sequence, "next", resolve));
        }
        run();
        for (const reply of await Promise.all(replies)) checksum += reply;
      }
      return { seconds: seconds() - start, checksum };
    },
    crowd() {
      const collector = spawn(new Counter());
      return {
        async fill(actors) {
          const done = latch();
          Object.assign(behaviorOf(collector), { sum: 0, arrived: 0, expected: actors.length, done });
          for (let i = 0; i < actors.length; i++) {
            actors[i] = spawn(new Idle());
            send(actors[i], "hello", collector);
          }
          run();
          return done.promise;
        },
        sample: (actor) => ask(actor, "read"),
        clear: () => {},
      };
    },
  };
}
