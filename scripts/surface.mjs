/**
 * `npm run surface`: writes the public surface of each entry point to test/surface/*.d.ts.txt: the values it exports,
 * and the declarations of all its exports, without comments.
 * With --check [folder] it writes nothing, shows the first lines that differ, and fails.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseSync } from "@swc/core";
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

/** The top-level statements of a declaration file, each with its text; the parser counts bytes from 1. */
function statements(file) {
  const bytes = readFileSync(file);
  const tree = parseSync(bytes.toString(), { syntax: "typescript", decorators: true });
  return tree.body.map((node) => ({
    node,
    text: bytes.subarray(node.span.start - 1, node.span.end - 1).toString(),
  }));
}

function declaredNames({ declaration }) {
  const { declarations = [declaration] } = declaration;
  return declarations.map((item) => (item.id ?? item.identifier).value);
}

/** The declarations that a file exports, by exported name; those of other files come from there. */
function exported(file) {
  const found = new Map();
  for (const { node, text } of statements(file)) {
    if (node.type === "ExportDeclaration") {
      for (const name of declaredNames(node)) found.set(name, [...(found.get(name) ?? []), text]);
    }
    if (node.source === undefined || node.source === null || !/^Export/.test(node.type)) continue;
    if (!node.source.value.startsWith(".")) {
      // Of another package: its name is part of our surface, its declaration is not.
      for (const { orig, exported: renamed } of node.specifiers) found.set((renamed ?? orig).value, [text]);
      continue;
    }
    const target = join(dirname(file), node.source.value.replace(/\.js$/, ""));
    const there = exported([`${target}.d.ts`, join(target, "index.d.ts")].find((path) => existsSync(path)));
    const pairs =
      node.type === "ExportAllDeclaration"
        ? [...there.keys()].map((name) => [name, name])
        : node.specifiers.map(({ orig, exported: renamed }) => [(renamed ?? orig).value, orig.value]);
    for (const [name, original] of pairs) found.set(name, there.get(original) ?? [`unknown ${original}`]);
  }
  return found;
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
  const values = Object.keys(createRequire(import.meta.url)(code)).sort();
  const declarations = [...exported(types)].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = declarations.map(([name, texts]) => `// ${name}\n${withoutComments(texts.join("\n"))}\n`);
  const head = [`// Values of ${specifier}:`, ...values.map((name) => `//   ${name}`), ""];
  return [...head, ...parts].join("\n");
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
