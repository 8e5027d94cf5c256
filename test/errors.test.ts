/** The error table against the code and the docs: codes are unique, thrown somewhere, and documented. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errors } from "../src/errors";
import { nodeSync } from "./house/processes";
import { root, type Source, sources } from "./house/source";

type Table = Readonly<Record<string, { readonly code: string }>>;

/** Table entries that nothing throws yet. This list may only shrink. */
const notThrownYet: readonly string[] = [];

const users = sources(/^src\/.*\.ts$/).filter(
  ({ path }) => !/^src\/(?:iris-error|(?:usage-)?errors)\.ts$/.test(path),
);

/** Names of the table's entries that some source file makes an error with. */
function thrown(table: Table, files: readonly Source[]): string[] {
  return Object.keys(table).filter((name) =>
    files.some(({ text }) => new RegExp(`\\berrors\\s*\\.\\s*${name}\\b(?!\\s*\\.code)`).test(text)),
  );
}

function repeated(table: Table): string[] {
  const codes = Object.values(table).map(({ code }) => code);
  return codes.filter((code, at) => codes.indexOf(code) !== at);
}

test("errors: codes are unique and look alike", () => {
  expect(repeated(errors)).toEqual([]);
  expect(Object.values(errors).filter(({ code }) => !/^ERR(_[A-Z0-9]+)+$/.test(code))).toEqual([]);
});

test("errors: every code is thrown somewhere, and the exceptions shrink", () => {
  const used = new Set(thrown(errors, users));
  const unused = Object.keys(errors).filter((name) => !used.has(name));
  expect(unused.filter((name) => !notThrownYet.includes(name))).toEqual([]);
  expect(notThrownYet.filter((name) => !unused.includes(name))).toEqual([]);
});

test("errors: codes are made in the table only", () => {
  const strays = users.flatMap(({ path, text }) =>
    [...text.matchAll(/new IrisError\(/g)].map(({ index }) => `${path} at ${index}`),
  );
  expect(strays).toEqual([]);
});

test("errors: docs/errors.md lists every code and is up to date", () => {
  const page = readFileSync(join(root, "docs", "errors.md"), "utf8");
  expect(Object.values(errors).filter(({ code }) => !page.includes(`### ${code}\n`))).toEqual([]);
  const check = nodeSync("scripts/errors.mjs", "--check");
  expect(check.stderr).toBe("");
  expect(check.status).toBe(0);
});

test("errors: the checks find planted violations", () => {
  const table: Table = {
    lost: { code: "ERR_LOST" },
    found: { code: "ERR_FOUND" },
    twin: { code: "ERR_LOST" },
  };
  const files = [
    { path: "src/planted.ts", text: "throw errors.found({}); if (e.code === errors.twin.code) f();" },
  ];
  expect(thrown(table, files)).toEqual(["found"]);
  expect(repeated(table)).toEqual(["ERR_LOST"]);
});
