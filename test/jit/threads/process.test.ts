/** S9: workers never keep a process alive. One that stayed would be ended by the limit. */
import { join } from "node:path";
import { nodeSync, typescript } from "../../house/processes";

test.each([
  ["workers that sleep", "parked.ts", "done\n"],
  ["workers in the middle of a kernel, or of their start", "spinning.ts", "deadline\n"],
])("S9: %s hold no process", (_, name, expected) => {
  const script = join(__dirname, "processes", name);
  const { status, stdout, stderr } = nodeSync(...typescript, script);
  expect([status, stdout, stderr]).toEqual([0, expected, ""]);
});
