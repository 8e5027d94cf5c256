/** S9: a pool's calls hold the process until they are answered, its idle threads do not. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

function run(name: string): { status: number | null; stdout: string; stderr: string } {
  const script = join(__dirname, "processes", name);
  const options = { encoding: "utf8", timeout: 60_000 } as const;
  return spawnSync(process.execPath, ["--import", "tsx", script], options);
}

test("S9: the process ends after the last answer, with idle threads", () => {
  const { status, stdout, stderr } = run("idle.ts");
  expect([status, stdout, stderr]).toEqual([0, "2,3,4\n", ""]);
}, 70_000);
