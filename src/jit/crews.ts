/** How other threads take part in a call: beside the caller, or instead of it where the call has a deadline. */
import { errors } from "../errors";
import { lost } from "./backends/threads/team";
import type { Jit } from "./jit";
import type { Crew } from "./wasm-map";

const how = "a thread that worked on it ended";

/** All threads work, the caller too. @throws ERR_KERNEL_INTERRUPTED from `run` */
export function sharing({ machine }: Jit, threads: number, kernelName: string): Crew {
  return {
    threads,
    run(kernel, job) {
      const status = machine.team.run(kernel, job, threads);
      if (status === lost) throw errors.kernelInterrupted({ kernel: kernelName, how });
      return status;
    },
  };
}

/** Only other threads work: they can be ended. @throws ERR_KERNEL_DEADLINE, ERR_KERNEL_INTERRUPTED from `run` */
export function bounded({ machine }: Jit, threads: number, kernelName: string, deadlineMs: number): Crew {
  return {
    threads,
    run(kernel, job, place) {
      const outcome = machine.team.runBounded(kernel, job, deadlineMs, threads + 1);
      if (outcome.tag === "done") return outcome.status;
      // Without threads another tier serves, as for a guard that does not hold.
      if (outcome.tag === "unavailable") return 1;
      // Nor may arrays that are given back now belong to anybody else while a thread may still write to them.
      machine.arena.quarantine(outcome.ended);
      machine.bench.keep(place, outcome.ended);
      if (outcome.tag === "lost") throw errors.kernelInterrupted({ kernel: kernelName, how });
      throw errors.kernelDeadline({ kernel: kernelName, deadlineMs });
    },
  };
}
