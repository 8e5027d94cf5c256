/**
 * `npm test`: everything a contributor must pass, in order; the first failure stops with its output.
 *
 *   npm test                 all steps
 *   npm test -- mailbox      only jest, with these arguments
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makePages } from "./docs.mjs";
import { runTests } from "./jest.mjs";
import { prepare, root, stepMs } from "./prepare.mjs";

const modules = join(root, "node_modules");
const tsc = join(modules, "typescript", "bin", "tsc");
const biome = join(modules, "@biomejs", "biome", "bin", "biome");
const jestBin = join(modules, "jest", "bin", "jest.js");

/** Runs one Node program; returns what it printed, throws it when the program failed. */
function node(...args) {
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: stepMs,
    killSignal: "SIGKILL",
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
  });
  const output = `${done.stdout ?? ""}${done.stderr ?? ""}`;
  if (done.error !== undefined) throw new Error(`${output}${done.error}`);
  if (done.status !== 0) throw new Error(output || `ended by ${done.signal}`);
  return output;
}

function lint() {
  try {
    node(biome, "check", "--error-on-warnings");
  } catch (error) {
    throw new Error(`${error.message}\n\`npm run format\` puts right what can be put right without you.`);
  }
}

/** Packs what npm would publish, and returns the path of the tarball. */
export function pack(folder = join(root, ".cache", "packed")) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const done = spawnSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    timeout: stepMs,
    killSignal: "SIGKILL",
    shell: process.platform === "win32",
  });
  const [name] = readdirSync(folder);
  if (done.status !== 0 || name === undefined)
    throw new Error(`npm pack failed\n${done.stderr}${done.error ?? ""}`);
  return join(folder, name);
}

function checkPackage() {
  const tarball = pack();
  node(join(modules, "publint", "src", "cli.js"), "run", tarball, "--strict");
  const attw = join(modules, "@arethetypeswrong", "cli", "dist", "index.js");
  node(attw, tarball, "--profile", "node16", "--no-definitely-typed");
  return "publint and attw are clean";
}

/** Runs all tests; resolves to jest's own summary. */
async function jest() {
  const output = await runTests(["--silent"]);
  const tests = /^Tests:\s+(.*)$/m.exec(output)?.[1];
  if (tests === undefined) throw new Error(output);
  return tests;
}

/** Tests of what is offloaded, and of what uses it. */
const offloadTests =
  "test/(jit/(offload|dispatch|intrinsics|explain)|examples/mandelbrot|compat/offload|decorators/offload)";

/** The tests of offloaded functions once more: with none compiled, and with all that can be compiled to WebAssembly. */
async function jestForced() {
  const passed = [];
  for (const tiers of ["none", "wasm"]) {
    const args = ["--silent", "--selectProjects=legacy", "--testPathPatterns", offloadTests];
    const output = await runTests(args, {}, { IRIS_JIT_TIERS: tiers });
    const tests = /^Tests:\s+(.*)$/m.exec(output)?.[1];
    if (tests === undefined) throw new Error(output);
    passed.push(`${tiers}: ${tests}`);
  }
  return passed.join("; ");
}

/** Name and work of each step; what the work returns stands beside its time. */
const steps = [
  ["install and build", prepare],
  ["types, legacy decorators", () => void node(tsc, "-p", "tsconfig.json")],
  ["types, standard decorators", () => void node(tsc, "-p", "tsconfig.standard.json")],
  ["lint and format", lint],
  ["package", checkPackage],
  ["pages of the interface", () => makePages({ check: true })],
  ["main example", () => void node(join(root, "scripts", "start.mjs"))],
  ["tests", jest],
  ["tests, offload forced", jestForced],
];

/** Runs one step and prints its line; false when it failed. */
async function pass([name, work]) {
  const startedMs = performance.now();
  const line = (verdict, note) => {
    const seconds = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
    console.log(`${verdict.padEnd(5)}${name.padEnd(28)}${seconds.padStart(8)}   ${note}`.trimEnd());
  };
  try {
    line("ok", (await work()) ?? "");
    return true;
  } catch (error) {
    line("FAIL", "");
    console.log(`\n${error.message}`);
    return false;
  }
}

async function main(args) {
  if (args.length > 0) {
    prepare();
    const done = spawnSync(process.execPath, [jestBin, ...args], { cwd: root, stdio: "inherit" });
    process.exit(done.status ?? 1);
  }
  let passed = 0;
  while (passed < steps.length && (await pass(steps[passed]))) passed++;
  const failed = passed < steps.length ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed;
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
