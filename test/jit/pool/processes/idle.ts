/** Leaves a pool with idle threads. */
import { SystemClock } from "../../../../src/clock";
import { PiscinaPool } from "../../../../src/jit/backends/pool/piscina-pool";

const pool = new PiscinaPool({ clock: new SystemClock() });
const text = "async (x) => x + 1";
void Promise.all(
  [1, 2, 3].map((x) => pool.run({ fn: { text }, kernel: "f", args: [x], deadlineMs: 60_000 })),
).then((results) => console.log(results.join()));
