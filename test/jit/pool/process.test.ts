/** S9: a pool's calls hold the process until they are answered, its idle threads do not. */
import { join } from "node:path";
import { nodeSync, typescript } from "../../house/processes";

test("S9: the process ends after the last answer, with idle threads", () => {
  const { status, stdout, stderr } = nodeSync(...typescript, join(__dirname, "processes", "idle.ts"));
  expect([status, stdout, stderr]).toEqual([0, "2,3,4\n", ""]);
});
