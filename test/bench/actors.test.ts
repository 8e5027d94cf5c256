/** The actor benchmark runs on tiny sizes, so that it cannot rot: every run's checksum of the work is right. */
import { join } from "node:path";
import { nodeSync } from "../house/processes";

test("bench/actors: every scenario of iris and of the floor does the work it is timed for", () => {
  const runner = join(__dirname, "../../bench/actors/run.mjs");
  const { status, stdout, stderr } = nodeSync(runner, "--quick", "--peers", "iris,floor");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).not.toContain("FAILED");
  for (const name of ["restart:", "restart, burst:", "ping-pong between supervised children"])
    expect(stdout).toContain(name);
  expect(stdout.match(/^ {2}iris {2,}/gm)?.length).toBeGreaterThanOrEqual(23);
});

test("README.md shows the committed results, not older ones", () => {
  const script = join(__dirname, "../../bench/actors/readme.mjs");
  const { status, stderr } = nodeSync(script, "--check");
  expect([status, stderr]).toEqual([0, ""]);
});
