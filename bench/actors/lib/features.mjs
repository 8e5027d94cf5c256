/**
 * What is measured beyond sending, spawning and asking: hot swap, pull actors, pools, and features that are there but off.
 *
 * `base` says what iris-actors is compared with in a scenario where it is its own yardstick: the same work without the
 * feature, or (`baseShape`) with less of what must not matter. It runs as the candidate `iris-base`, in processes of its own.
 */
const sumOfLowBits = (n) => Math.floor(n / 8) * 28 + ((n % 8) * ((n % 8) - 1)) / 2;
const sumTo = (n) => (n * (n + 1)) / 2;

const M = 1_000_000;

/** Each odd message, the first included, meets the behavior that counts three times; n is a multiple of 8. */
const swapped = ({ n }) => (n / 8) * (3 * (0 + 2 + 4 + 6) + (1 + 3 + 5 + 7));
const all = ({ n }) => n;
const swappers = ["iris", "otp", "otp-raw", "floor", "floor-slots"];
const pullers = ["iris", "otp", "floor"];

export const features = {
  "swap-function": {
    title: "hot swap of a function: a swap and a message in turns",
    shape: { burst: 1_000 },
    scale: "n",
    only: swappers,
    sizes: { default: 4 * M, iris: M, otp: 2 * M, "otp-raw": 2 * M },
    ops: all,
    checksum: swapped,
  },
  "swap-class": {
    title: "hot swap of a class with a field: a swap and a message in turns",
    shape: { burst: 1_000 },
    scale: "n",
    only: swappers,
    sizes: { default: 4 * M, iris: 400_000, otp: 2 * M, "otp-raw": 2 * M },
    ops: all,
    checksum: swapped,
  },
  "swap-asked": {
    title: "hot swap of a class with a field: a swap, then a question, one by one",
    shape: {},
    scale: "n",
    only: swappers,
    sizes: { default: 2 * M, iris: 200_000, otp: 240_000, "otp-raw": 400_000 },
    ops: all,
    checksum: swapped,
  },
  "swap-1000": {
    title: "1,000 messages between two swaps of a class",
    base: "the same messages in turns to two actors of the two classes",
    shape: { burst: 1_000, swaps: 1 },
    baseShape: { swaps: 0 },
    scale: "n",
    only: ["iris"],
    sizes: { default: 20 * M },
    ops: all,
    // Every second thousand meets the behavior that counts three times.
    checksum: ({ n }) => sumOfLowBits(n) * 2,
  },
  "selective-last": {
    title: "selective receive: the last of 10,000 queued messages, then the rest in order",
    base: "1,000 queued",
    shape: { queue: 10_000 },
    baseShape: { queue: 1_000 },
    scale: "n",
    only: ["iris", "otp"],
    sizes: { default: 4 * M },
    ops: all,
    checksum: ({ n, queue }) => (n / queue) * sumTo(queue - 1),
  },
  "selective-wait": {
    title: "selective receive that waits: 10,000 messages set aside, 10,000 more looked at one by one",
    base: "100 set aside",
    shape: { deferred: 10_000, arrivals: 10_000 },
    baseShape: { deferred: 100 },
    scale: "n",
    only: ["iris", "otp"],
    sizes: { default: M, iris: 4 * M },
    ops: all,
    checksum: ({ n, deferred, arrivals }) => (n / arrivals) * sumTo(deferred + arrivals),
  },
  "receive-loop": {
    title: "pull actor, await receive(): bursts of 10,000 queued messages",
    shape: { burst: 10_000 },
    scale: "n",
    only: pullers,
    sizes: { default: 8 * M },
    ops: all,
    checksum: ({ n, burst }) => (n / burst) * sumOfLowBits(burst),
  },
  "try-receive": {
    title: "pull actor, tryReceive(): bursts of 10,000 queued messages",
    shape: { burst: 10_000 },
    scale: "n",
    only: pullers,
    sizes: { default: 20 * M, floor: 160 * M, otp: 6 * M },
    ops: all,
    checksum: ({ n, burst }) => (n / burst) * sumOfLowBits(burst),
  },
  pool: {
    title: "pool of four, round robin: 1,000,000 sends, then the totals",
    base: "the four members sent to in turns",
    shape: { burst: M, members: 4 },
    quickShape: { burst: 100_000, members: 4 },
    scale: "rounds",
    only: ["iris"],
    sizes: { default: 12 },
    ops: ({ burst, rounds }) => burst * rounds,
    checksum: ({ burst, rounds }) => rounds * sumOfLowBits(burst),
  },
  quiet: {
    title: "ping-pong beside an observer, after tracing was on and off again",
    base: "plain ping-pong",
    shape: {},
    scale: "n",
    only: ["iris"],
    sizes: { default: 20 * M },
    ops: all,
    checksum: all,
  },
};

/** The least that iris must reach in them, by whom it is compared with. */
export const featureTargets = {
  otp: { "swap-function": 0.5, "swap-class": 0.5, "swap-asked": 0.5, "try-receive": 1 },
  floor: { "receive-loop": 0.9 },
  // Linear: ten times the queue may cost its cache misses, not ten times the time. The pool may take 1.3 times as long.
  "iris-base": { "swap-1000": 0.97, "selective-last": 0.5, "selective-wait": 0.5, pool: 0.77, quiet: 0.98 },
};
