/** What tests of threads stand on: a team, with a job that maps one array to another. */
import { type Job, Team, type TeamKernel } from "../../../src/jit/backends/threads/team";
import type { ThreadHost } from "../../../src/jit/backends/threads/thread-host";
import { Arena } from "../../../src/jit/memory/arena";
import { RecordingHost } from "./hosts";

export const stride = 64;
const chunksMax = 64;

/** An arena with a source of n numbers, a target, and control blocks. */
export function bench(n: number, host: ThreadHost = new RecordingHost(), threads = 3) {
  const arena = new Arena();
  const source = arena.array("f64", n);
  for (let i = 0; i < n; i++) source[i] = Math.fround(i * 0.37) - 5;
  const target = arena.array("f64", n);
  const control = arena.scratch(stride * chunksMax).address;
  const team = new Team({ memory: arena.memory, host, threads });
  const args = [arena.address(source), arena.address(target)];
  const job = (step: number): Job => ({ start: 0, end: n, step, control, stride, args });
  return { arena, source, target, control, team, job };
}

/** Waits for a worker to be there: a job with a deadline does. */
export function settle(team: Team, kernel: TeamKernel, job: Job): void {
  expect(team.runBounded(kernel, job, 60_000)).toEqual({ tag: "done", status: 0 });
}
