/**
 * effect: an actor is an unbounded `Queue` and a fiber that takes from it; an ask is a message with a `Deferred`.
 * From inside a fiber messages go by `yield* Queue.offer`; the benchmark's own loop is a fiber too.
 */
import { Deferred, Effect, Fiber, Queue } from "effect";
import { effectRestarts } from "./effect-restarts.mjs";

const BATCH = 500;

/** Starts a fiber that hands every message to `handle`; returns its queue and fiber. */
const actor = (handle) =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded();
    const loop = Effect.forever(Effect.flatMap(Queue.take(queue), handle), { disableYield: true });
    const fiber = yield* Effect.forkDetach(loop);
    return { queue, fiber };
  });

const tell = (target, message) => Queue.offer(target.queue, message);

const ask = (target, kind) =>
  Effect.gen(function* () {
    const reply = yield* Deferred.make();
    yield* Queue.offer(target.queue, { kind, reply });
    return yield* Deferred.await(reply);
  });

const end = (actors) => Effect.forEach(actors, (each) => Fiber.interrupt(each.fiber), { discard: true });

const player = (index, done) => {
  let next;
  let handled = 0;
  return actor((message) => {
    if (message.kind === "handled") return Deferred.succeed(message.reply, handled);
    if (message.kind === "next") {
      next = message.next;
      return Effect.void;
    }
    handled++;
    if (message.left > 0) return tell(next, { kind: "ball", left: message.left - 1 });
    return Deferred.succeed(done, index);
  });
};

const counter = (expected, done) => {
  let sum = 0;
  let arrived = 0;
  let producer;
  return actor((message) => {
    if (message.kind === "total") return Deferred.succeed(message.reply, sum);
    if (message.kind === "producer") {
      producer = message.producer;
      return Effect.void;
    }
    sum += message.value;
    arrived++;
    if (producer !== undefined && arrived % BATCH === 0)
      return tell(producer, { kind: "credit", count: BATCH });
    return arrived === expected ? Deferred.succeed(done, sum) : Effect.void;
  });
};

const producer = (target, total, done) => {
  let sent = 0;
  return actor((message) =>
    Effect.gen(function* () {
      if (message.kind === "burst") {
        for (let i = 0; i < message.count; i++) yield* tell(target, { kind: "add", value: i & 7 });
        return;
      }
      const until = Math.min(sent + message.count, total);
      const isLast = until === total && sent < total;
      for (; sent < until; sent++) yield* tell(target, { kind: "add", value: sent & 7 });
      if (isLast) yield* Deferred.succeed(done, undefined);
    }),
  );
};

const sequence = () => {
  let last = 0;
  return actor((message) => Deferred.succeed(message.reply, ++last));
};

const idle = () => {
  let count = 0;
  return actor((message) => {
    if (message.kind === "read") return Deferred.succeed(message.reply, count);
    count++;
    return tell(message.collector, { kind: "add", value: 1 });
  });
};

/** `count` actors, spawned one after another. */
function* several(count, make) {
  const actors = new Array(count);
  for (let index = 0; index < count; index++) actors[index] = yield* make(index);
  return actors;
}

export function create(tools) {
  const { seconds } = tools;
  const scenario = (body) => (sizes) => Effect.runPromise(Effect.gen(() => body(sizes)));

  function* rally(nodes, n) {
    const done = yield* Deferred.make();
    const players = yield* several(nodes, (index) => player(index, done));
    for (const [index, each] of players.entries()) {
      yield* tell(each, { kind: "next", next: players[(index + 1) % nodes] });
    }
    const start = seconds();
    yield* tell(players[0], { kind: "ball", left: n - 1 });
    const last = yield* Deferred.await(done);
    const elapsed = seconds() - start;
    let handled = 0;
    for (const each of players) handled += yield* ask(each, "handled");
    yield* end(players);
    return { elapsed, handled, last };
  }

  return {
    ...effectRestarts(tools),
    pingpong: scenario(function* ({ n }) {
      const { elapsed, handled } = yield* rally(2, n);
      return { seconds: elapsed, checksum: handled };
    }),
    ring: scenario(function* ({ n, nodes }) {
      const { elapsed, handled, last } = yield* rally(nodes, n);
      return { seconds: elapsed, checksum: handled * 1000 + last };
    }),
    "counting-burst": scenario(function* ({ burst, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const target = yield* counter();
        const start = seconds();
        for (let i = 0; i < burst; i++) yield* tell(target, { kind: "add", value: i & 7 });
        checksum += yield* ask(target, "total");
        elapsed += seconds() - start;
        yield* end([target]);
      }
      return { seconds: elapsed, checksum };
    }),
    "counting-credit": scenario(function* ({ n, window }) {
      const done = yield* Deferred.make();
      const target = yield* counter();
      const source = yield* producer(target, n, done);
      yield* tell(target, { kind: "producer", producer: source });
      const start = seconds();
      yield* tell(source, { kind: "credit", count: window });
      yield* Deferred.await(done);
      const checksum = yield* ask(target, "total");
      const elapsed = seconds() - start;
      yield* end([target, source]);
      return { seconds: elapsed, checksum };
    }),
    fanin: scenario(function* ({ producers, each, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const done = yield* Deferred.make();
        const target = yield* counter(producers * each, done);
        const crew = yield* several(producers, () => producer(target, 0));
        const start = seconds();
        for (const source of crew) yield* tell(source, { kind: "burst", count: each });
        checksum += yield* Deferred.await(done);
        elapsed += seconds() - start;
        yield* end([target, ...crew]);
      }
      return { seconds: elapsed, checksum };
    }),
    "ask-sequential": scenario(function* ({ n }) {
      const target = yield* sequence();
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i++) checksum += yield* ask(target, "next");
      const elapsed = seconds() - start;
      yield* end([target]);
      return { seconds: elapsed, checksum };
    }),
    "ask-pipelined": scenario(function* ({ n, window }) {
      const target = yield* sequence();
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i += window) {
        // Cheaper than Effect.all with unbounded concurrency, which makes a fiber of every ask.
        const replies = yield* several(window, Deferred.make);
        for (const reply of replies) yield* tell(target, { kind: "next", reply });
        for (const reply of replies) checksum += yield* Deferred.await(reply);
      }
      const elapsed = seconds() - start;
      yield* end([target]);
      return { seconds: elapsed, checksum };
    }),
    crowd() {
      return {
        fill: (actors) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const done = yield* Deferred.make();
              const collector = yield* counter(actors.length, done);
              for (let i = 0; i < actors.length; i++) {
                actors[i] = yield* idle();
                yield* tell(actors[i], { kind: "hello", collector });
              }
              return yield* Deferred.await(done);
            }),
          ),
        sample: (each) => Effect.runPromise(ask(each, "read")),
        clear: (actors) => Effect.runPromise(end(actors)),
      };
    },
  };
}
