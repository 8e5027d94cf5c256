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
    return { post, isAlive: () => thread.isAlive(), end: () => thread.end() };
  }
}

/** Node's threads, whose scripts are changed first: to die where a test wants them to. */
export class MortalHost extends RecordingHost {
  constructor(
    private readonly before: string,
    private readonly death: string,
  ) {
    super();
  }

  override start(start: ThreadStart): HostThread {
    const text = start.text.replace(this.before, `${this.death} ${this.before}`);
    if (text === start.text) throw new Error(`no "${this.before}" in the script`);
    return super.start({ ...start, text });
  }
}
