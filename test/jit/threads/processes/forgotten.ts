/** Kernels that nobody can run any more: how many of ten the workers drop, and whether another still runs. */
import { Team } from "../../../../src/jit/backends/threads/team";
import { Arena } from "../../../../src/jit/memory/arena";
import { RecordingHost } from "../hosts";
import { sineKernel } from "../kernels";

const collect = (globalThis as { gc?: () => void }).gc as () => void;

async function main(): Promise<void> {
  const arena = new Arena();
  const array = arena.array("f64", 64).fill(1);
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
  for (let round = 0; round < 500 && dropped().length < 10; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(`${dropped().length} dropped, ${team.runBounded(kept, job, 50_000).tag}`);
}

main();
