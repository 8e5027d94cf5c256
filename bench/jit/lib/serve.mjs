/**
 * The loop of a JavaScript candidate: one command a line on stdin, one answer a line on stdout.
 *
 *   { kernel, n, variant, ms }  →  { ns, calls, check }   or { none: "why" }
 *
 * `ns`: the median over calls (or batches of them) of nanoseconds for one element.
 */
import { createInterface } from "node:readline";
import { checksum } from "./data.mjs";
import { kernels } from "./kernels.mjs";

function median(values) {
  values.sort((a, b) => a - b);
  return values[values.length >> 1];
}

/** Calls `run` for about `ms`; batches are long enough for the clock. */
export function time(run, elements, ms) {
  const warm = performance.now() + ms / 2;
  let calls = 0;
  do {
    run();
    calls++;
  } while (performance.now() < warm);
  const batch = Math.max(1, Math.ceil(calls / (ms / 2) / 5));
  const times = [];
  const end = performance.now() + ms;
  do {
    const start = performance.now();
    for (let i = 0; i < batch; i++) run();
    times.push((performance.now() - start) / batch);
  } while (performance.now() < end);
  return { ns: (median(times) * 1e6) / elements, calls: times.length * batch };
}

/** What a candidate does at first, compile and measure, is told by start.mjs; here it has had its time for that. */
function settle(run) {
  const end = performance.now() + 5_000;
  for (let calls = 0; calls < 24 && performance.now() < end; calls++) run();
}

/** @param prepare (kernel, n, variant) → { run, result } or a text that says why not */
export function serve(prepare, make) {
  const kept = new Map();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const { kernel: name, n, variant, ms } = JSON.parse(line);
    const kernel = kernels[name];
    const key = `${name} ${n} ${variant}`;
    try {
      if (!kept.has(key)) {
        kept.clear(); // one set of arrays at a time
        kept.set(key, await prepare(kernel, n, variant, (count) => make(count, variant)));
      }
      const prepared = kept.get(key);
      if (typeof prepared === "string") return say({ none: prepared });
      if (ms >= 50 && !prepared.isSettled) settle(prepared.run);
      prepared.isSettled = true;
      const elements = kernel.elements?.(n) ?? n;
      const timed = time(prepared.run, elements, ms);
      say({ ...timed, check: checksum(prepared.result()) });
    } catch (error) {
      say({ none: `FAILED: ${error.message.split("\n")[0]}` });
    }
  });
}

const say = (answer) => console.log(JSON.stringify(answer));
