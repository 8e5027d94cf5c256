/** docs/jit.md: its table of refusals is the compiler's, its examples are refused so, its reports printed so. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { refusal, refusalCodes } from "../../src/jit/frontend/refusals";
import { kernel, offload, range, sum } from "../../src/jit/index";
import { prepare } from "../house/processes";
import { root, sources } from "../house/source";
import { type Block, blocksOf } from "./blocks";
import { Workshop } from "./workshop";

const page = readFileSync(join(root, "docs", "jit.md"), "utf8");
const [, table = ""] = /<!-- refusals -->([\s\S]*)<!-- \/refusals -->/.exec(page) ?? [];
const rows = [...table.matchAll(/^\| `([\w-]+)` \| (.*?) (?<!\\)\| (.*) \|$/gm)].map((found) => {
  const [code = "", example = "", says = ""] = found.slice(1).map((cell) => cell.replaceAll("\\|", "|"));
  return { code, example, says };
});

describe("docs: the refusals of docs/jit.md", () => {
  test("are those of the compiler, in its order and words", () => {
    const wanted = refusalCodes.map((code) => {
      const { reason, fix } = refusal(code, { detail: "‹name›", other: "‹other›" });
      return { code, says: `${reason}. ${fix}` };
    });
    expect(rows.map(({ code, says }) => ({ code, says }))).toEqual(wanted);
  });

  test("name all those that come from elsewhere, too", () => {
    const found = sources(/^src\/jit\/.*\.ts$/).flatMap(({ text }) =>
      [...text.matchAll(/new Refusal\(\s*"([a-z-]+)"/g)].map(([, code = ""]) => code),
    );
    expect(found.length).toBeGreaterThan(5);
    const internal = ["no-tier"]; // never shown: the function has such a tier, or it is not asked for
    expect(found.filter((code) => !internal.includes(code) && !page.includes(`\`${code}\``)).sort()).toEqual(
      [],
    );
  });

  /** What the page says that the examples stand in. */
  const around = `const f = (x) => x * 2, RATES = [1, 2], NAME = "rate", table = { get size() { return 1; } };
    let rate = 1, later;`;

  /** Those that are told in words, as functions. */
  const told: Readonly<Record<string, string>> = {
    "inline-depth": `() => { ${Array.from({ length: 40 }, (_, i) => `const f${i} = (x) => ${i === 0 ? "x" : `f${i - 1}(x)`};`).join(" ")} return f39(1); }`,
    "inline-size": `(x) => { const g = (y) => y + 1; return ${"g(x) + ".repeat(2_001)} 0; }`,
    "this-missing": "Object.assign(function (x) { return x * this.rate; }, { self: { rate: NAME } })",
  };

  /** What a parameter is given, where it is not a number. */
  const given: Readonly<Record<string, readonly unknown[]>> = {
    "array-argument": [1],
    "missing-argument": [1],
    "plain-array-write": [[1, 2]],
  };

  type Fn = ((...args: never[]) => unknown) & { readonly self?: object };

  function codeFor(code: string, example: string): string | undefined {
    const [, , text = ""] = /^(`+) ?(.*?) ?\1$/.exec(example) ?? [];
    const written = /^text: (.*)$/.exec(text)?.[1];
    const source = told[code] ?? text;
    const fn: Fn =
      written === undefined
        ? (runInThisContext(`((range, sum) => { ${around} return (${source}); })`)(range, sum) as Fn)
        : (x: number) => x;
    const made = written === undefined ? offload()(fn) : offload.source(written)(fn);
    const array = Float64Array.of(1, 2);
    const values: Readonly<Record<string, unknown>> = { a: array, b: array, m: [array, array] };
    const all = given[code] ?? headOf(source).map((name) => values[name] ?? 1);
    const report =
      fn.self === undefined ? made.compile(...(all as never[])) : kernel(made, fn.self).compile(1 as never);
    return report.refusal?.code;
  }

  /** The names of its parameters. */
  function headOf(source: string): string[] {
    return /\(([\w, ]*)\)/.exec(source)?.[1]?.match(/\w+/g) ?? [];
  }

  const unseen = ["captured-unreachable"]; // only where the engine's debugger may not be used
  test.each(rows.filter(({ code }) => !unseen.includes(code)))("S12: $code", ({ code, example }) => {
    expect(codeFor(code, example)).toBe(code);
  });
});

describe("docs: the reports of docs/jit.md", () => {
  /** The program behind a mark, and the text after it. */
  const shown = [...page.matchAll(/<!-- report: (\w+) -->\n[\s\S]*?```text\n([\s\S]*?)```/g)].map((found) => {
    const [whole, name = "", text = ""] = found;
    const [block] = blocksOf(`docs/jit.md, report ${name}`, whole);
    return { name, block: { ...block, name: `report-${name}` } as Block, text };
  });
  const workshop = new Workshop(
    "reports",
    shown.map(({ block }) => block),
  );

  beforeAll(async () => {
    prepare();
    expect(await workshop.compile()).toBe("");
  }, 120_000);

  /** Without what differs from run to run: times, counts, who wins, and whether one is being tried again just then. */
  function timeless(lines: readonly string[]): string[] {
    return lines.map((line) =>
      line
        .replace(/\d+(?:\.\d+)?(?= (?:ns|ms|calls|bytes|characters)\b)/g, "…")
        .replace(/\b(?:js|wasm)(?=$|: (?:the fastest|\d variants))/, "the fastest")
        .replace(/(?:the fastest of \d variants,|\d variants are being) measured/, "… measured")
        .replace(/\b(?:leading|resting|trying)\b/g, "…")
        .trimEnd(),
    );
  }

  test.each(shown)("$name: is printed so, but for times and counts", async ({ block, text }) => {
    const wanted = timeless(text.trimEnd().split("\n"));
    expect(timeless(await workshop.run(block))).toEqual(wanted);
  });

  test("there are some", () => expect(shown.map(({ name }) => name)).toEqual(["measured", "refused"]));
});
