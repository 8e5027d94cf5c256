/**
 * Actor benchmarks: every timed run in a fresh process, peers interleaved (A B C A B C …), medians of counted runs.
 * README.md beside this file says how to read the results.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { peers } from "./lib/peers.mjs";
import { markdown, summarize, terminalTable } from "./lib/report.mjs";
import { scenarios, sizesOf } from "./lib/scenarios.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const TIMEOUT_MS = 180_000;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    peers: { type: "string" },
    runs: { type: "string" },
    pin: { type: "string" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(
    "node run.mjs [--quick] [--only pingpong,ring] [--peers iris,otp] [--runs 5] [--pin <cpu>] [--write]",
  );
  process.exit(0);
}

/** Names in a comma-separated list; for scenarios a prefix stands for all that begin with it (`ask`, `counting`). */
function choose(text, known, defaults, prefixes) {
  if (text === undefined) return defaults;
  return text.split(",").flatMap((wanted) => {
    const found = known.filter((name) => name === wanted || (prefixes && name.startsWith(`${wanted}-`)));
    if (found.length === 0) fail(`unknown name ${wanted}; known: ${known.join(", ")}`);
    return found;
  });
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

const runs = Number(options.runs ?? (options.quick ? 1 : 5));
if (!Number.isInteger(runs) || runs < 1)
  fail(`--runs must be a whole number of 1 or more, not ${options.runs}`);
const known = Object.keys(peers).filter((name) => peers[name].baseOf === undefined);
const chosen = choose(
  options.peers,
  known,
  known.filter((name) => !peers[name].optional),
  false,
);
const names = choose(options.only, Object.keys(scenarios), Object.keys(scenarios), true);
const isComplete = options.peers === undefined && options.only === undefined && !options.quick && runs >= 5;

const skipped = {};
const present = chosen.filter((name) => {
  const problem = peers[name].prepare();
  if (problem === undefined) return true;
  skipped[name] = problem;
  console.log(`SKIPPED ${name}: ${problem}`);
  return false;
});
if (present.length === 0) fail("no peer can run");

/** One process: its RESULT line, checked; a failure is a result too. */
function timedRun(peer, name) {
  const scenario = scenarios[name];
  const sizes = sizesOf(name, peer, options.quick);
  const command = peers[peer].command(name, sizes, scenario.memory === true);
  if (options.pin !== undefined) command.unshift("taskset", "-c", options.pin);
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (errors += data));
    const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    child.on("error", (error) => {
      errors += error.message;
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve(checked(scenario, sizes.timed, output, errors, code ?? signal));
    });
  });
}

function checked(scenario, sizes, output, errors, status) {
  const line = /^RESULT (.*)$/m.exec(output)?.[1];
  if (status !== 0 || line === undefined) {
    const said =
      errors.split("\n").find((text) => /error|fail|exception/i.test(text)) ?? errors.trim().split("\n")[0];
    return { sizes, failure: `ended with ${status}: ${said?.trim().slice(0, 200) || "no result"}` };
  }
  const result = JSON.parse(line);
  const expected = scenario.checksum(sizes);
  const run = { sizes, ...result, opsPerSecond: scenario.ops(sizes) / result.seconds };
  if (result.checksum === expected) return run;
  return { ...run, failure: `checksum ${result.checksum}, expected ${expected}` };
}

const report = {
  machine: machine(present, options.pin),
  quick: options.quick,
  runsPerPeer: runs,
  skipped,
  scenarios: {},
};

/** A partial run that is to be kept takes the place of the same scenarios, each of which says when it was measured. */
function mergeCommitted() {
  const path = join(here, "results.json");
  if (!existsSync(path)) return;
  const committed = JSON.parse(readFileSync(path, "utf8"));
  report.scenarios = { ...committed.scenarios, ...report.scenarios };
  report.machine = { ...committed.machine, ...report.machine, libraries: committed.machine.libraries };
}

function save(directory) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "results.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(directory, "results.md"), markdown(report));
}

if (options.quick) console.log("A quick run: it shows that everything works; its numbers mean nothing.");

let failures = 0;
for (const name of names) {
  const scenario = scenarios[name];
  const taking = present
    .filter((peer) => scenario.only === undefined || scenario.only.includes(peer.replace(/-smp$/, "")))
    .flatMap((peer) => (peer === "iris" && scenario.base !== undefined ? [peer, "iris-base"] : [peer]));
  if (taking.length === 0) continue;
  const results = Object.fromEntries(taking.map((peer) => [peer, []]));
  for (let round = 0; round < runs; round++) {
    // A quick run measures nothing, so its processes need not wait for each other.
    const early = options.quick ? taking.map((peer) => timedRun(peer, name)) : [];
    for (const [at, peer] of taking.entries()) {
      const run = await (early[at] ?? timedRun(peer, name));
      if (run.failure !== undefined) {
        failures++;
        console.log(`FAILED ${name} ${peer}: ${run.failure}`);
      }
      results[peer].push(run);
    }
  }
  const measured = { date: new Date().toISOString().slice(0, 10), runs };
  report.scenarios[name] = { ...summarize(name, results, options.quick), measured };
  console.log(terminalTable(name, report.scenarios[name]));
  save(join(here, "build"));
}
report.machine.loadAtEnd = machine([]).loadAtStart;
save(join(here, "build"));

if ((isComplete && failures === 0 && present.length === chosen.length) || options.write) {
  if (!isComplete) mergeCommitted();
  save(here);
  console.log("Written: results.json, results.md");
} else {
  console.log(
    "Written: build/results.json, build/results.md (the committed results change only after a complete run, or with --write)",
  );
}
process.exitCode = failures > 0 ? 1 : 0;
