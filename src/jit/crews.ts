/** How other threads take part in a call: beside the caller, or instead of it where the call has a deadline. */
import { errors } from "../errors";
import type { Jit } from "./jit";
import type { Crew } from "./wasm-map";

/** All threads work, the caller too. */
export function sharing({ machine }: Jit, threads: number): Crew {
  const { team } = machine;
  return { team, threads, run: (kernel, job) => team.run(kernel, job, threads) };
}

/** Only other threads work: they can be ended. @throws ERR_KERNEL_DEADLINE from `run` */
export function bounded({ machine }: Jit, threads: number, kernelName: string, deadlineMs: number): Crew {
  const { team } = machine;
  return {
    team,
    threads,
    run(kernel, job, place) {
      const outcome = team.runBounded(kernel, job, deadlineMs, threads + 1);
      if (outcome.tag === "done") return outcome.status;
      // Without threads another tier serves, as for a guard that does not hold.
      if (outcome.tag === "unavailable") return 1;
      machine.bench.keep(place, outcome.ended);
      throw errors.kernelDeadline({ kernel: kernelName, deadlineMs });
    },
  };
}
