/** Threads that die, asleep, at work or before they have started: nothing is lost by that, or the caller is told. */
import { lost, type TeamKernel } from "../../../src/jit/backends/threads/team";
import type { ThreadHost } from "../../../src/jit/backends/threads/thread-host";
import { MortalHost, RecordingHost } from "./hosts";
import { sineKernel } from "./kernels";
import { bench, settle } from "./rig";

test("threads: a worker that was terminated is replaced, and meanwhile nothing is lost", async () => {
  const host = new RecordingHost();
  const { arena, source, target, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  await host.threads[0]?.end();
  expect(team.ready).toBe(0);
  team.run(kernel, job(100));
  expect([...target]).toEqual([...source.map(Math.sin)]);
  settle(team, kernel, job(100));
  expect([team.ready, host.threads.length, team.unavailable]).toEqual([1, 2, undefined]);
});

/** Threads that die in the middle of a job which is cut into such steps. */
const deadlyStep = 250;
const mortals = () => new MortalHost("return run(", `if (step === ${deadlyStep}) process.exit();`);

test("threads: a worker that dies with its part is noticed by the caller that waits for it", async () => {
  const host = mortals();
  const { arena, source, target, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  const { board } = (team as unknown as { crew: { board: { view: Int32Array } } }).crew;
  const run = (...args: Parameters<TeamKernel["run"]>) => {
    // The caller has its first chunk; the worker is to have the second.
    while ((Atomics.load(board.view, 0) & 255) < 2);
    return kernel.run(...args);
  };
  expect(team.run({ ...kernel, run }, job(deadlyStep))).toBe(lost);
  target.fill(0);
  settle(team, kernel, job(100));
  expect([...target]).toEqual([...source.map(Math.sin)]);
  expect([host.threads.length, team.unavailable]).toEqual([2, undefined]);
});

test("threads: so is one that dies with a job that has a deadline, long before that", async () => {
  const { arena, source, target, team, job } = bench(1_000, mortals(), 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  const outcome = team.runBounded(kernel, job(deadlyStep), 3_600_000);
  expect(outcome).toEqual({ tag: "lost", ended: expect.any(Promise) });
  settle(team, kernel, job(100));
  expect([...target]).toEqual([...source.map(Math.sin)]);
});

test("threads: the death of one that does nothing loses nothing", async () => {
  const host = new RecordingHost();
  const { arena, source, target, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  const ended = host.threads[0]?.end();
  // Its end is an event, which has not come yet.
  expect(team.run(kernel, job(100))).toBe(0);
  expect([...target]).toEqual([...source.map(Math.sin)]);
  await ended;
});

test("threads: that all die while they start is noticed before the time for that is up", async () => {
  const host = new MortalHost(
    "Atomics.store(words, stateWord, layout.idle);\nAtomics.add",
    "process.exit();",
  );
  const { arena, team, job } = bench(1_000, host, 2);
  await using _ = team;
  for (let round = 0; round < 4; round++) {
    expect(team.runBounded(sineKernel(arena), job(100), 1_000).tag).toBe("unavailable");
  }
  expect([host.threads.length, team.unavailable]).toEqual([3, new Error("threads end at once")]);
});

test("threads: where they end as soon as they start, no more are tried after a few", async () => {
  let starts = 0;
  const ended: (() => void)[] = [];
  const host: ThreadHost = {
    cores: 2,
    start: (start) => {
      starts++;
      ended.push(() => start.ended(new Error("no memory for threads")));
      return { post: () => undefined, isAlive: () => true, end: async () => undefined };
    },
  };
  const { arena, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  for (let round = 0; round < 10; round++) {
    team.run(kernel, job(100));
    ended.shift()?.();
  }
  expect(starts).toBe(3);
  expect(team.unavailable).toEqual(new Error("no memory for threads"));
});
