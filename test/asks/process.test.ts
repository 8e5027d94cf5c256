/** S9: what is settled holds no process, what is open does. One that stayed would be ended by the limit. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("S9: an ask without a deadline holds the process until it is settled", () => {
  const script = join(__dirname, "processes", "open.ts");
  const options = { encoding: "utf8", timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script], options);
  expect([status, stdout, stderr]).toEqual([0, "replied\n", ""]);
}, 70_000);

test("S9: after the last ask has settled the process ends by itself, whatever its deadline was", () => {
  const script = join(__dirname, "processes", "settled.ts");
  const options = { encoding: "utf8", timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script], options);
  expect([status, stdout, stderr]).toEqual([0, "hello\naborted\n", ""]);
}, 70_000);
