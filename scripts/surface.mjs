/**
 * `npm run surface`: writes the public surface of each entry point to test/surface/*.d.ts.txt: the names it exports,
 * and the declarations of every file that it reaches, without comments.
 * With --check [folder] it writes nothing, shows the first lines that differ, and fails.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { root } from "./prepare.mjs";

const [mode, given] = process.argv.slice(2);
const folder = given ?? join(root, "test", "surface");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The entry points with types, by the name of their snapshot. */
function entries() {
  return Object.entries(exports)
    .filter(([, conditions]) => typeof conditions === "object")
    .map(([name, { types, default: code }]) => ({
      snapshot: `${name === "." ? "index" : name.slice(2).replaceAll("/", "-")}.d.ts.txt`,
      specifier: name.replace(/^\./, "iris-actors"),
      types: join(root, types),
      code: join(root, code),
    }));
}

/** The declaration files that one reaches by relative imports, itself included. */
function reachable(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(
    /(?:from|import)\s*\(?["'](\.[^"']*)["']/g,
  )) {
    const target = join(dirname(file), specifier.replace(/\.js$/, ""));
    const next = [`${target}.d.ts`, join(target, "index.d.ts")].find((path) => existsSync(path));
    if (next !== undefined) reachable(next, seen);
  }
  return seen;
}

function withoutComments(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

function surface({ specifier, types, code }) {
  const names = Object.keys(createRequire(import.meta.url)(code)).sort();
  const parts = [`// ${specifier} exports ${names.length} values:`, ...names.map((name) => `//   ${name}`)];
  for (const file of [...reachable(types)].sort()) {
    const path = relative(join(root, "dist"), file).replaceAll("\\", "/");
    parts.push("", `// — ${path} —`, withoutComments(readFileSync(file, "utf8")));
  }
  return `${parts.join("\n")}\n`;
}

/** The first lines that differ, for a reader of the failure. */
function difference(old, wanted) {
  const [before, after] = [old.split("\n"), wanted.split("\n")];
  const at = after.findIndex((line, index) => line !== before[index]);
  const from = at === -1 ? after.length : at;
  const show = (sign, lines) => lines.slice(from, from + 5).map((line) => `${sign} ${line}`);
  return [`line ${from + 1}:`, ...show("-", before), ...show("+", after)].join("\n");
}

const wanted = new Map(entries().map((entry) => [entry.snapshot, surface(entry)]));
if (mode === "--check") {
  for (const [name, text] of wanted) {
    const path = join(folder, name);
    const old = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (old === text) continue;
    console.error(`The public surface changed: test/surface/${name}, ${difference(old, text)}`);
    console.error("If you meant it, run `npm run surface` and commit the file.");
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (old.endsWith(".txt")) rmSync(join(folder, old));
  for (const [name, text] of wanted) writeFileSync(join(folder, name), text);
}
