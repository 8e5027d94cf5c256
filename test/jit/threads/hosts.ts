/** Hosts of threads that tests look into. */
import {
  type HostThread,
  NodeThreadHost,
  type ThreadHost,
  type ThreadStart,
} from "../../../src/jit/backends/threads/thread-host";

/** Node's threads, with a record of them. */
export class RecordingHost implements ThreadHost {
  readonly cores = 2;
  readonly threads: HostThread[] = [];
  /** What was posted: a kernel, or that one is to be dropped. No module itself, which would then never be collected. */
  readonly posted: ("kernel" | "drop")[] = [];
  ended = 0;
  private readonly host = new NodeThreadHost();

  start(start: ThreadStart): HostThread {
    const ended = (error: unknown) => {
      this.ended++;
      start.ended(error);
    };
    const thread = this.host.start({ ...start, ended });
    this.threads.push(thread);
    const post = (message: unknown) => {
      this.posted.push((message as { module?: unknown }).module === undefined ? "drop" : "kernel");
      thread.post(message);
    };
    return { post, end: () => thread.end() };
  }
}
