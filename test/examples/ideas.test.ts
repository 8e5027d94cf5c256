/** One example for each idea: it prints what is committed beside it, each time, and ends by itself. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, sources } from "../house/source";
import { Programs } from "./programs";

/** Those with a committed output; flights and the snippets of the Iris guide have tests of their own. */
const ideas = sources(/^examples\/[^/]+\/output\.txt$/).map(({ path, text }) => ({
  name: path.split("/")[1] as string,
  output: text,
}));
const programs = new Programs(
  "ideas",
  ideas.map(({ name }) => name),
);

beforeAll(() => programs.compile(), 120_000);

test("examples: every idea that the README lists is there", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const listed = [...readme.matchAll(/\]\(examples\/([a-z-]+)\/README\.md\)/g)].map(([, name]) => name);
  expect([...new Set(listed)].sort()).toEqual(expect.arrayContaining(ideas.map(({ name }) => name)));
  expect(
    ideas.map(({ name }) => name).filter((name) => !existsSync(join(root, "examples", name, "README.md"))),
  ).toEqual([]);
});

test.each(ideas)(
  "examples: $name prints what stands beside it, and ends by itself",
  async ({ name, output }) => {
    expect(await programs.run(name)).toBe(output);
  },
  60_000,
);
