/**
 * What is measured of supervision: crashes that a supervisor heals, and what it costs while nothing crashes.
 *
 * A supervisor serves for `each` restarts, then a fresh one takes its place, untimed: Erlang's goes through the list of
 * its restarts in the last second at every one, and with a thousand of them is half as fast. Each child crashes
 * `each / children` times.
 */
const all = ({ n }) => n;
const restarters = ["iris", "otp", "nact", "xstate", "effect", "floor"];
const sizes = { default: 200_000, iris: 400_000, xstate: 20_000, effect: 100_000, floor: 2_000_000 };

export const supervision = {
  restart: {
    title: "restart: one child crashes and says that it is up again, one by one",
    shape: { each: 100, children: 1 },
    scale: "n",
    only: restarters,
    sizes,
    ops: all,
    // Restarts that the instances have seen.
    checksum: all,
  },
  "restart-burst": {
    title: "restart, burst: 100 children of one supervisor crash at once, until all are up again",
    shape: { each: 100, children: 100 },
    scale: "n",
    only: restarters,
    sizes,
    ops: all,
    checksum: all,
  },
  "pingpong-supervised": {
    title: "ping-pong between supervised children of a supervisor",
    base: "plain ping-pong",
    shape: {},
    scale: "n",
    only: ["iris"],
    sizes: { default: 20_000_000 },
    ops: all,
    checksum: all,
  },
};

export const supervisionTargets = {
  otp: { restart: 3, "restart-burst": 3 },
  nact: { restart: 1.2, "restart-burst": 1.2 },
  "iris-base": { "pingpong-supervised": 0.97 },
};
