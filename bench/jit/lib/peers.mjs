/** Who takes part: a process for each family, its variants, and what has to be there for it. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(here, "..", "..");
const build = join(here, "build");
const require = createRequire(join(here, "run.mjs"));

function prepareIris() {
  if (!existsSync(join(root, "dist", "jit", "index.js")))
    return "the package is not built: npm run build in the repository root";
  const link = join(here, "node_modules", "iris-actors");
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync("../../..", link, "junction");
  return undefined;
}

function prepareGpu() {
  try {
    require.resolve("gpu.js");
    return undefined;
  } catch {
    return "not installed: npm install in bench/jit";
  }
}

const python = join(build, "python", "bin", "python");

function preparePython() {
  if (!existsSync(python)) {
    mkdirSync(build, { recursive: true });
    if (spawnSync("python3", ["-m", "venv", join(build, "python")]).status !== 0)
      return "python3 with its venv module is not installed";
  }
  if (spawnSync(python, ["-c", "import numba, numpy"]).status === 0) return undefined;
  const installed = spawnSync(python, ["-m", "pip", "install", "--quiet", "numba", "numpy"]);
  return installed.status === 0 ? undefined : "pip could not install numba and numpy";
}

function prepareGcc(name, flags) {
  mkdirSync(build, { recursive: true });
  const made = spawnSync("gcc", [
    ...["-O3", "-march=native", ...flags, join(here, "peers", "native.c")],
    ...["-o", join(build, name), "-lm"],
  ]);
  return made.status === 0 ? undefined : "gcc is not installed";
}

const json = (command) => JSON.stringify(command);
const words = ({ kernel, n, ms }) => `${kernel} ${n} ${ms}`;
const node = (file) => [process.execPath, join(here, "peers", file)];

/** `env`: OpenBLAS settings that a machine may force on old builds would slow numpy of today. */
const families = {
  loop: { command: node("loop.mjs"), say: json },
  iris: { command: node("iris.mjs"), say: json, prepare: prepareIris },
  gpu: { command: node("gpu.mjs"), say: json, prepare: prepareGpu },
  python: { command: [python, join(here, "peers", "numpeer.py")], say: json, prepare: preparePython },
  gcc: { command: [join(build, "native")], say: words, prepare: () => prepareGcc("native", []) },
  "gcc-fast": {
    command: [join(build, "native-fast")],
    say: words,
    prepare: () => prepareGcc("native-fast", ["-ffast-math"]),
  },
};

/** Candidates by name: what the tables call them. `optional`: only when asked for. */
export const candidates = {
  loop: { family: "loop", variant: "loop" },
  typed: { family: "loop", variant: "typed" },
  array: { family: "loop", variant: "array" },
  iris: { family: "iris", variant: "exact" },
  "iris-all": { family: "iris", variant: "exact-all" },
  "iris-fast": { family: "iris", variant: "fast" },
  "iris-plain": { family: "iris", variant: "plain" },
  "iris-fresh": { family: "iris", variant: "fresh" },
  njit: { family: "python", variant: "njit" },
  parallel: { family: "python", variant: "parallel" },
  numpy: { family: "python", variant: "numpy" },
  gcc: { family: "gcc", variant: "" },
  "gcc-fast": { family: "gcc-fast", variant: "" },
  "gpu-cpu": { family: "gpu", variant: "cpu" },
  "gpu-webasm": { family: "gpu", variant: "webasm" },
};

/** A running candidate: a process of its own, so that no one warms up or spoils the code of another. */
export class Peer {
  constructor(name) {
    const { family, variant } = candidates[name];
    const { command, say } = families[family];
    this.name = name;
    this.variant = variant;
    this.say = say;
    const env = { ...process.env };
    delete env.OPENBLAS_CORETYPE;
    delete env.OPENBLAS_L2_SIZE;
    this.child = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"], env });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Why the family cannot run here; undefined when it can. */
  static prepare(name) {
    return families[candidates[name].family].prepare?.();
  }

  async ask(kernel, n, ms) {
    this.child.stdin.write(`${this.say({ kernel, n, variant: this.variant, ms })}\n`);
    const { value, done } = await this.answers.next();
    return done ? { none: "FAILED: the process ended" } : JSON.parse(value);
  }

  end() {
    this.child.stdin.end();
    this.child.kill();
  }
}
