/** `npm test` ends what hangs, and names it: each way of hanging, planted, for five minutes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { node } from "./house/processes";
import { root } from "./house/source";

interface Way {
  readonly title: string;
  /** What a test does. */
  readonly test?: string;
  /** What is done after all tests. */
  readonly teardown?: string;
  readonly limits?: object;
  /** What a run says. */
  readonly says: RegExp;
}

const runner = pathToFileURL(join(root, "scripts", "jest.mjs")).href;
const waiting = '(process.execPath, ["-e", "setTimeout(() => {}, 3e5)"], { stdio: "inherit" })';

const ways: readonly Way[] = [
  {
    title: "a loop without a pause",
    test: "for (const end = Date.now() + 3e5; Date.now() < end; );",
    limits: { idleMs: 2_000 },
    says: /^No test has started or ended.*\n.*\n {2}planted\.test\.js/m,
  },
  {
    title: "a wait for a process",
    test: `require("node:child_process").spawnSync${waiting}`,
    limits: { idleMs: 2_000 },
    says: /^No test has started or ended.*\n.*\n {2}planted\.test\.js.*\nProcesses:\n/m,
  },
  {
    title: "something left open",
    test: "setTimeout(() => {}, 3e5)",
    limits: { exitMs: 500 },
    says: /^PASS .*planted(?:.*\n)*All tests have ended, but not jest/m,
  },
  {
    title: "a process left behind with its output is not waited for",
    test: `require("node:child_process").spawn${waiting}.unref()`,
    says: /^Tests: +1 passed(?!(?:.*\n)*Processes:)/m,
  },
  {
    title: "nor is Node, after its exit event",
    teardown: 'process.on("exit", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3e5))',
    limits: { exitMs: 500 },
    says: /^Tests: +1 passed(?!(?:.*\n)*Processes:)/m,
  },
];

async function saidOf({ test = "", teardown = "", limits = {} }: Way): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "iris-hanging-"));
  try {
    writeFileSync(join(folder, "planted.test.js"), `test("hangs", () => { ${test} });`);
    writeFileSync(join(folder, "teardown.js"), `module.exports = () => { ${teardown} };`);
    const config = JSON.stringify({ rootDir: folder, globalTeardown: "<rootDir>/teardown.js" });
    const program = `
      import { runTests } from ${JSON.stringify(runner)};
      const args = ${JSON.stringify(["--config", config])};
      console.log(await runTests(args, ${JSON.stringify(limits)}).catch(({ message }) => message));`;
    const { stdout, stderr } = await node("--input-type=module", "-e", program);
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const said: Promise<string>[] = [];

beforeAll(() => {
  said.push(...ways.map(saidOf));
});

test.each(ways.map(({ title, says }, at) => [title, says, at] as const))(
  "hanging: %s",
  async (_, says, at) => {
    expect(await said[at]).toMatch(says);
  },
);
