/**
 * All tests, within limits: what hangs is named and ended. jest's own limits cannot do that: a test that loops for ever
 * without a pause stops jest, too, and what a test left open keeps jest from ending.
 *
 * jest has a process group of its own, so that what it started ends with it, and writes to files: nobody waits for a
 * pipe that some process left behind holds open.
 */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./prepare.mjs";

const bin = join(root, "node_modules", "jest", "bin", "jest.js");
const reporter = join(root, "scripts", "progress-reporter.cjs");
const isWindows = process.platform === "win32";
const lookMs = 500;

/**
 * For the whole run, which takes a few minutes; between two tests, of which the longest may take two and a half; and
 * for jest's end after the last one. Some versions of Node can hang after their `exit` event: then its code counts.
 */
const defaults = { wholeMs: 25 * 60_000, idleMs: 4 * 60_000, exitMs: 60_000 };

/** What jest wrote, and where it is by what the reporter wrote. */
class Records {
  folder = mkdtempSync(join(tmpdir(), "iris-jest-"));
  output = join(this.folder, "output");
  progress = join(this.folder, "progress");

  constructor() {
    for (const file of [this.output, this.progress]) writeFileSync(file, "");
  }

  get text() {
    return readFileSync(this.output, "utf8");
  }

  /** Whole lines only: another may be on its way. */
  get steps() {
    return readFileSync(this.progress, "utf8").split("\n").slice(0, -1);
  }

  /** Files that have started and not ended, each with its test. */
  get open() {
    const open = new Map();
    for (const line of this.steps) {
      const { what, file, name } = JSON.parse(line);
      if (what === "file ends") open.delete(file);
      else if (file !== undefined) open.set(file, what === "test starts" ? `: ${name}` : "");
    }
    return [...open].map(([file, name]) => `  ${file}${name}`);
  }
}

/** The processes of a group, with how long they have been there. */
function processesOf(group) {
  if (isWindows) return [];
  const { stdout } = spawnSync("ps", ["-A", "-o", "pgid=,pid=,stat=,etime=,args="], { encoding: "utf8" });
  const lines = (stdout ?? "").split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith(`${group} `))
    .map((line) => `  ${line.replaceAll(root, "").slice(0, 200)}`);
}

/** Ends a process and all that it started. */
function end({ pid }) {
  if (isWindows) spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
  else {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // They have ended.
    }
  }
}

/** Looks on until jest ends; resolves to why it had to be ended, or to its exit code. */
function watch(child, records, { wholeMs, idleMs, exitMs }) {
  const minutes = (ms) => `${ms / 60_000} minutes`;
  const startMs = performance.now();
  let [seen, seenMs] = [0, startMs];
  const late = () => {
    const [steps, nowMs] = [records.steps, performance.now()];
    if (steps.length > seen) [seen, seenMs] = [steps.length, nowMs];
    const last = JSON.parse(steps.at(-1) ?? "{}");
    const isOver = last.what === "all end" || last.what === "exit";
    if (isOver && nowMs - seenMs > exitMs)
      return last.code ?? "All tests have ended, but not jest: a test left something open.";
    if (seen > 0 && nowMs - seenMs > idleMs) return `No test has started or ended for ${minutes(idleMs)}.`;
    return nowMs - startMs > wholeMs ? `The tests have not ended in ${minutes(wholeMs)}.` : undefined;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  return new Promise((resolve, reject) => {
    const looking = setInterval(() => {
      const verdict = late();
      if (verdict !== undefined) done(verdict);
    }, lookMs);
    const stopped = (signal) => done(`The tests were stopped by ${signal}.`);
    const done = (result) => {
      clearInterval(looking);
      for (const signal of signals) process.off(signal, stopped);
      resolve(result);
    };
    for (const signal of signals) process.once(signal, stopped);
    child.once("error", reject);
    child.once("exit", (code, signal) => done(code ?? `jest was ended by ${signal}.`));
  });
}

/**
 * Runs jest with these arguments, and these environment variables beside its own; resolves to what it printed, rejects
 * with it and what hung when jest failed.
 */
export async function runTests(args = [], limits = {}, env = {}) {
  const records = new Records();
  const output = openSync(records.output, "a");
  const child = spawn(process.execPath, [bin, "--reporters=default", `--reporters=${reporter}`, ...args], {
    cwd: root,
    detached: !isWindows,
    stdio: ["ignore", output, output],
    env: {
      ...process.env,
      ...env,
      FORCE_COLOR: process.stdout.isTTY ? "1" : "0",
      JEST_PROGRESS: records.progress,
    },
  });
  try {
    const result = await watch(child, records, { ...defaults, ...limits });
    if (result === 0) return records.text;
    if (typeof result === "number") throw new Error(records.text);
    const underWay = records.open.length > 0 ? records.open : ["  nothing"];
    const lines = [result, "Under way:", ...underWay, "Processes:", ...processesOf(child.pid)];
    throw new Error(`${records.text}\n${lines.join("\n")}`);
  } finally {
    end(child);
    closeSync(output);
    rmSync(records.folder, { recursive: true, force: true });
  }
}
