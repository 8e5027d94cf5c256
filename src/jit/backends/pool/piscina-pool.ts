/**
 * A `PoolHost` on piscina, which is loaded, and starts threads, with the first call. Idle threads never keep the
 * process alive; calls under way do.
 */
import type { Piscina } from "piscina";
import type { Clock } from "../../../clock";
import { errors } from "../../../errors";
import { Lazy } from "../../../lazy";
import { limits } from "../../../limits";
import type { PoolCall, PoolHost } from "./pool-host";
import { handler, workerText } from "./worker-text";

export interface PiscinaPoolOptions {
  readonly clock: Clock;
  /** Threads at most. Default: the machine's cores. */
  readonly threads?: number | undefined;
  /** Is told of errors that nobody caught, in a thread with no call under way: of what an answered call left behind. */
  readonly stray?: ((error: unknown) => void) | undefined;
}

type Answer =
  | { readonly tag: "value"; readonly value: unknown }
  | { readonly tag: "missing" }
  | { readonly tag: "unloadable"; readonly reason: string }
  | { readonly tag: "stays"; readonly reason: string }
  | { readonly tag: "thrown"; readonly error: unknown; readonly name?: string; readonly facts?: object };

/** Flags of the program that its threads need too, because they say how modules are found and read. */
const loaderFlags = /^(?:-r|-C|--(?:require|import|loader|experimental-loader|conditions))$/;

export class PiscinaPool implements PoolHost {
  private readonly clock: Clock;
  private readonly threads: number | undefined;
  private readonly stray: (error: unknown) => void;
  private readonly piscina = new Lazy(() => require("piscina") as typeof import("piscina"));
  private pool: Piscina | undefined = undefined;
  /** Resolves when the first thread has started: a deadline does not count what only the first call waits for. */
  private started: Promise<unknown> | undefined = undefined;
  private hasStarted = false;
  /** Ends of calls under way, for threads that fail where piscina has no call to reject. */
  private readonly open = new Set<(error: unknown) => void>();

  constructor({ clock, threads, stray }: PiscinaPoolOptions) {
    this.clock = clock;
    this.stray = stray ?? (() => undefined);
    this.threads = threads;
  }

  async run(call: PoolCall): Promise<unknown> {
    call.signal?.throwIfAborted();
    if (this.open.size >= limits.poolCallsMax) {
      throw notPortable(
        call,
        `${limits.poolCallsMax} calls are under way already`,
        "Await some of them first.",
      );
    }
    let fail: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
      fail = (error) => reject(cannotStart(call, error));
    });
    this.open.add(fail);
    try {
      return unpack(call, await Promise.race([failed, this.answer(call)]));
    } finally {
      this.open.delete(fail);
    }
  }

  async dispose(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    this.started = undefined;
    await pool?.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private async answer(call: PoolCall): Promise<Answer> {
    const pool = this.poolFor(call);
    const { fn, args, map, deadlineMs, signal } = call;
    if (deadlineMs !== undefined) await this.started;
    const task = { fn, args, map };
    if (deadlineMs === undefined && signal === undefined)
      return await this.attempt(call, pool, pool.run(task));
    signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = () => controller.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    const alarm =
      deadlineMs === undefined ? undefined : this.clock.schedule(deadlineMs, () => controller.abort(late));
    try {
      const answer = pool.run(task, { signal: controller.signal });
      return await this.attempt(call, pool, answer, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      if (controller.signal.reason !== late) throw controller.signal.reason;
      throw errors.kernelDeadline({ kernel: call.kernel, deadlineMs: deadlineMs as number });
    } finally {
      alarm?.cancel();
      signal?.removeEventListener("abort", abort);
    }
  }

  private async attempt(
    call: PoolCall,
    pool: Piscina,
    answer: Promise<unknown>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    try {
      const given = (await answer) as Answer;
      this.hasAnswered(pool);
      return given;
    } catch (error) {
      const name = (error as Error | undefined)?.name;
      if (name === "DataCloneError") {
        throw notPortable(call, `an argument cannot be copied (${textOf(error)})`, copyFix, error);
      }
      if (signal?.aborted === true) throw error;
      if (this.pool !== pool) throw interrupted(call, "the compiler was disposed of", error);
      throw this.hasStarted ? interrupted(call, howItEnded(error), error) : cannotStart(call, error);
    }
  }

  private poolFor(call: PoolCall): Piscina {
    if (this.pool !== undefined) return this.pool;
    const preload = `data:text/javascript,${encodeURIComponent(workerText)}`;
    try {
      const { Piscina } = this.piscina.module;
      const pool = new Piscina({
        ...handler,
        // One always: piscina does not replace a thread that it ended if it may have none, and calls that wait
        // then starve.
        minThreads: 1,
        ...(this.threads === undefined ? {} : { maxThreads: this.threads }),
        idleTimeout: limits.poolIdleMs,
        execArgv: [...loaders(process.execArgv), "--import", preload],
        // A function may leave work behind that needs the thread's event loop; waiting by Atomics would block it.
        atomics: "disabled",
        recordTiming: false,
      });
      this.hasStarted = false;
      // A thread ended while it ran nothing. Before any has started: others would not either. Later: by what a call
      // left behind that was answered already; piscina starts another one.
      pool.on("error", (error) => {
        if (this.hasStarted) this.stray(error);
        else this.lose(pool, error);
      });
      this.pool = pool;
      const first = pool.run({ fn: { text: "() => 0" }, args: [] });
      this.started = first.then(
        () => this.hasAnswered(pool),
        () => undefined,
      );
      return pool;
    } catch (error) {
      throw cannotStart(call, error);
    }
  }

  /** One of its threads has started, whichever was the first. */
  private hasAnswered(pool: Piscina): void {
    if (this.pool === pool) this.hasStarted = true;
  }

  /** There are no threads here. */
  private lose(pool: Piscina, error: unknown): void {
    if (this.pool !== pool) return;
    for (const fail of this.open) fail(error);
    void this.dispose();
  }
}

/** The reason of an abort by the deadline. */
const late: unique symbol = Symbol("deadline");
const copyFix = "Pass and return plain data, arrays and typed arrays.";
const moduleFix =
  "Give the path or URL of a file that Node runs as it is, such as __filename or import.meta.url.";
const startFix = "Allow worker threads, leave piscina out of a bundle, or run it in this one.";

function unpack(call: PoolCall, answer: Answer): unknown {
  if (answer.tag === "value") return answer.value;
  if (answer.tag === "missing") {
    const { module, export: name } = call.fn as { module: string; export: string };
    throw notPortable(call, `${module} exports no function ${name}`, "Export it, or give its name.");
  }
  if (answer.tag === "unloadable") {
    const { module } = call.fn as { module: string };
    throw notPortable(call, `${module} cannot be loaded there (${answer.reason})`, moduleFix);
  }
  if (answer.tag === "stays") {
    throw notPortable(call, `its result cannot be copied (${answer.reason})`, copyFix);
  }
  const { error, name, facts } = answer;
  if (typeof error === "object" && error !== null) {
    Object.assign(error, facts);
    if ((error as Error).name !== name)
      Object.defineProperty(error, "name", { value: name, configurable: true });
  }
  throw error;
}

function interrupted({ kernel }: PoolCall, how: string, cause: unknown) {
  return errors.kernelInterrupted({ kernel, how }, cause);
}

/** By what piscina rejects with when a thread ends. */
function howItEnded(error: unknown): string {
  const [, code] = /^worker exited with code: (-?\d+)$/.exec(textOf(error)) ?? [];
  if (code !== undefined) return `its thread exited with code ${code}`;
  if ((error as { code?: unknown } | null)?.code === "ERR_WORKER_OUT_OF_MEMORY")
    return "its thread ran out of memory";
  return `its thread was ended by an error that nobody caught (${textOf(error)})`;
}

function cannotStart(call: PoolCall, error: unknown) {
  return notPortable(call, `threads cannot be started (${textOf(error)})`, startFix, error);
}

function notPortable({ kernel }: PoolCall, reason: string, fix: string, cause?: unknown) {
  return errors.notPortable({ kernel, reason, fix }, cause);
}

function textOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof message === "string" ? message : String(error);
}

/** The loader flags among a program's, with their values. */
function loaders(flags: readonly string[]): string[] {
  return flags.flatMap((flag, at) => {
    const [name] = flag.split("=", 1) as [string];
    if (!loaderFlags.test(name)) return [];
    return flag === name ? flags.slice(at, at + 2) : [flag];
  });
}
