/** The documentation does what it says: every TypeScript block compiles, and those that run print what they promise. */
import { prepare } from "../house/processes";
import { sources } from "../house/source";
import { type Block, blocksOf } from "./blocks";
import { Workshop } from "./workshop";

const blocks = sources(/^(?:README\.md|docs\/.*\.md)$/).flatMap(({ path, text }) => blocksOf(path, text));
const workshop = new Workshop("pages", blocks);
let complaints: string;

// The blocks use the built package, as its users do.
beforeAll(async () => {
  prepare();
  complaints = await workshop.compile();
}, 120_000);

test("docs: every TypeScript block compiles", () => {
  expect(complaints).toBe("");
});

const programs = blocks.filter(({ runs }) => runs);
const started = new Map<number, Promise<string[]>>();

/** Starts a program unless it was started already. */
function start(at: number): Promise<string[]> {
  const found = started.get(at);
  if (found !== undefined) return found;
  const run = workshop.run(programs[at] as Block);
  run.catch(() => {}); // its own test will tell
  started.set(at, run);
  return run;
}

test.each(programs.map(({ name }, at) => [name, at] as const))(
  "docs: %s runs, prints what it says, and ends by itself",
  async (_, at) => {
    const run = start(at);
    if (at + 1 < programs.length) start(at + 1); // two at a time: most of a run is the start of a process
    expect(await run).toEqual(programs[at]?.prints);
  },
);

test("docs: the first actor of the README fits into twenty lines", () => {
  const [first] = blocks.filter(({ name }) => name.startsWith("README.md"));
  expect(first?.runs).toBe(true);
  expect(first?.prints).not.toEqual([]);
  expect(first?.code.split("\n").length).toBeLessThanOrEqual(20);
});

describe("docs: the checks find planted mistakes", () => {
  const page = (...lines: string[]): string => lines.join("\n");
  const only = (text: string): Block => blocksOf("planted.md", text)[0] as Block;

  test("a block knows where it stands, whether it runs, and what it prints", () => {
    const text = page("# Title", "```ts", "console.log(1); // prints 1", "```", "```sh", "ls", "```");
    const run = { name: "planted.md:3", code: "console.log(1); // prints 1", runs: true, prints: ["1"] };
    expect(blocksOf("planted.md", text)).toEqual([run]);
    expect(only(page("```ts no-run", "f();", "```")).runs).toBe(false);
    expect(() => only(page("```ts norun", "f();", "```"))).toThrow('planted.md:2: "norun" means nothing');
  });

  test("a wrong type, a wrong line and a program that fails", async () => {
    const wrongType = only(page("```ts no-run", 'export const n: number = "one";', "```"));
    const wrongLine = only(page("", "```ts", "console.log(1); // prints 2", "```"));
    const failing = only(page("", "", "```ts", 'throw new Error("planted");', "```"));
    const planted = new Workshop("planted", [wrongType, wrongLine, failing]);
    expect(await planted.compile()).toMatch(/^\S*planted\.md:2 \(1,14\): error TS2322/);
    expect(await planted.run(wrongLine)).not.toEqual(wrongLine.prints);
    await expect(planted.run(failing)).rejects.toThrow("planted");
  });
});
