/** S9: workers never keep a process alive. One that stayed would be ended by the limit. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

test.each([
  ["workers that sleep", "parked.ts", "done\n"],
  ["workers in the middle of a kernel, or of their start", "spinning.ts", "deadline\n"],
])(
  "S9: %s hold no process",
  (_, name, expected) => {
    const script = join(__dirname, "processes", name);
    const options = { encoding: "utf8", timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script], options);
    expect([status, stdout, stderr]).toEqual([0, expected, ""]);
  },
  70_000,
);
