/** The examples of the guide: both tellings of each print what stands at the top of its file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { examples } from "../../examples/guide/all";
import type { Example } from "../../examples/guide/example";
import { type Ended, nodeSync, prepare, typescript } from "../house/processes";
import { root } from "../house/source";

const folder = join(root, "examples", "guide");

/** The lines that a file promises. */
function promised({ name }: Example): string[] {
  const text = readFileSync(join(folder, `${name}.ts`), "utf8");
  const lines = /\n \* Both print:\n((?: \* {3}.*\n)+)/.exec(text)?.[1]?.trimEnd().split("\n") ?? [];
  return lines.map((line) => line.replace(/^ \* {3}/, ""));
}

async function linesOf(run: Example["classes"]): Promise<string[]> {
  const lines: string[] = [];
  await run((line) => void lines.push(line));
  return lines;
}

test.each(examples.map((example) => [example.name, example] as const))(
  "guide examples: %s prints what it promises, as classes and by pids",
  async (_, example) => {
    const lines = promised(example);
    expect(lines).not.toEqual([]);
    expect(await linesOf(example.classes)).toEqual(lines);
    expect(await linesOf(example.compat)).toEqual(lines);
  },
);

test("guide examples: every file is in the list and in the README, in the same order", () => {
  const parts = ["all", "example", "main"];
  const files = readdirSync(folder).flatMap((file) => /^(.*)\.ts$/.exec(file)?.[1] ?? []);
  const names = examples.map(({ name }) => name);
  expect(files.filter((name) => !parts.includes(name))).toEqual([...names].sort());
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  expect([...readme.matchAll(/^\| \[(.*)\.ts\]/gm)].map(([, name]) => name)).toEqual(names);
});

describe("guide examples: the program", () => {
  // It uses the built package, as its users do.
  beforeAll(prepare);

  function main(...args: string[]): Ended {
    return nodeSync(...typescript, join(folder, "main.ts"), ...args);
  }

  test("lists the examples, and runs those that are named", () => {
    const list = examples.map(({ name }) => `${name}\n`).join("");
    expect(main("--list")).toEqual({ status: 0, stdout: list, stderr: "" });
    const stdout = "spawn-and-send, as classes\n  got hello\nspawn-and-send, by pids\n  got hello\n";
    expect(main("spawn-and-send")).toEqual({ status: 0, stdout, stderr: "" });
  });

  test("an unknown name is an error in one line", () => {
    const stderr = 'There is no example "nobody". --list shows their names.\n';
    expect(main("nobody")).toEqual({ status: 1, stdout: "", stderr });
  });
});
