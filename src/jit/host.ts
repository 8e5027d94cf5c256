/**
 * What the compiler needs of the program around it to reach other threads. Without actors it is Node's own worker
 * threads and a piscina pool; a runtime may hand in its own.
 */

import type { Clock } from "../clock";
import { Lazy } from "../lazy";
import type { PoolHost } from "./backends/pool/pool-host";
import type { ThreadHost } from "./backends/threads/thread-host";

export type { PoolCall, PoolFunction, PoolHost, PoolMap } from "./backends/pool/pool-host";
export type { HostThread, ThreadHost, ThreadStart } from "./backends/threads/thread-host";

/** How a compiler reaches other threads. */
export interface KernelHost {
  /** Threads for kernels on shared memory. */
  readonly threads: ThreadHost;
  /** Threads for whole functions. */
  readonly pool: PoolHost;
}

/** Worker threads of this process; nothing is loaded before it is asked for. */
export class NodeKernelHost implements KernelHost {
  private readonly threadHost: Lazy<ThreadHost>;
  private readonly poolHost: Lazy<PoolHost>;

  /** @param stray is told of errors that nobody caught, in threads of the pool that have no call under way */
  constructor(clock: Clock, stray: (error: unknown) => void) {
    this.threadHost = new Lazy(() => {
      const { NodeThreadHost } =
        require("./backends/threads/thread-host") as typeof import("./backends/threads/thread-host");
      return new NodeThreadHost();
    });
    this.poolHost = new Lazy(() => {
      const { PiscinaPool } =
        require("./backends/pool/piscina-pool") as typeof import("./backends/pool/piscina-pool");
      return new PiscinaPool({ clock, stray });
    });
  }

  get threads(): ThreadHost {
    return this.threadHost.module;
  }

  get pool(): PoolHost {
    return this.poolHost.module;
  }
}
