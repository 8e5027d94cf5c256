/** Kernels that nobody can run any more are dropped in the workers too. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Team } from "../../../src/jit/backends/threads/team";
import { Arena } from "../../../src/jit/memory/arena";
import { RecordingHost } from "./hosts";
import { sineKernel } from "./kernels";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("threads: workers are told of kernels that were collected", async () => {
  const arena = new Arena();
  const array = arena.float64(64).fill(1);
  const host = new RecordingHost();
  await using team = new Team({ memory: arena.memory, host, threads: 2 });
  const control = arena.scratch(256).address;
  const args = [arena.address(array), arena.address(array)];
  const job = { start: 0, end: 64, step: 32, control, stride: 64, args };
  const use = (count: number) => {
    for (let made = 0; made < count; made++) team.run(sineKernel(arena), job);
  };
  const kept = sineKernel(arena);
  team.run(kept, job);
  use(10);
  const dropped = () => host.posted.filter((what) => what === "drop");
  for (let round = 0; round < 50 && dropped().length < 10; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(dropped()).toHaveLength(10);
  expect(team.runBounded(kept, job, 50_000)).toEqual({ tag: "done", status: 0 });
});
