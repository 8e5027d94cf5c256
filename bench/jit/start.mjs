/**
 * What it costs to begin: importing, the first call with arrays of a process and of later kernels (10,000 elements, as
 * cold code; beside a loop by hand that is as cold), and what an offloaded function adds to a plain call with numbers.
 * Each in fresh processes; medians.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Peer } from "./lib/peers.mjs";
import { median } from "./lib/report.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const problem = Peer.prepare("iris");
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

/** Runs a program `times` times, each in a process of its own; it prints one JSON object. */
function measured(program, times) {
  const results = Array.from({ length: times }, () => {
    const done = spawnSync(process.execPath, ["-e", program], { cwd: here, encoding: "utf8" });
    if (done.status !== 0) throw new Error(done.stderr);
    return JSON.parse(done.stdout);
  });
  return Object.keys(results[0]).map((name) => {
    const values = results.map((result) => result[name]);
    return { name, median: median(values), low: Math.min(...values), high: Math.max(...values) };
  });
}

const importing = (entry) =>
  `const from = performance.now(); require("${entry}"); console.log(JSON.stringify({ "import ${entry}, ms": performance.now() - from }))`;

const first = `
const { jit, offload } = require("iris-actors/jit");
const x = jit.alloc.float64(10_000).fill(0.5), out = jit.alloc.float64(10_000);
const time = (text) => {
  const kernel = offload()(new Function("x", "return " + text));
  const from = performance.now();
  kernel.map(x, { out });
  return performance.now() - from;
};
require("acorn");
const found = { "first kernel of a process, ms": time("x * x + 1") };
const texts = [2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => "Math.sin(x) * " + k + " + Math.exp(-x) / (x + " + k + ")");
const middle = (times) => times.slice(1).sort((a, b) => a - b)[4];
found["a later kernel, ms"] = middle(texts.map((text) => time(text)));
// Written by hand, and run once, as the kernel's loop was: what of it is not ours.
const loop = (text) => new Function("a", "b", "for (let i = 0; i < a.length; i++) { const x = a[i]; b[i] = " + text + "; }");
found["its loop by hand, ms"] = middle(texts.map((text) => {
  const run = loop(text);
  const from = performance.now();
  run(x, out);
  return performance.now() - from;
}));
console.log(JSON.stringify(found));
`;

/** Two loops of their own code, over one function: as it is, and offloaded. */
const scalar = `
const { offload } = require("iris-actors/jit");
const loop = () => new Function("f", "let sum = 0; for (let i = 0; i < 1e7; i++) sum += f(i, 3.5, i & 7); return sum;");
const make = () => (x, y, z) => Math.max(x * y - z, 0);
const [direct, offloaded] = [loop(), loop()];
const [plain, kernel] = [make(), offload()(make())];
const times = { direct: [], offloaded: [] };
const time = (run, f, into) => { const from = performance.now(); run(f); into.push((performance.now() - from) / 10); };
for (let round = 0; round < 15; round++) { time(direct, plain, times.direct); time(offloaded, kernel, times.offloaded); }
const best = (values) => Math.min(...values);
console.log(JSON.stringify({ "direct call, ns": best(times.direct), "offloaded call, ns": best(times.offloaded) }));
`;

const rows = [
  ...measured(importing("iris-actors/jit"), 9),
  ...measured(importing("iris-actors"), 9),
  ...measured(first, 5),
  ...measured(scalar, 5),
];
for (const { name, median: middle, low, high } of rows) {
  console.log(
    `${name.padEnd(34)} ${middle.toFixed(2).padStart(8)}   (${low.toFixed(2)} to ${high.toFixed(2)})`,
  );
}
