/** Kernels that nobody can run any more are dropped in the workers too: in a process whose heap holds nothing else. */
import { join } from "node:path";
import { nodeSync, typescript } from "../../house/processes";

test("threads: workers are told of kernels that were collected", () => {
  const script = join(__dirname, "processes", "forgotten.ts");
  const { status, stdout, stderr } = nodeSync("--expose-gc", ...typescript, script);
  expect([status, stdout, stderr]).toEqual([0, "10 dropped, done\n", ""]);
});
