/**
 * Benchmarks of the JIT: each candidate in a process of its own, asked in turn (A B C A B C …), medians of the rounds.
 * README.md beside this file says how to read the results.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { allSizes, defaultSizes, kernels } from "./lib/kernels.mjs";
import { candidates, Peer } from "./lib/peers.mjs";
import { summarize, tables, verdicts, verdictTable } from "./lib/report.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string" },
    ms: { type: "string" },
    sizes: { type: "string" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(
    "node run.mjs [--quick] [--only wave,dot] [--peers iris,loop] [--rounds 5] [--ms 300] [--sizes all]",
  );
  process.exit(0);
}

function choose(text, known) {
  const wanted = text?.split(",") ?? known;
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return wanted;
  console.error(`unknown name ${unknown}; known: ${known.join(", ")}`);
  process.exit(2);
}

const names = choose(options.only, Object.keys(kernels));
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
const ms = Number(options.ms ?? (options.quick ? 5 : 300));

function sizesOf(name) {
  const asked = options.sizes === "all" ? allSizes : options.sizes?.split(",").map(Number);
  const own = kernels[name].sizes ?? asked ?? defaultSizes;
  return options.quick ? own.slice(0, 1) : own;
}

const present = choose(options.peers, Object.keys(candidates)).filter((name) => {
  const problem = Peer.prepare(name);
  if (problem !== undefined) console.log(`SKIPPED ${name}: ${problem}`);
  return problem === undefined;
});

/** A result that is not the loop's is no result: exact ones must be equal, all others near. */
function wrong(kernel, name, mine, loop) {
  if (mine.check === undefined || loop?.check === undefined) return false;
  if (name === "iris" || name === "iris-all" || name === "iris-plain" || name === "iris-fresh") {
    return !Object.is(mine.check, loop.check);
  }
  if (kernels[kernel].chaotic === true) return false;
  const tolerance = name.startsWith("gpu") ? 1e-3 : (kernels[kernel].tolerance ?? 1e-9);
  return Math.abs(mine.check - loop.check) > tolerance * Math.max(1, Math.abs(loop.check));
}

async function measure(name, n) {
  const peers = present.map((peer) => new Peer(peer));
  const all = Object.fromEntries(peers.map((peer) => [peer.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) all[peer.name].push(await peer.ask(name, n, ms));
  }
  for (const peer of peers) peer.end();
  const found = Object.fromEntries(Object.entries(all).map(([peer, times]) => [peer, summarize(times)]));
  for (const [peer, mine] of Object.entries(found)) {
    const isFree = kernels[name].reassociate === true;
    if (wrong(name, isFree ? "near" : peer, mine, found.loop))
      found[peer] = { none: `FAILED: ${mine.check} is not ${found.loop.check}` };
    if (found[peer].none?.startsWith("FAILED")) {
      console.log(`${peer} ${name} ${n}: ${found[peer].none}`);
      process.exitCode = 1;
    }
  }
  return found;
}

const results = {};
for (const name of names) {
  results[name] = {};
  for (const n of sizesOf(name)) {
    results[name][n] = await measure(name, n);
    const times = Object.entries(results[name][n]).filter(([, found]) => found.ns !== undefined);
    console.log(
      `${name} ${n}: ${times.map(([peer, found]) => `${peer} ${found.ns.toPrecision(3)}`).join(", ")}`,
    );
  }
}

const held = verdicts(results);
const text = `Nanoseconds for one element, medians of ${rounds} rounds, candidates interleaved. ${cpus()[0]?.model}, ${cpus().length} CPUs, Node ${process.version}.

${tables(results, present)}

${options.quick ? "A quick run is held to no target." : verdictTable(held)}
`;
console.log(`\n${text}`);
if (options.write)
  writeFileSync(fileURLToPath(new URL("results.md", import.meta.url)), `# Results\n\n${text}`);
