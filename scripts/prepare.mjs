/**
 * Makes a clone ready to run: installs what the lock file says, builds what changed. Needs nothing but Node and npm,
 * and takes a few milliseconds when there is nothing to do.
 *
 *   node scripts/prepare.mjs      or: await prepare() from another script
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** No step of building or checking takes that long, unless it hangs. */
export const stepMs = 10 * 60_000;

/** Whether a folder's node_modules holds exactly the versions of its lock file. Times lie after a checkout. */
export function isInstalled(folder = root) {
  const record = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

/** The latest change below `path`. A folder's own time counts too: it moves when a file is removed. */
function changedMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedMs(join(path, name))));
}

/** Whether dist was built after the last change of what it is built from. */
export function isBuilt() {
  const entry = join(root, "dist", "index.js");
  if (!existsSync(entry)) return false;
  const sources = ["src", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  return sources.every((name) => changedMs(join(root, name)) <= statSync(entry).mtimeMs);
}

function npm(folder, ...args) {
  const done = spawnSync("npm", args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: stepMs,
    killSignal: "SIGKILL",
    shell: process.platform === "win32",
  });
  if (done.status === 0) return;
  throw new Error(
    `npm ${args.join(" ")} failed\n${done.stdout ?? ""}${done.stderr ?? ""}${done.error ?? ""}`,
  );
}

/** What takes a while says so before, on standard error: standard output belongs to whoever calls, as `npm pack` does. */
function announce(what) {
  console.error(`${what}…`);
}

/** Installs what a folder's lock file says, unless it is there; returns whether it was not. */
export function install(folder = root) {
  if (isInstalled(folder)) return false;
  announce(folder === root ? "Installing dependencies" : `Installing dependencies of ${basename(folder)}`);
  npm(folder, "ci");
  return true;
}

/** Installs and builds where needed; returns what was done. Throws with the output of what failed. */
export function prepare() {
  const done = [];
  if (install()) done.push("installed");
  if (!isBuilt()) {
    announce("Building");
    npm(root, "run", "build");
    done.push("built");
  }
  return done.join(", ") || "up to date";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(prepare());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
