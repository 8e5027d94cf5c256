/**
 * xstate: actors of `fromTransition` logic. A reply is a callback in the event; xstate has no ask.
 * The logic sees xstate's own events too (`xstate.stop`), so every branch names the event it means.
 * Idle receivers run on the sender's stack, so a ring of 503 nests 503 transitions.
 */
import { createActor, fromTransition } from "xstate";
import { xstateRestarts } from "./xstate-restarts.mjs";

const BATCH = 500;

const playerLogic = (index, done) =>
  fromTransition(
    (state, event) => {
      if (event.type === "next") return { ...state, next: event.next };
      if (event.type !== "ball") return state;
      if (event.left === 0) done.resolve(index);
      else state.next.send({ type: "ball", left: event.left - 1 });
      return { ...state, handled: state.handled + 1 };
    },
    { next: undefined, handled: 0 },
  );

const counterLogic = (expected, done) =>
  fromTransition(
    (state, event) => {
      if (event.type === "total") {
        event.reply(state.sum);
        return state;
      }
      if (event.type === "producer") return { ...state, producer: event.producer };
      if (event.type !== "add") return state;
      const sum = state.sum + event.value;
      const arrived = state.arrived + 1;
      if (state.producer !== undefined && arrived % BATCH === 0)
        state.producer.send({ type: "credit", count: BATCH });
      if (arrived === expected) done.resolve(sum);
      return { sum, arrived, producer: state.producer };
    },
    { sum: 0, arrived: 0, producer: undefined },
  );

const producerLogic = (target, total) =>
  fromTransition(
    (state, event) => {
      if (event.type === "burst") {
        for (let i = 0; i < event.count; i++) target.send({ type: "add", value: i & 7 });
        return state;
      }
      if (event.type !== "credit") return state;
      const until = Math.min(state.sent + event.count, total);
      for (let i = state.sent; i < until; i++) target.send({ type: "add", value: i & 7 });
      return { sent: until };
    },
    { sent: 0 },
  );

const sequenceLogic = fromTransition(
  (state, event) => {
    if (event.type !== "next") return state;
    event.reply(state.last + 1);
    return { last: state.last + 1 };
  },
  { last: 0 },
);

const idleLogic = fromTransition(
  (state, event) => {
    if (event.type === "read") {
      event.reply(state.count);
      return state;
    }
    if (event.type !== "hello") return state;
    event.collector.send({ type: "add", value: 1 });
    return { count: state.count + 1 };
  },
  { count: 0 },
);

const ask = (actor, type) => new Promise((reply) => actor.send({ type, reply }));

export function create({ seconds, latch }) {
  const spawn = (logic) => createActor(logic).start();

  const rally = async (nodes, n) => {
    const done = latch();
    const players = Array.from({ length: nodes }, (_, index) => spawn(playerLogic(index, done)));
    players.forEach((player, index) => {
      player.send({ type: "next", next: players[(index + 1) % nodes] });
    });
    const start = seconds();
    players[0].send({ type: "ball", left: n - 1 });
    const last = await done.promise;
    const elapsed = seconds() - start;
    const handled = players.reduce((sum, player) => sum + player.getSnapshot().context.handled, 0);
    for (const player of players) player.stop();
    return { elapsed, handled, last };
  };

  return {
    ...xstateRestarts(),
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
        const counter = spawn(counterLogic());
        const start = seconds();
        for (let i = 0; i < burst; i++) counter.send({ type: "add", value: i & 7 });
        checksum += await ask(counter, "total");
        elapsed += seconds() - start;
        counter.stop();
      }
      return { seconds: elapsed, checksum };
    },
    async "counting-credit"({ n, window }) {
      const done = latch();
      const counter = spawn(counterLogic(n, done));
      const producer = spawn(producerLogic(counter, n));
      counter.send({ type: "producer", producer });
      const start = seconds();
      producer.send({ type: "credit", count: window });
      await done.promise;
      const checksum = await ask(counter, "total");
      return { seconds: seconds() - start, checksum };
    },
    async fanin({ producers, each, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const done = latch();
        const counter = spawn(counterLogic(producers * each, done));
        const crew = Array.from({ length: producers }, () => spawn(producerLogic(counter, 0)));
        const start = seconds();
        for (const producer of crew) producer.send({ type: "burst", count: each });
        checksum += await done.promise;
        elapsed += seconds() - start;
      }
      return { seconds: elapsed, checksum };
    },
    async "ask-sequential"({ n }) {
      const sequence = spawn(sequenceLogic);
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i++) checksum += await ask(sequence, "next");
      return { seconds: seconds() - start, checksum };
    },
    async "ask-pipelined"({ n, window }) {
      const sequence = spawn(sequenceLogic);
      let checksum = 0;
      const start = seconds();
      for (let i = 0; i < n; i += window) {
        const replies = new Array(window);
        for (let k = 0; k < window; k++) replies[k] = ask(sequence, "next");
        for (const reply of await Promise.all(replies)) checksum += reply;
      }
      return { seconds: seconds() - start, checksum };
    },
    crowd() {
      return {
        fill(actors) {
          const done = latch();
          const collector = spawn(counterLogic(actors.length, done));
          for (let i = 0; i < actors.length; i++) {
            actors[i] = spawn(idleLogic);
            actors[i].send({ type: "hello", collector });
          }
          return done.promise;
        },
        sample: (actor) => ask(actor, "read"),
        clear(actors) {
          for (const actor of actors) actor.stop();
        },
      };
    },
  };
}
