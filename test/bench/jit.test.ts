/** The benchmark of the JIT runs on tiny sizes, so that it cannot rot: what iris computes is what the loops compute. */
import { join } from "node:path";
import { nodeSync } from "../house/processes";

test("bench/jit: every kernel of iris gives the results of the loops that it is compared with", () => {
  const runner = join(__dirname, "../../bench/jit/run.mjs");
  const { status, stdout, stderr } = nodeSync(runner, "--quick", "--peers", "loop,iris,iris-plain,iris-fast");
  expect(stderr).toBe("");
  expect(stdout).not.toContain("FAILED");
  expect(stdout.match(/: loop [^\n]* iris [^\n]* iris-plain /g)?.length).toBeGreaterThanOrEqual(12);
  expect(status).toBe(0);
}, 120_000);
