/**
 * nact: functions of (state, message, context), `dispatch` to send, `query` to ask.
 * Actors get names: nact's own anonymous ones have 31 random bits, and 100,000 of them collide.
 */
import { dispatch, query, spawn, spawnStateless, start, stop } from "nact";

const BATCH = 500;
const DEADLINE_MS = 600_000;

const reading = (key) => (state, _message, context) => {
  dispatch(context.sender, state[key]);
  return state;
};

const player = (state, message, context) => {
  if (message.read) return reading("handled")(state, message, context);
  if (message.next !== undefined) return { ...state, next: message.next };
  state.handled++;
  if (message.left === 0) state.done.resolve(state.index);
  else dispatch(state.next, { left: message.left - 1 });
  return state;
};

const counter = (state, message, context) => {
  if (message.total) return reading("sum")(state, message, context);
  if (message.producer !== undefined) state.producer = message.producer;
  else {
    state.sum += message.add;
    state.arrived++;
    if (state.producer !== undefined && state.arrived % BATCH === 0)
      dispatch(state.producer, { credit: BATCH });
    if (state.arrived === state.expected) state.done.resolve(state.sum);
  }
  return state;
};

const producer = (state, message) => {
  if (message.burst !== undefined) {
    for (let i = 0; i < message.burst; i++) dispatch(state.target, { add: i & 7 });
    return state;
  }
  const amount = Math.min(message.credit, state.left);
  for (let i = 0; i < amount; i++) dispatch(state.target, { add: state.sent++ & 7 });
  state.left -= amount;
  if (amount > 0 && state.left === 0) state.done.resolve();
  return state;
};

const sequence = (state, _message, context) => {
  dispatch(context.sender, ++state.last);
  return state;
};

const idle = (state, message, context) => {
  if (message.read) return reading("count")(state, message, context);
  state.count++;
  dispatch(message.hello, { add: 1 });
  return state;
};

const failure = new Error("crash");
const fuse = (state, message) => {
  if (message.crash) throw failure;
  dispatch(message.report, { up: state.number });
  return state;
};

export function create({ seconds, latch }) {
  let named = 0;
  let instances = 0;
  const actor = (system, behavior, initialState) =>
    spawn(system, behavior, `actor-${named++}`, { initialState });
  const newCounter = (system, rest) => actor(system, counter, { sum: 0, arrived: 0, expected: -1, ...rest });

  const rally = async (nodes, n) => {
    const system = start({ name: `rally-${named++}` });
    const done = latch();
    const players = Array.from({ length: nodes }, (_, index) =>
      actor(system, player, { index, done, handled: 0, next: undefined }),
    );
    players.forEach((each, index) => {
      dispatch(each, { next: players[(index + 1) % nodes] });
    });
    for (const each of players) await query(each, { read: true }, DEADLINE_MS);
    const begin = seconds();
    dispatch(players[0], { left: n - 1 });
    const last = await done.promise;
    const elapsed = seconds() - begin;
    let handled = 0;
    for (const each of players) handled += await query(each, { read: true }, DEADLINE_MS);
    stop(system);
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
        const system = start({ name: `burst-${named++}` });
        const target = newCounter(system);
        const begin = seconds();
        for (let i = 0; i < burst; i++) dispatch(target, { add: i & 7 });
        checksum += await query(target, { total: true }, DEADLINE_MS);
        elapsed += seconds() - begin;
        stop(system);
      }
      return { seconds: elapsed, checksum };
    },
    async "counting-credit"({ n, window }) {
      const system = start({ name: `credit-${named++}` });
      const done = latch();
      const target = newCounter(system);
      const source = actor(system, producer, { target, left: n, sent: 0, done });
      dispatch(target, { producer: source });
      const begin = seconds();
      dispatch(source, { credit: window });
      await done.promise;
      const checksum = await query(target, { total: true }, DEADLINE_MS);
      const elapsed = seconds() - begin;
      stop(system);
      return { seconds: elapsed, checksum };
    },
    async fanin({ producers, each, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const system = start({ name: `fanin-${named++}` });
        const done = latch();
        const target = newCounter(system, { expected: producers * each, done });
        const crew = Array.from({ length: producers }, () =>
          actor(system, producer, { target, left: 0, sent: 0 }),
        );
        const begin = seconds();
        for (const source of crew) dispatch(source, { burst: each });
        checksum += await done.promise;
        elapsed += seconds() - begin;
        stop(system);
      }
      return { seconds: elapsed, checksum };
    },
    async "ask-sequential"({ n }) {
      const system = start({ name: `ask-${named++}` });
      const target = actor(system, sequence, { last: 0 });
      let checksum = 0;
      const begin = seconds();
      for (let i = 0; i < n; i++) checksum += await query(target, {}, DEADLINE_MS);
      const elapsed = seconds() - begin;
      stop(system);
      return { seconds: elapsed, checksum };
    },
    async "ask-pipelined"({ n, window }) {
      const system = start({ name: `ask-${named++}` });
      const target = actor(system, sequence, { last: 0 });
      let checksum = 0;
      const begin = seconds();
      for (let i = 0; i < n; i += window) {
        const replies = new Array(window);
        for (let k = 0; k < window; k++) replies[k] = query(target, {}, DEADLINE_MS);
        for (const reply of await Promise.all(replies)) checksum += reply;
      }
      const elapsed = seconds() - begin;
      stop(system);
      return { seconds: elapsed, checksum };
    },
    /** A reset makes the state anew; nact has no instance to make. */
    brood(children, up) {
      const system = start({ name: `brood-${named++}` });
      const keeper = spawnStateless(system, (message) => up(message.up), "keeper");
      const supervisor = spawnStateless(system, () => {}, "supervisor");
      const fuses = Array.from({ length: children }, (_, at) =>
        spawn(supervisor, fuse, `fuse-${at}`, {
          initialStateFunc: () => ({ number: ++instances }),
          onCrash: (_message, _error, context) => context.reset,
        }),
      );
      return {
        crash: (at) => dispatch(fuses[at], { crash: true }),
        report: (at) => dispatch(fuses[at], { report: keeper }),
        end: () => stop(system),
      };
    },
    crowd() {
      const system = start({ name: `crowd-${named++}` });
      return {
        fill(actors) {
          const done = latch();
          const collector = newCounter(system, { expected: actors.length, done });
          for (let i = 0; i < actors.length; i++) {
            actors[i] = actor(system, idle, { count: 0 });
            dispatch(actors[i], { hello: collector });
          }
          return done.promise;
        },
        sample: (each) => query(each, { read: true }, DEADLINE_MS),
        clear: () => stop(system),
      };
    },
  };
}
