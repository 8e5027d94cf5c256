/** The package as users get it: its public surface, and what importing it loads. Reads `dist`: run `npm run build`. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeSync, runSync } from "./house/processes";
import { root } from "./house/source";

/** Third-party packages that `import "iris-actors"` may load. */
const light: readonly string[] = ["reflect-metadata", "tsyringe", "tslib"];

function node(...args: string[]): string {
  const done = nodeSync(...args);
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout;
}

/** The packages whose files a program loads. */
function packagesLoadedBy(program: string): string[] {
  const files = JSON.parse(
    node("-e", `${program}; console.log(JSON.stringify(Object.keys(require.cache)))`),
  ) as string[];
  const names = files.flatMap((file) => {
    const inside = file.replaceAll("\\", "/").split("/node_modules/").at(-1) as string;
    return inside === file.replaceAll("\\", "/")
      ? []
      : [inside.split("/", inside.startsWith("@") ? 2 : 1).join("/")];
  });
  return [...new Set(names)].sort();
}

test("package: importing it loads only the container and its metadata, no compiler, pool or GPU code", () => {
  const loaded = packagesLoadedBy('require("iris-actors")');
  expect(loaded.filter((name) => !light.includes(name))).toEqual([]);
});

/** The files of the package that a program loads, below dist. */
function filesLoadedBy(program: string): string[] {
  const printing = `${program}; console.log(JSON.stringify(Object.keys(require.cache)))`;
  const files = JSON.parse(node("-e", printing)) as string[];
  const own = files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.includes("/node_modules/"));
  return own.flatMap((file) => /\/dist\/(.*)$/.exec(file)?.[1] ?? []).sort();
}

test("package: importing an entry loads a few files, and the compiler not before it is used", () => {
  const actors = filesLoadedBy('require("iris-actors")');
  expect(actors).toEqual(["index.js", "parts/actors.js", "parts/base.js"]);
  const jit = filesLoadedBy('require("iris-actors/jit")');
  expect(jit).toEqual(["jit/index.js", "parts/base.js", "parts/jit.js"]);
  expect(packagesLoadedBy('require("iris-actors/jit")')).toEqual([]);
});

test("package: a first call with a few elements loads the compiler, and nothing that makes WebAssembly", () => {
  const files = filesLoadedBy('require("iris-actors/jit").offload()((x) => 2 * x).map([1, 2, 3])');
  expect(files).toContain("parts/compiling.js");
  expect(files.filter((file) => /wasm|webassembly/.test(file))).toEqual([]);
});

test("package: entries share one instance of what they have in common, from CommonJS and from modules", () => {
  const program = `
    import { IrisError, Runtime, offload as lazily } from "iris-actors";
    import { offload } from "iris-actors/jit";
    import { VirtualClock } from "iris-actors/testing";
    import { createRequire } from "node:module";
    const same = createRequire(process.cwd() + "/").call(undefined, "iris-actors").IrisError === IrisError;
    let error;
    try { offload({ strategy: "warp" }); } catch (thrown) { error = thrown; }
    console.log(same, error instanceof IrisError, Runtime.name, typeof VirtualClock, typeof lazily);`;
  expect(node("--input-type=module", "-e", program)).toBe("true true Runtime function function\n");
});

test("package: entries are marked as modules, so that bundlers know what reading of them does", () => {
  const entries = ["", "/jit", "/testing", "/compat"].map(
    (path) => `require("iris-actors${path}").__esModule`,
  );
  expect(node("-p", entries.join(" && "))).toBe("true\n");
});

test("package: the check on loaded packages sees a planted one", () => {
  expect(packagesLoadedBy('require("semver")')).toEqual(["semver"]);
});

test("package: the public surface is the committed one", () => {
  node("scripts/surface.mjs", "--check");
});

test("package: the check on the surface sees a planted change", () => {
  const folder = mkdtempSync(join(tmpdir(), "iris-surface-"));
  cpSync(join(root, "test", "surface"), folder, { recursive: true });
  appendFileSync(join(folder, "index.d.ts.txt"), "export declare const planted: number;\n");
  expect(() => node("scripts/surface.mjs", "--check", folder)).toThrow(/public surface changed: .*index/);
  rmSync(folder, { recursive: true });
});

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Binaries for other platforms that the lock file forgot: there, and with a strict npm also here, `npm ci` refuses. */
function forgotten(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
    ),
  );
}

/** A clone as git gives it, but with the packages already there. */
function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), "iris-clone-"));
  const names = [
    "src",
    "scripts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ];
  for (const name of [...names, "README.md", "LICENSE"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

test("package: `npm pack` in a fresh clone builds first, so that the tarball has code in it", () => {
  const folder = clone();
  const done = runSync("npm", ["pack", "--dry-run", "--json"], folder);
  expect(done.stderr).toContain("Building…"); // said before the long silence
  const built = readdirSync(join(folder, "dist"));
  expect(built).toEqual(expect.arrayContaining(["index.js", "index.d.ts"]));
  expect(done.stdout).toContain('"dist/index.js"');
  rmSync(folder, { recursive: true });
});

test("package: `npm start -- --example` without a name says what is missing", () => {
  expect(() => node("scripts/start.mjs", "--example")).toThrow("--example needs a name");
});

test("package: the lock file serves every platform", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  expect(forgotten(lock.packages)).toEqual([]);
  const planted = {
    "node_modules/fast": { optionalDependencies: { "fast-linux": "1", "fast-darwin": "1" } },
  };
  expect(forgotten({ ...planted, "node_modules/fast-linux": {} })).toEqual(["fast-darwin"]);
});

test("package: exports, files and licence are what users were promised", () => {
  const facts = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(Object.keys(facts.exports)).toEqual(
    expect.arrayContaining([".", "./testing", "./compat", "./package.json"]),
  );
  expect(facts).toMatchObject({ name: "iris-actors", license: "MIT", type: "commonjs" });
  expect(readFileSync(join(root, "LICENSE"), "utf8")).toMatch(/^MIT License/);
});
