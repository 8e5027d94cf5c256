/** Who takes part: how each candidate is prepared, whether it can run here, and the command of one timed run. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(here, "..", "..");
const build = join(here, "build");
const require = createRequire(join(here, "run.mjs"));

const lastLines = (text) => text.trim().split("\n").slice(-3).join(" | ");

/** Links the package under test where `require("iris-actors")` finds it, and compiles the candidate against its types. */
function prepareIris() {
  if (!existsSync(join(root, "dist", "index.js")))
    return "the package is not built: npm run build in the repository root";
  const link = join(here, "node_modules", "iris-actors");
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync("../../..", link, "junction");
  // The compiler must succeed now: a candidate left over from an earlier build would measure something else.
  rmSync(join(build, "iris.js"), { force: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const compiled = spawnSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json")], {
    encoding: "utf8",
  });
  return compiled.status === 0
    ? undefined
    : `peers/iris.ts does not compile: ${lastLines(compiled.stdout + compiled.stderr)}`;
}

let erlang;
function prepareErlang() {
  erlang ??= compileErlang();
  return erlang.problem;
}

function compileErlang() {
  if (spawnSync("erlc", ["-help"]).error !== undefined)
    return { problem: "Erlang is not installed (Debian: erlang-base)" };
  const out = join(build, "erlang");
  mkdirSync(out, { recursive: true });
  const sources = readdirSync(join(here, "erlang")).filter((file) => file.endsWith(".erl"));
  const compiled = spawnSync("erlc", ["-o", out, ...sources], {
    cwd: join(here, "erlang"),
    encoding: "utf8",
  });
  return {
    problem:
      compiled.status === 0 ? undefined : `erlc failed: ${lastLines(compiled.stdout + compiled.stderr)}`,
  };
}

export function otpVersion() {
  const script =
    'io:format("~s (erts ~s, ~s)", [erlang:system_info(otp_release), erlang:system_info(version), erlang:system_info(emu_flavor)]), halt().';
  try {
    return execFileSync("erl", ["-noshell", "-eval", script], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}

function node(file, prepare) {
  return {
    prepare,
    command: (scenario, sizes, memory) => [
      process.execPath,
      // Only memory scenarios force collections; the others run as an application would.
      ...(memory ? ["--expose-gc"] : []),
      join(here, "lib", "child.mjs"),
      file,
      scenario,
      JSON.stringify(sizes),
    ],
  };
}

function library(name) {
  const prepare = () => {
    try {
      require.resolve(`${name}/package.json`);
      return undefined;
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") return undefined; // installed, but it does not export its package.json
      return "not installed: npm install in bench/actors";
    }
  };
  return { ...node(join(here, "peers", `${name}.mjs`), prepare), library: name };
}

function erl(module, schedulers) {
  const pairs = (sizes) =>
    Object.entries(sizes)
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
  return {
    prepare: prepareErlang,
    command: (scenario, { timed, warmup }) => [
      "erl",
      ...schedulers,
      ...["+P", "2000000", "-noshell", "-pa", join(build, "erlang"), "-s", "bench", "main"],
      ...[module, scenario, pairs(warmup), pairs(timed)],
    ],
  };
}

const iris = node(join(build, "iris.js"), prepareIris);

export const peers = {
  iris,
  // Goes where iris goes, in scenarios that have a base: what iris is compared with there.
  "iris-base": {
    prepare: () => undefined,
    command: (scenario, sizes, memory) => iris.command(`${scenario}/base`, sizes, memory),
    baseOf: "iris",
  },
  otp: erl("bench_otp", ["+S", "1:1"]),
  "otp-raw": erl("bench_raw", ["+S", "1:1"]),
  floor: node(join(here, "peers", "floor.mjs"), () => undefined),
  "floor-slots": node(join(here, "peers", "floor-slots.mjs"), () => undefined),
  nact: library("nact"),
  xstate: library("xstate"),
  effect: library("effect"),
  comedy: library("comedy"),
  // Only when asked for: the same modules with as many schedulers as Erlang chooses.
  "otp-smp": { ...erl("bench_otp", []), optional: true },
  "otp-raw-smp": { ...erl("bench_raw", []), optional: true },
};

/** The installed version of a peer that is a library. */
export function libraryVersion(name) {
  try {
    return require(join(here, "node_modules", name, "package.json")).version;
  } catch {
    return undefined;
  }
}
