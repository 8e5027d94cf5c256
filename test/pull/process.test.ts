/** S9: a pull actor that waits holds no process, a deadline does. One that stayed would be ended by the limit. */
import { join } from "node:path";
import { nodeSync, typescript } from "../house/processes";

test.each([
  ["pull actors and observers that wait without a deadline hold no process", "waiting.ts", "took one\n"],
  ["a receive with a deadline does, until then", "timed.ts", "undefined false\nundefined true\n"],
])("S9: %s", (_, name, expected) => {
  const script = join(__dirname, "processes", name);
  const { status, stdout, stderr } = nodeSync(...typescript, script);
  expect([status, stdout, stderr]).toEqual([0, expected, ""]);
});
