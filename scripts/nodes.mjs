/**
 * `npm run nodes`: the packed package, in every way of loading and compiling it, on every supported Node.
 *
 *   npm run nodes                 packs this clone; the Node versions come from npm and are kept in .cache/nodes
 *   npm run nodes -- x.tgz        tries another tarball
 *
 * One small actor program is compiled by each compiler in a project of its own outside the clone, so that nothing of the
 * clone is found by accident, and its output is compared. Last column: milliseconds to load the package, the median of
 * nine fresh processes.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { pack } from "./check.mjs";
import { prepare, root } from "./prepare.mjs";

const versions = [20, 22, 24, 26];
const require = createRequire(import.meta.url);
const expected = {
  program: "total 42, accepted true, after shutdown false; kernels 22 compiled, 22 exact",
  legacy: "total 8 at a till",
};

function run(program, args, { cwd, env = {} }) {
  const done = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "0", NODE_OPTIONS: "", ...env },
  });
  if (done.status !== 0)
    throw new Error(`${args.join(" ")}\n${done.stdout}${done.stderr || done.error || ""}`);
  return done.stdout;
}

/** Installs packages by name into a folder of their own. */
function install(folder, ...packages) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", ...packages], { cwd: folder });
}

/** The Node program of one major version. */
function nodeProgram(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, ".cache", "nodes", String(version));
  const program = join(
    folder,
    "node_modules",
    name,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (!existsSync(program)) install(folder, `${name}@${version}`);
  return program;
}

function compile(project) {
  const { transformFileSync } = require("@swc/core");
  const write = (name, text) => writeFileSync(join(project, name), text);
  const swc = (file, module) =>
    transformFileSync(join(project, file), {
      swcrc: false,
      configFile: false,
      module: { type: module },
      jsc: {
        target: "es2022",
        parser: { syntax: "typescript", decorators: true },
        transform: { decoratorVersion: "2022-03" },
      },
    }).code;
  write("standard.cjs", swc("program.ts", "commonjs"));
  write("kernels.js", swc("kernels.ts", "commonjs"));
  write("standard.mjs", swc("program.ts", "es6").replace('"./kernels"', '"./kernels.mjs"'));
  write("kernels.mjs", swc("kernels.ts", "es6"));
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: legacyOptions(), files: ["legacy.ts", "program.ts"] }),
  );
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc")], { cwd: project });
}

function legacyOptions() {
  return {
    target: "es2022",
    module: "node16",
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: "tsc",
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
    lib: ["es2023", "esnext.disposable", "esnext.decorators"],
  };
}

/** A jest project: the program as CommonJS, or as native ESM. */
function jestConfig(module) {
  return JSON.stringify({
    testMatch: ["<rootDir>/program.test.ts"],
    cacheDirectory: `<rootDir>/jest-${module}`,
    extensionsToTreatAsEsm: module === "es6" ? [".ts"] : [],
    transform: {
      "\\.ts$": [
        require.resolve("@swc/jest"),
        {
          swcrc: false,
          module: { type: module },
          jsc: {
            target: "es2022",
            parser: { syntax: "typescript", decorators: true },
            transform: { decoratorVersion: "2022-03" },
          },
        },
      ],
    },
  });
}

function writeRunners(project) {
  const write = (name, text) => writeFileSync(join(project, name), text);
  write("require.cjs", 'require("./standard.cjs").main().then(console.log);');
  write(
    "import.mjs",
    `import { createRequire } from "node:module";
import * as seen from "iris-actors";
import * as testing from "iris-actors/testing";
import { main } from "./standard.mjs";
const require = createRequire(import.meta.url);
for (const [name, names] of [["iris-actors", seen], ["iris-actors/testing", testing]]) {
  const hidden = Object.keys(require(name)).filter((key) => !(key in names));
  if (hidden.length > 0) throw new Error(name + " hides from import: " + hidden.join(", "));
}
console.log(await main());`,
  );
  write("tsc.cjs", 'require("./tsc/legacy.js").main().then(console.log);');
  write("tsx.ts", 'import { main } from "./program";\nmain().then(console.log);');
  write("tsx.mts", 'import { main } from "./program";\nconsole.log(await main());');
  write("tsx-standard.json", '{ "compilerOptions": { "target": "es2022" } }');
  const test = `test("program", async () => expect(await main()).toBe(${JSON.stringify(expected.program)}));`;
  write("program.test.ts", `import { main } from "./program";\n${test}\n`);
  write("jest-commonjs.json", jestConfig("commonjs"));
  write("jest-es6.json", jestConfig("es6"));
  write(
    "load.cjs",
    'const start = performance.now(); require("iris-actors"); console.log(performance.now() - start);',
  );
}

/** Builds the project that every Node version runs. */
function makeProject(tarball) {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "iris-nodes-")));
  install(project, tarball);
  for (const name of ["program.ts", "kernels.ts", "legacy.ts"])
    cpSync(join(root, "scripts", "nodes", name), join(project, name));
  writeRunners(project);
  compile(project);
  return project;
}

/** The ways to load the package: what runs, and what it prints (nothing where jest compares). */
const jestBin = join(root, "node_modules", "jest", "bin", "jest.js");
const tsx = ["--import", pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href];
const ways = {
  require: { args: ["require.cjs"], prints: expected.program },
  import: { args: ["import.mjs"], prints: expected.program },
  "jest cjs": { args: [jestBin, "--config", "jest-commonjs.json"] },
  "jest esm": { args: ["--experimental-vm-modules", "--no-warnings", jestBin, "--config", "jest-es6.json"] },
  "tsx cjs": { args: [...tsx, "tsx.ts"], prints: expected.program },
  "tsx esm": {
    args: [...tsx, "tsx.mts"],
    prints: expected.program,
    env: { TSX_TSCONFIG_PATH: "tsx-standard.json" },
  },
  "tsc legacy": { args: ["tsc.cjs"], prints: expected.legacy },
};

function attempt(node, project, { args, prints, env }) {
  try {
    const printed = run(node, args, { cwd: project, env }).trim();
    if (prints === undefined || printed === prints) return { ok: true };
    return { ok: false, why: `printed ${JSON.stringify(printed)} instead of ${JSON.stringify(prints)}` };
  } catch (error) {
    return { ok: false, why: error.message };
  }
}

function loadMs(node, project) {
  const times = Array.from({ length: 9 }, () => Number(run(node, ["load.cjs"], { cwd: project })));
  return times.sort((a, b) => a - b)[4].toFixed(0);
}

function main([tarball]) {
  prepare();
  const project = makeProject(
    tarball === undefined ? pack(join(root, ".cache", "nodes-packed")) : resolve(tarball),
  );
  const failures = [];
  console.log(["Node".padEnd(10), ...Object.keys(ways).map((way) => way.padEnd(11)), "load ms"].join(""));
  for (const version of versions) {
    const node = nodeProgram(version);
    const row = [run(node, ["--version"], { cwd: project }).trim().padEnd(10)];
    for (const [name, way] of Object.entries(ways)) {
      const { ok, why } = attempt(node, project, way);
      row.push((ok ? "ok" : "FAIL").padEnd(11));
      if (!ok) failures.push(`Node ${version}, ${name}: ${why}`);
    }
    console.log([...row, loadMs(node, project)].join(""));
  }
  rmSync(project, { recursive: true });
  console.log(failures.length === 0 ? "\nAll ways work." : `\n${failures.join("\n\n")}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

main(process.argv.slice(2));
