/** The actor benchmark runs on tiny sizes, so that it cannot rot: every run's checksum of the work is right. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("bench/actors: every scenario of iris and of the floor does the work it is timed for", () => {
  const runner = join(__dirname, "../../bench/actors/run.mjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [runner, "--quick", "--peers", "iris,floor"],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).not.toContain("FAILED");
  for (const name of ["restart:", "restart, burst:", "ping-pong between supervised children"])
    expect(stdout).toContain(name);
  expect(stdout.match(/^ {2}iris {2,}/gm)?.length).toBeGreaterThanOrEqual(23);
}, 120_000);

test("README.md shows the committed results, not older ones", () => {
  const script = join(__dirname, "../../bench/actors/readme.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
