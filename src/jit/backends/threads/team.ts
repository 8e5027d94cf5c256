/**
 * Runs a kernel on several threads, synchronously: the caller takes chunks of the work like everyone else, so that
 * nothing is lost while workers start, sleep or are busy elsewhere, and waits only for chunks that somebody has begun.
 *
 *   caller    │ publish │ chunk 0 │ chunk 2 │ chunk 3 │ wait for chunk 1 │
 *   worker    │ spin or sleep │ chunk 1 ················│ spin │ sleep
 *
 * The result of a job depends on its chunks, never on who ran them. With a deadline the caller takes no part: workers
 * can be ended in the middle of a kernel, the caller cannot.
 */
import { limits } from "../../../limits";
import type { WasmMemory, WasmModule } from "../../memory/webassembly";
import { chunksOf, type Job, trapped } from "./board";
import { Crew } from "./crew";
import type { ThreadHost } from "./thread-host";

export type { Job } from "./board";

/** What a team runs: compiled code, and the same instantiated in this thread. */
export interface TeamKernel {
  readonly module: WasmModule;
  /** `run(control, start, end, ...args)`: 0 done; 1 a guard failed, and this chunk has written nothing. */
  run(control: number, ...args: number[]): number;
}

/** What `run` returns when a worker died in the middle of the job: some of it was not done, or not to its end. */
export const lost = -1;

/** How a job with a deadline ended. */
export type Outcome =
  | { readonly tag: "done"; readonly status: number }
  /** Workers were told to end. Memory that the kernel writes may change until `ended` resolves. */
  | { readonly tag: "deadline"; readonly ended: Promise<void> }
  /** A worker died with a part of it; the others were told to end. */
  | { readonly tag: "lost"; readonly ended: Promise<void> }
  /** There are no threads here. */
  | { readonly tag: "unavailable"; readonly problem: unknown };

export interface TeamOptions {
  readonly memory: WasmMemory;
  readonly host: ThreadHost;
  /** Threads that take part in a job at most, the caller included. Default: the machine's cores. */
  readonly threads?: number | undefined;
}

export class Team implements AsyncDisposable {
  private readonly memory: WasmMemory;
  private readonly host: ThreadHost;
  /** Workers beside the caller. */
  readonly workers: number;
  private crew: Crew | undefined = undefined;
  private readonly ids = new WeakMap<WasmModule, number>();
  private lastId = 0;
  /** Workers drop kernels that nobody can run any more. */
  private readonly gone = new FinalizationRegistry<number>((id) => this.crew?.forget(id));
  private readonly leaving = new Set<Promise<void>>();
  private problem: unknown = undefined;

  constructor({ memory, host, threads }: TeamOptions) {
    this.memory = memory;
    this.host = host;
    this.workers = Math.max(0, Math.min(threads ?? host.cores, limits.kernelThreadsMax) - 1);
  }

  /** Why there are no threads, once that is known; jobs without a deadline then run in the caller. */
  get unavailable(): unknown {
    return this.problem ?? this.crew?.problem;
  }

  /** Workers that are ready to help. */
  get ready(): number {
    return this.crew?.alive ?? 0;
  }

  /** Starts workers before they are needed. */
  warm(kernel: TeamKernel, threads = this.workers + 1): void {
    this.prepare(this.crewNow(this.workers), threads - 1, kernel);
  }

  /**
   * Runs all chunks of a job, on at most `threads` threads, and returns when all have ended: 0, 1 if a guard
   * failed in one of them, or `lost`. A kernel that traps throws what its engine threw, or an Error that says so.
   */
  run(kernel: TeamKernel, job: Job, threads = this.workers + 1): number {
    const chunks = chunksOf(job);
    const helpers = Math.min(this.workers, threads - 1, chunks - 1);
    if (helpers <= 0) return this.runAlone(kernel, job, chunks);
    const crew = this.crewNow(this.workers);
    const { board } = crew;
    board.publish(this.prepare(crew, helpers, kernel), job, chunks, helpers);
    const trap = new Trap();
    for (let chunk = board.claim(chunks); chunk !== -1; chunk = board.claim(chunks)) {
      board.addStatus(trap.run(kernel, job, chunk));
      board.end(chunks);
    }
    if (board.finish(() => crew.isLost()) === "lost") return lost;
    return trap.check(board.status);
  }

  /** Runs all chunks of a job in workers, and ends them if that takes longer than `deadlineMs`. */
  runBounded(kernel: TeamKernel, job: Job, deadlineMs: number, threads = this.workers + 1): Outcome {
    const chunks = chunksOf(job);
    const crew = this.crewNow(Math.max(1, this.workers));
    const helpers = Math.max(1, Math.min(crew.size, threads - 1, chunks));
    const id = this.prepare(crew, helpers, kernel);
    if (!crew.awaitOne(helpers)) {
      return { tag: "unavailable", problem: crew.problem ?? new Error("no thread has started") };
    }
    crew.board.publish(id, job, chunks, helpers);
    const ending = crew.board.finish(() => crew.isLost(), deadlineMs);
    if (ending === "late") return { tag: "deadline", ended: this.dismiss(crew) };
    if (ending === "lost") return { tag: "lost", ended: this.dismiss(crew) };
    return { tag: "done", status: new Trap().check(crew.board.status) };
  }

  /** Lets workers drop a kernel that will not run again, before the collector sees that. */
  forget(kernel: TeamKernel): void {
    const id = this.ids.get(kernel.module);
    if (id !== undefined) this.crew?.forget(id);
  }

  /** Ends all workers; resolves when they have ended. The team may be used again, with new ones. */
  async dispose(): Promise<void> {
    if (this.crew !== undefined) this.dismiss(this.crew);
    await Promise.all(this.leaving);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private runAlone(kernel: TeamKernel, job: Job, chunks: number): number {
    const trap = new Trap();
    let status = 0;
    for (let chunk = 0; chunk < chunks; chunk++) status |= trap.run(kernel, job, chunk);
    return trap.check(status);
  }

  private crewNow(size: number): Crew {
    if (this.crew !== undefined && (this.crew.board.isWornOut || this.crew.size < size)) {
      this.dismiss(this.crew);
    }
    this.crew ??= new Crew(this.host, this.memory, size);
    return this.crew;
  }

  private prepare(crew: Crew, helpers: number, kernel: TeamKernel): number {
    let id = this.ids.get(kernel.module);
    if (id === undefined) {
      id = ++this.lastId;
      this.ids.set(kernel.module, id);
      this.gone.register(kernel.module, id);
    }
    crew.prepare(helpers, id, kernel.module);
    return id;
  }

  private dismiss(crew: Crew): Promise<void> {
    this.problem ??= crew.problem;
    if (this.crew === crew) this.crew = undefined;
    const left: Promise<void> = crew.dismiss().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
    return left;
  }
}

/** Runs chunks in this thread and keeps the first error for when all have ended. */
class Trap {
  private hasCaught = false;
  private error: unknown = undefined;

  run(kernel: TeamKernel, { start, end, step, control, stride, args }: Job, chunk: number): number {
    const from = start + chunk * step;
    try {
      return kernel.run(control + chunk * stride, from, Math.min(end, from + step), ...args);
    } catch (error) {
      if (!this.hasCaught) this.error = error;
      this.hasCaught = true;
      return trapped;
    }
  }

  check(status: number): number {
    if (this.hasCaught) throw this.error;
    if (status >= trapped) throw new Error("iris-actors bug: a kernel trapped in a worker thread");
    return status;
  }
}
