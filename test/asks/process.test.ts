/** S9: what is settled holds no process, what is open does. One that stayed would be ended by the limit. */
import { join } from "node:path";
import { nodeSync, typescript } from "../house/processes";

test("S9: an ask without a deadline holds the process until it is settled", () => {
  const script = join(__dirname, "processes", "open.ts");
  const { status, stdout, stderr } = nodeSync(...typescript, script);
  expect([status, stdout, stderr]).toEqual([0, "replied\n", ""]);
});

test("S9: after the last ask has settled the process ends by itself, whatever its deadline was", () => {
  const script = join(__dirname, "processes", "settled.ts");
  const { status, stdout, stderr } = nodeSync(...typescript, script);
  expect([status, stdout, stderr]).toEqual([0, "hello\naborted\n", ""]);
});
