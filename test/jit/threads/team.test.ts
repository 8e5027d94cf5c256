/** Kernels on several threads: the same results as on one, whoever does what, or never ends. */
import { Team } from "../../../src/jit/backends/threads/team";
import type { ThreadHost } from "../../../src/jit/backends/threads/thread-host";
import { RecordingHost } from "./hosts";
import { doubleKernel, endlessKernel, guardedKernel, sineKernel, trappingKernel } from "./kernels";
import { bench, settle, stride } from "./rig";

test.each([1, 2, 3, 5])("threads: results do not depend on how many there are (%p)", async (threads) => {
  const { arena, source, target, team, job } = bench(10_007, new RecordingHost(), threads);
  await using _ = team;
  const kernel = sineKernel(arena);
  const expected = source.map(Math.sin);
  for (const step of [20_000, 10_006, 512, 159]) {
    for (let round = 0; round < 20; round++) {
      target.fill(0);
      expect(team.run(kernel, job(step))).toBe(0);
      expect(Buffer.from(target.slice().buffer).equals(Buffer.from(expected.slice().buffer))).toBe(true);
    }
  }
});

test("threads: each chunk has a control block of its own", async () => {
  const { arena, control, team, job } = bench(1_000);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  const blocks = Array.from({ length: 10 }, (__, chunk) => arena.view("f64", control + chunk * stride, 1));
  for (const block of blocks) block[0] = -1;
  team.run(kernel, job(100));
  expect(blocks.map((block) => block[0])).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

test("threads: a job of no elements is one chunk, so that guards are looked at", async () => {
  const { arena, team, job } = bench(10);
  await using _ = team;
  const kernel = guardedKernel(arena);
  const empty = { ...job(5), end: 0 };
  expect(team.run(kernel, { ...empty, args: [0, 0] })).toBe(1);
  expect(team.run(kernel, { ...empty, args: [1, 0] })).toBe(0);
});

test("threads: a guard that fails in one chunk is told", async () => {
  const { arena, team, job } = bench(1_000);
  await using _ = team;
  const kernel = guardedKernel(arena);
  settle(team, kernel, { ...job(100), args: [1_000, 0] });
  for (let round = 0; round < 50; round++) {
    expect(team.run(kernel, { ...job(100), args: [900, 0] })).toBe(1);
    expect(team.run(kernel, { ...job(100), args: [1_000, 0] })).toBe(0);
  }
});

test("threads: a kernel that traps throws once all of its chunks have ended, and the team goes on", async () => {
  const { arena, source, target, team, job } = bench(1_000);
  await using _ = team;
  expect(() => team.run(trappingKernel(arena), job(100))).toThrow(/unreachable/);
  expect(() => team.runBounded(trappingKernel(arena), job(100), 60_000)).toThrow(/trapped/);
  expect(team.run(sineKernel(arena), job(100))).toBe(0);
  expect([...target]).toEqual([...source.map(Math.sin)]);
});

test("threads: thousands of small jobs in a row, each with other arguments, never mix", async () => {
  const n = 64;
  const { arena, team, job } = bench(n);
  await using _ = team;
  const kernel = doubleKernel(arena);
  settle(team, kernel, job(16));
  const arrays = Array.from({ length: 3 }, (__, at) => arena.array("f64", n).fill(2 ** at));
  for (let round = 0; round < 5_000; round++) {
    const [from, to] = [arrays[round % 3], arrays[(round + 1) % 3]] as [Float64Array, Float64Array];
    const value = (from[0] as number) * 2;
    team.run(kernel, { ...job(16), args: [arena.address(from), arena.address(to)] });
    const isRight = to.every((x) => x === value);
    if (!isRight) throw new Error(`round ${round}: ${[...to]} instead of ${value}`);
    if (value > 2 ** 900) to.fill(1);
  }
});

test("threads: workers see memory that was added while they slept", async () => {
  const { arena, team, job } = bench(100);
  await using _ = team;
  const kernel = doubleKernel(arena);
  settle(team, kernel, job(10));
  const large = arena.array("f64", 2 ** 20).fill(3);
  const args = [arena.address(large), arena.address(large)];
  settle(team, kernel, { ...job(2 ** 18), end: 2 ** 20, args });
  expect(large.every((x) => x === 6)).toBe(true);
});

test("threads: a kernel is compiled once and posted to each worker once", async () => {
  const host = new RecordingHost();
  const { arena, team, job } = bench(1_000, host);
  await using _ = team;
  const kernel = sineKernel(arena);
  team.warm(kernel);
  for (let round = 0; round < 5; round++) settle(team, kernel, job(100));
  expect([host.threads.length, host.posted.length]).toEqual([2, 2]);
  team.forget(kernel);
  settle(team, kernel, job(100));
  expect(host.posted.length).toBe(6);
});

test("threads: a kernel that never ends is ended at its deadline, and the team goes on", async () => {
  const host = new RecordingHost();
  const { arena, source, target, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  const outcome = team.runBounded(endlessKernel(arena), job(1_000), 20);
  expect(outcome.tag).toBe("deadline");
  settle(team, kernel, job(100));
  expect([...target]).toEqual([...source.map(Math.sin)]);
  if (outcome.tag === "deadline") await outcome.ended;
  expect([host.threads.length, host.ended]).toEqual([2, 1]);
});

test("threads: no more take part than a job allows", async () => {
  const { arena, team, job } = bench(1_000);
  await using _ = team;
  settle(team, sineKernel(arena), job(100));
  const { board } = (team as unknown as { crew: { board: { view: Int32Array } } }).crew;
  const kernel = endlessKernel(arena);
  team.warm(kernel);
  const outcome = team.runBounded(kernel, job(100), 50, 2);
  expect(outcome.tag).toBe("deadline");
  const claimed = (board.view[0] as number) & 255;
  expect(claimed).toBe(1);
});

test("threads: with one thread allowed there are no workers, but for a deadline there is one", async () => {
  const host = new RecordingHost();
  const { arena, team, job } = bench(1_000, host, 1);
  await using _ = team;
  const kernel = sineKernel(arena);
  team.run(kernel, job(100));
  expect([team.workers, host.threads.length]).toEqual([0, 0]);
  settle(team, kernel, job(100));
  expect(host.threads.length).toBe(1);
});

test("threads: where none can be had, the caller does all, and a deadline is said to be impossible", () => {
  const problem = new Error("no threads here");
  const host: ThreadHost = {
    cores: 4,
    start: () => {
      throw problem;
    },
  };
  const { arena, source, target, team, job } = bench(1_000, host, 4);
  expect(team.run(sineKernel(arena), job(100))).toBe(0);
  expect([...target]).toEqual([...source.map(Math.sin)]);
  expect(team.unavailable).toBe(problem);
  expect(team.runBounded(sineKernel(arena), job(100), 1_000)).toEqual({ tag: "unavailable", problem });
});

test("threads: dispose ends the workers; a later job starts others", async () => {
  const host = new RecordingHost();
  const { arena, team, job } = bench(1_000, host);
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  await team.dispose();
  expect([host.threads.length, host.ended, team.ready]).toEqual([2, 2, 0]);
  settle(team, kernel, job(100));
  expect(host.threads.length).toBe(4);
  await team.dispose();
  expect(host.ended).toBe(4);
});

test("threads: two teams on one memory do not notice each other", async () => {
  const { arena, source, target, team, job } = bench(1_000);
  const other = new Team({ memory: arena.memory, host: new RecordingHost(), threads: 2 });
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  settle(other, kernel, job(100));
  await other.dispose();
  target.fill(0);
  settle(team, kernel, job(100));
  expect([...target]).toEqual([...source.map(Math.sin)]);
  await team.dispose();
});

test("threads: before job numbers repeat, the team starts over with other workers", async () => {
  const host = new RecordingHost();
  const { arena, source, target, team, job } = bench(1_000, host, 2);
  await using _ = team;
  const kernel = sineKernel(arena);
  settle(team, kernel, job(100));
  const { board } = (team as unknown as { crew: { board: { job: number } } }).crew;
  board.job = 2 ** 24 - 3;
  for (let round = 0; round < 4; round++) {
    target.fill(0);
    settle(team, kernel, job(100));
    expect([...target]).toEqual([...source.map(Math.sin)]);
  }
  expect(host.threads.length).toBe(2);
});
