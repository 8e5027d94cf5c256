/** The port through which the compiler gets threads, and Node's worker threads behind it. */
import { Lazy } from "../../../lazy";

/** A thread that runs a text. */
export interface HostThread {
  /** Sends it a message. */
  post(message: unknown): void;
  /** Whether it has not ended. True answers may be late, false ones never are wrong: it touches no memory any more. */
  isAlive(): boolean;
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
    const { Worker, MessageChannel } = this.threads.module;
    // A thread that ends closes its end of a channel. Its "exit" comes as an event, for which a caller that waits has
    // no time.
    const { port1: lifeline, port2: held } = new MessageChannel();
    // No flags, variables and preloaded modules of the program: they only cost time in a thread that loads nothing.
    const worker = new Worker(text, {
      ...{ eval: true, name, workerData: { ...data, held }, transferList: [held] },
      ...{ execArgv: [], env: {} },
    });
    worker.unref();
    let failure: unknown;
    worker.once("error", (error) => {
      failure = error;
    });
    const hasEnded = new Promise<void>((resolve) => {
      worker.once("exit", () => {
        lifeline.close();
        ended(failure);
        resolve();
      });
    });
    return {
      post: (message) => worker.postMessage(message),
      // What `postMessage` of a port returns is not documented: whether there is another end. Should that change,
      // threads count as alive, which is safe.
      isAlive: () => (lifeline.postMessage(undefined) as unknown) !== false,
      end: async () => {
        await worker.terminate();
        await hasEnded;
      },
    };
  }
}
