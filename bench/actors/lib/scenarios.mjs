/**
 * What is measured: per scenario its fixed shape, its size for each peer, and the checksum that proves the work was done.
 *
 * Sizes differ between peers only so that a timed run takes about 0.5 to 2 s with each of them; the shape (nodes, burst,
 * window, producers) is the same for all. Results are operations per second.
 */
import { features, featureTargets } from "./features.mjs";
import { supervision, supervisionTargets } from "./supervision.mjs";

/** 0 + 1 + … + 7 + 0 + 1 + …: the sum of `i & 7` for i below n. */
const sumOfLowBits = (n) => Math.floor(n / 8) * 28 + ((n % 8) * ((n % 8) - 1)) / 2;
const sumTo = (n) => (n * (n + 1)) / 2;

const M = 1_000_000;

/** `scale` names the number that grows with a peer's speed; the rest of `shape` is the same for every peer. */
export const scenarios = {
  pingpong: {
    title: "ping-pong: two actors, one ball",
    shape: {},
    scale: "n",
    sizes: {
      default: M,
      iris: 20 * M,
      floor: 40 * M,
      "floor-slots": 40 * M,
      otp: 4 * M,
      "otp-raw": 8 * M,
      xstate: 2 * M,
      effect: 300_000,
    },
    ops: ({ n }) => n,
    checksum: ({ n }) => n,
  },
  ring: {
    title: "thread ring: 503 actors, one token",
    shape: { nodes: 503 },
    scale: "n",
    sizes: {
      default: M,
      iris: 20 * M,
      floor: 40 * M,
      "floor-slots": 40 * M,
      otp: 4 * M,
      "otp-raw": 8 * M,
      xstate: 2 * M,
      effect: 300_000,
    },
    ops: ({ n }) => n,
    // Messages handled, and the node the token ended at.
    checksum: ({ n, nodes }) => n * 1000 + ((n - 1) % nodes),
  },
  "counting-burst": {
    title: "counting, burst: 1,000,000 sends, then the total",
    shape: { burst: M },
    quickShape: { burst: 100_000 },
    scale: "rounds",
    sizes: { default: 1, iris: 12, floor: 6, "floor-slots": 20, otp: 10, "otp-raw": 10, xstate: 3 },
    ops: ({ burst, rounds }) => burst * rounds,
    checksum: ({ burst, rounds }) => rounds * sumOfLowBits(burst),
  },
  "counting-credit": {
    title: "counting, credit: at most 1,000 outstanding, credit given back per 500",
    shape: { window: 1_000, batch: 500 },
    scale: "n",
    sizes: {
      default: M,
      iris: 20 * M,
      floor: 40 * M,
      "floor-slots": 40 * M,
      otp: 10 * M,
      "otp-raw": 10 * M,
      xstate: 2 * M,
    },
    ops: ({ n }) => n,
    checksum: ({ n }) => sumOfLowBits(n),
  },
  fanin: {
    title: "fan-in: 100 producers of 10,000 messages each, one collector",
    shape: { producers: 100, each: 10_000 },
    quickShape: { producers: 100, each: 1_000 },
    scale: "rounds",
    sizes: { default: 1, iris: 15, floor: 8, "floor-slots": 20, otp: 5, "otp-raw": 5, xstate: 2 },
    ops: ({ producers, each, rounds }) => producers * each * rounds,
    checksum: ({ producers, each, rounds }) => rounds * producers * sumOfLowBits(each),
  },
  spawn: {
    title: "spawn: 100,000 actors, each sent one message that it reports to a collector",
    shape: { n: 100_000 },
    quickShape: { n: 10_000 },
    scale: "rounds",
    sizes: { default: 1, iris: 8, floor: 10, "floor-slots": 10, otp: 3, "otp-raw": 6, nact: 2 },
    ops: ({ n, rounds }) => n * rounds,
    checksum: ({ n, rounds }) => n * rounds,
  },
  "ask-sequential": {
    title: "ask, one by one",
    shape: {},
    scale: "n",
    sizes: {
      default: 300_000,
      iris: 2 * M,
      floor: 2 * M,
      "floor-slots": 2 * M,
      otp: 800_000,
      "otp-raw": 2 * M,
      xstate: M,
    },
    ops: ({ n }) => n,
    checksum: ({ n }) => sumTo(n),
  },
  "ask-pipelined": {
    title: "ask, 1,000 outstanding",
    shape: { window: 1_000 },
    scale: "n",
    sizes: {
      default: 200_000,
      iris: 2 * M,
      floor: 2 * M,
      "floor-slots": 2 * M,
      otp: 800_000,
      "otp-raw": 2 * M,
      xstate: M,
    },
    ops: ({ n }) => n,
    checksum: ({ n }) => sumTo(n),
  },
  bytes: {
    title: "memory of an idle actor with one field that has handled one message (forced collection)",
    memory: true,
    shape: {},
    scale: "n",
    sizes: { default: 100_000, comedy: 20_000 },
    ops: ({ n }) => n,
    // Every actor reported once, and every thousandth one, asked afterwards, knows it.
    checksum: ({ n }) => n + Math.floor(n / 1_000),
  },
  million: {
    title: "a million actors alive, each sent one message",
    memory: true,
    shape: {},
    scale: "n",
    sizes: { default: M },
    only: ["iris", "floor", "floor-slots", "otp", "otp-raw"],
    ops: ({ n }) => n,
    checksum: ({ n }) => n + Math.floor(n / 1_000),
  },
  ...features,
  ...supervision,
};

/** The least that iris must reach, as a ratio of medians; `bytes` and `million` are upper bounds. */
export const targets = {
  otp: {
    pingpong: 6,
    ring: 6,
    "counting-burst": 1.8,
    "counting-credit": 1.8,
    fanin: 6,
    spawn: 3,
    "ask-sequential": 2.5,
    "ask-pipelined": 3,
    ...featureTargets.otp,
    ...supervisionTargets.otp,
  },
  floor: featureTargets.floor,
  "iris-base": { ...featureTargets["iris-base"], ...supervisionTargets["iris-base"] },
  nact: { default: 10, spawn: undefined, ...supervisionTargets.nact },
  bytesMax: 500,
  millionRssBytesMax: 1e9,
};

/** The size of a timed run and of its warm-up; `quick` is a smoke run whose numbers mean nothing. */
export function sizesOf(name, peer, quick) {
  const scenario = scenarios[name];
  const full = scenario.sizes[peer] ?? scenario.sizes[peer.replace(/-smp$/, "")] ?? scenario.sizes.default;
  const baseShape = peer.endsWith("-base") ? scenario.baseShape : undefined;
  const shape = { ...scenario.shape, ...(quick ? scenario.quickShape : undefined), ...baseShape };
  const whole = Math.max(1, Math.floor(quick && scenario.scale === "n" ? full / 20 : quick ? 1 : full));
  const timed = { ...shape, [scenario.scale]: whole };
  return { timed, warmup: warmupOf(scenario, timed) };
}

/** A tenth of the work: fewer messages, and where a round has a fixed shape, one round of a tenth of it. */
function warmupOf(scenario, timed) {
  if (scenario.memory) return { ...timed, n: Math.min(1_000, timed.n) };
  if (scenario.scale === "n") return { ...timed, n: Math.max(2_000, Math.floor(timed.n / 10)) };
  const tenth = (key) =>
    timed[key] === undefined ? {} : { [key]: Math.max(1, Math.floor(timed[key] / 10)) };
  return { ...timed, rounds: 1, ...tenth("burst"), ...tenth("each"), ...tenth("n") };
}
