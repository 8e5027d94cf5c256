/**
 * `npm run build`: makes `dist` anew. Types stand file by file as the source does; the code stands in a few files, since
 * each file that is loaded costs a third of a millisecond.
 *
 *   src ── tsc ──▶ dist/**.d.ts
 *    └──── tsc ──▶ build/esm/**.js ── rollup ──▶ dist/index.js, dist/jit/index.js, …   what package.json exports
 *                                                dist/parts/*.js   what they share, and what is loaded when it is used
 *
 * `require("./x")` in the source is a module that is loaded late (src/lazy.ts): each has a file that exports it. Modules
 * that are loaded together stand in one file.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "build", "esm");
const dist = join(root, "dist");

/** What package.json exports. */
const entries = ["index", "jit/index", "runtime/testing/index", "runtime/compat/index"];

/**
 * Files of modules that are loaded at the same moment: with one of these, all that it imports. What belongs to two is in
 * the first one; the first is what both entries share.
 */
const together = [
  { name: "base", of: ["jit/index"], and: ["index"] },
  { name: "actors", of: ["index"] },
  { name: "jit", of: ["jit/index"] },
  { name: "compiling", of: ["jit/dispatch", "jit/compiler", "jit/memory/arena", "jit/frontend/closure"] },
  { name: "webassembly", of: ["jit/wasm-way", "jit/wasm-loops", "jit/machine"] },
];

const file = (name) => join(modules, `${name}.js`);

/** All that a module imports, and what that imports; without what is loaded late. */
function closure(id, importsOf, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of importsOf(id)) closure(imported, importsOf, found);
  return found;
}

/** Which file a module belongs to; rollup decides about the others. */
function placement() {
  let groups;
  return (id, { getModuleInfo }) => {
    const importsOf = (one) => getModuleInfo(one)?.importedIds ?? [];
    const all = (names) => new Set(names.flatMap((name) => [...closure(file(name), importsOf)]));
    groups ??= together.map(({ name, of, and = of }) => {
      const others = all(and);
      return { name, ids: new Set([...all(of)].filter((one) => others.has(one))) };
    });
    return groups.find(({ ids }) => ids.has(id))?.name;
  };
}

/** Modules that are required late are files of their own, named wherever they end up. */
const late = {
  name: "late",
  transform(code, id) {
    const named = code.replace(/\brequire\("(\.[^"]+)"\)/g, (_, path) => {
      const target = [".js", "/index.js"].map((end) => resolve(dirname(id), path) + end).find(existsSync);
      const file = this.emitFile({ type: "chunk", id: target, preserveSignature: "strict" });
      return `require(import.meta.ROLLUP_FILE_URL_${file})`;
    });
    return { code: named, map: null }; // the same lines
  },
  resolveFileUrl: ({ relativePath }) =>
    JSON.stringify(relativePath.startsWith(".") ? relativePath : `./${relativePath}`),
};

/** The compiler's own source maps, so that those of the bundle lead to the source. */
const mapped = {
  name: "mapped",
  load: (id) => ({ code: readFileSync(id, "utf8"), map: readFileSync(`${id}.map`, "utf8") }),
};

async function bundle() {
  const bundled = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, file(name)])),
    external: (id) => !id.startsWith(".") && !id.startsWith(modules),
    plugins: [late, mapped],
    preserveEntrySignatures: "strict",
    treeshake: false,
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundled.write({
    dir: dist,
    format: "cjs",
    exports: "named",
    interop: "auto",
    // Bundlers tell by it what reading a property of it does.
    esModule: true,
    externalLiveBindings: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
    manualChunks: placement(),
    entryFileNames: "[name].js",
    chunkFileNames: "parts/[name].js",
  });
  await bundled.close();
}

function tsc(...options) {
  const program = join(root, "node_modules", "typescript", "bin", "tsc");
  const done = spawnSync(process.execPath, [program, "-p", "tsconfig.build.json", ...options], {
    cwd: root,
    stdio: "inherit",
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

for (const folder of [dist, modules]) rmSync(folder, { recursive: true, force: true });
tsc("--emitDeclarationOnly", "--declaration", "--declarationMap", "--outDir", dist);
tsc("--noCheck", "--removeComments", "--sourceMap", "--outDir", modules);
await bundle();
