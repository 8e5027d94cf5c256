/** The package as users get it: its public surface, and what importing it loads. Reads `dist`: run `npm run build`. */
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./house/source";

/** Third-party packages that `import "iris-actors"` may load. */
const light: readonly string[] = ["reflect-metadata", "tsyringe", "tslib"];

function node(...args: string[]): string {
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
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
  expect(Object.keys(facts.exports)).toEqual(expect.arrayContaining([".", "./testing", "./package.json"]));
  expect(facts).toMatchObject({ name: "iris-actors", license: "MIT", type: "commonjs" });
  expect(readFileSync(join(root, "LICENSE"), "utf8")).toMatch(/^MIT License/);
});
