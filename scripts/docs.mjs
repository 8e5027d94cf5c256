/**
 * `npm run docs`: writes the pages of the programming interface to build/docs, with the typedoc of docs/package.json.
 * With --check it writes nothing, and fails where typedoc complains.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { install, root, stepMs } from "./prepare.mjs";

const folder = join(root, "docs");

/** Runs typedoc; returns what was written, throws what it complained about. */
export function makePages({ check = false } = {}) {
  install();
  install(folder);
  const typedoc = join(folder, "node_modules", "typedoc", "bin", "typedoc");
  const args = [typedoc, "--options", folder, ...(check ? ["--emit", "none"] : [])];
  const limits = { maxBuffer: 2 ** 28, timeout: stepMs, killSignal: "SIGKILL" };
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", ...limits });
  if (done.status !== 0) throw new Error(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error ?? ""}`);
  return check ? "typedoc has nothing to complain about" : "build/docs/index.html";
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(makePages({ check: process.argv.includes("--check") }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
