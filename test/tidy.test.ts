/** The house rules, as a test: sizes, banned names and their replacements, shared state, texts, links. */
import { type Finding, findings, functionLengths, show } from "./house/rules";
import { type Source, sources, trackedFiles } from "./house/source";
import { brokenAnchors, brokenLinks, mapGaps, textFindings, wideComments } from "./house/texts";

const linesSoft = 300;
const linesHard = 450;
const functionLines = 60;

/** Files over 300 lines, with the lines they have and why. This list may only shrink. */
const longFiles: Readonly<Record<string, { readonly lines: number; readonly because: string }>> = {};

/** Functions over 60 lines, by file. This list may only shrink. */
const longFunctions: Readonly<Record<string, { readonly lines: number; readonly because: string }>> = {};

/** Findings that stay, by file and what was found. This list may only shrink. */
const exceptions: Readonly<Record<string, string>> = {
  "src/runtime/testing/event-loop.ts setImmediate": "a test tool that lets the real event loop turn",
};

const code = sources(/^(?:src|test|examples|bench)\/.*\.ts$/);
const everything = sources(/\.(?:ts|mjs|cjs|js|json|md|txt|yml|sh|snap)$|^\.[^/]*$|^LICENSE$|^\.ci\/run$/);

function lineCount(source: Source): number {
  return source.text.replace(/\n$/, "").split("\n").length;
}

function excused({ path, what }: Finding): boolean {
  return `${path} ${what}` in exceptions;
}

test("tidy: no file is longer than 300 lines, and the exceptions shrink", () => {
  const long = sources(/\.(?:ts|mjs|js)$/)
    .map((source) => ({ path: source.path, lines: lineCount(source) }))
    .filter(({ lines }) => lines > linesSoft);
  expect(long.filter(({ path, lines }) => lines > (longFiles[path]?.lines ?? linesSoft))).toEqual([]);
  expect(long.filter(({ lines }) => lines > linesHard)).toEqual([]);
  expect(Object.keys(longFiles).filter((path) => !long.some((file) => file.path === path))).toEqual([]);
});

test("tidy: no function is longer than 60 lines, and the exceptions shrink", () => {
  const long = code.flatMap((source) =>
    functionLengths(source)
      .filter(({ lines }) => lines > (longFunctions[source.path]?.lines ?? functionLines))
      .map(({ line, lines }) => `${source.path}:${line} has a function of ${lines} lines`),
  );
  expect(long).toEqual([]);
  const stale = Object.keys(longFunctions).filter((path) => {
    const source = code.find((file) => file.path === path);
    return source === undefined || !functionLengths(source).some(({ lines }) => lines > functionLines);
  });
  expect(stale).toEqual([]);
});

test("tidy: nothing banned is used, and the exceptions shrink", () => {
  const found = code.flatMap(findings);
  expect(found.filter((finding) => !excused(finding)).map(show)).toEqual([]);
  const needed = new Set(found.map(({ path, what }) => `${path} ${what}`));
  expect(Object.keys(exceptions).filter((name) => !needed.has(name))).toEqual([]);
});

test("tidy: no notes to self, machine paths or registry hosts in any tracked file", () => {
  expect(everything.flatMap(textFindings).map(show)).toEqual([]);
});

test("tidy: comments keep to 120 columns", () => {
  expect(code.flatMap(wideComments).map(show)).toEqual([]);
});

test("tidy: links in Markdown lead to tracked files, and to headings that are there", () => {
  const tracked = new Set(trackedFiles());
  const pages = sources(/\.md$/);
  expect(
    pages.flatMap((page) => [...brokenLinks(page, tracked), ...brokenAnchors(page, pages)]).map(show),
  ).toEqual([]);
});

test("tidy: docs/map.md names every source file, and no other", () => {
  const [map] = sources(/^docs\/map\.md$/);
  expect(
    mapGaps(
      map?.text ?? "",
      trackedFiles().filter((path) => /^src\/.*\.ts$/.test(path)),
    ),
  ).toEqual([]);
});

describe("tidy: the checks find planted violations", () => {
  const inSource = (text: string) => findings({ path: "src/planted.ts", text }).map(({ what }) => what);
  const inTest = (text: string) => findings({ path: "test/planted.test.ts", text }).map(({ what }) => what);

  test.each([
    ["const at = Date.now();", "Date.now"],
    ["const at = () => globalThis.performance.now();", "performance.now"],
    ["function f() { setTimeout(f, 5); }", "setTimeout"],
    ["const later = setImmediate;", "setImmediate"],
    ["queueMicrotask(() => {});", "queueMicrotask"],
    ["const n = Math.random();", "Math.random"],
    ["const f = new Function('return 1');", "Function"],
    ["eval('1');", "eval"],
    ["console.warn('x');", "console.warn"],
    ["const f = (x: unknown) => x instanceof Error;", "instanceof Error"],
    ["const f = (x: unknown) => x instanceof Uint8Array;", "instanceof Uint8Array"],
    ["const f = (x: any) => x;", "any"],
    ["const f = (x: unknown) => x as any;", "any"],
    ["const at = new Date();", "new Date()"],
    ["export let count = 0;", "module-level let"],
    ["const seen = new Map<string, number>();", "module-level collection"],
    ["export const list: string[] = [];", "module-level collection"],
    ["const table = {};", "module-level collection"],
    ["class A { static count = 0; }", "mutable static field"],
  ])("%s", (text, what) => {
    expect(inSource(text)).toEqual([what]);
  });

  test("and leave the harmless alone", () => {
    const harmless = [
      "// Date.now() in a comment",
      'const text = "setTimeout(1)";',
      "const own = { setTimeout: 1, eval: 2 };",
      "class Timers { setTimeout() {} static readonly max = 3; }",
      "const names: readonly string[] = [];",
      "const frozen = Object.freeze([1]);",
      "const tuple = [1, 2] as const;",
      "type Plain = Function; const is = Function.prototype;",
      "const f = (x: unknown) => x instanceof Own;",
    ];
    expect(harmless.flatMap(inSource)).toEqual([]);
    expect(findings({ path: "src/clock.ts", text: "const f = () => performance.now();" })).toEqual([]);
  });

  test("a test that sleeps", () => {
    expect(inTest("test('x', async () => { await new Promise((r) => setTimeout(r, 10)); });")).toEqual([
      "setTimeout",
    ]);
  });

  test("a process without a limit", () => {
    expect(inTest('import { execFile } from "node:child_process"; execFile("git", () => {});')).toEqual([
      "execFile",
    ]);
  });

  test("long functions, but not a describe of short tests", () => {
    const body = "  f();\n".repeat(70);
    const lengths = (path: string, text: string) => functionLengths({ path, text }).map(({ lines }) => lines);
    expect(lengths("src/planted.ts", `function long() {\n${body}}\n`)).toEqual([72]);
    expect(
      lengths("test/planted.test.ts", `describe("x", () => {\ntest("y", () => {\n${body}});\n});`),
    ).toEqual([2, 72]);
  });

  test("texts, wide comments, gaps of the map and dead links", () => {
    const lines = (text: string) => textFindings({ path: "planted", text }).length;
    expect(lines(`// ${"TO"}${"DO"}: later`)).toBe(1);
    expect(lines(`const log = "${["", "home", "ann", "log"].join("/")}";`)).toBe(1);
    expect(lines(`see ${["registry", "example", "org"].join(".")}`)).toBe(1);
    expect(lines("a plain line about tests/home/x")).toBe(0);
    expect(wideComments({ path: "planted", text: `// ${"x".repeat(130)}` })).toHaveLength(1);
    const page = {
      path: "docs/page.md",
      text: "[a](../README.md) [b](nowhere.md#x) [c](https://example.org)",
    };
    expect(mapGaps("- **src/** `a` and\n  `b`\n", ["src/a.ts", "src/c.ts"])).toEqual([
      "add src/c",
      "remove src/b",
    ]);
    expect(brokenLinks(page, new Set(["README.md"])).map(({ what }) => what)).toEqual(["link to nowhere.md"]);
    const linked = { path: "docs/a.md", text: "# A b, c\n[x](#a-b-c) [y](#d) [z](../e.md#f) [w](../e.md#g)" };
    const anchors = brokenAnchors(linked, [{ path: "e.md", text: "## F" }]).map(({ what }) => what);
    expect(anchors).toEqual(["link to #d", "link to ../e.md#g"]);
  });
});
