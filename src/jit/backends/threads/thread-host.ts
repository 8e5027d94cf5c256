/** The port through which the compiler gets threads, and Node's worker threads behind it. */
import { Lazy } from "../../../lazy";

/** A thread that runs a text. */
export interface HostThread {
  /** Sends it a message. */
  post(message: unknown): void;
  /** Ends the thread, also in the middle of its work; resolves when it has ended. */
  end(): Promise<void>;
}

/** What a thread starts with. */
export interface ThreadStart {
  readonly name: string;
  /** A CommonJS script that finds `data` as `workerData`. */
  readonly text: string;
  readonly data: object;
  /** Called once, when the thread has ended, for whatever reason; with the error if one ended it. */
  ended(error: unknown): void;
}

/** Where threads come from. They must never keep the process alive. */
export interface ThreadHost {
  /** How many threads this machine runs at a time. */
  readonly cores: number;
  /** @throws where threads cannot be had */
  start(start: ThreadStart): HostThread;
}

/** Worker threads of this process. */
export class NodeThreadHost implements ThreadHost {
  private readonly threads = new Lazy(
    () => require("node:worker_threads") as typeof import("node:worker_threads"),
  );
  private counted: number | undefined = undefined;

  get cores(): number {
    this.counted ??= (require("node:os") as typeof import("node:os")).availableParallelism();
    return this.counted;
  }

  start({ name, text, data, ended }: ThreadStart): HostThread {
    const { Worker } = this.threads.module;
    // No flags, variables and preloaded modules of the program: they only cost time in a thread that loads nothing.
    const worker = new Worker(text, { eval: true, name, workerData: data, execArgv: [], env: {} });
    worker.unref();
    let failure: unknown;
    worker.once("error", (error) => {
      failure = error;
    });
    const hasEnded = new Promise<void>((resolve) => {
      worker.once("exit", () => {
        ended(failure);
        resolve();
      });
    });
    return {
      post: (message) => worker.postMessage(message),
      end: async () => {
        await worker.terminate();
        await hasEnded;
      },
    };
  }
}
