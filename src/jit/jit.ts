/** What offloaded functions share: memory, switches, time, the log. */
import { type Clock, SystemClock } from "../clock";
import { Lazy } from "../lazy";
import type { Logger } from "../logger";
import { checkOptionNames } from "../option-checks";
import { type Random, SystemRandom } from "../random";
import { Allocator } from "./allocator";
import { Evaluator } from "./backends/evaluate";
import type { Closure } from "./frontend/closure";
import type { Grids } from "./grids";
import { type KernelHost, NodeKernelHost, type PoolHost } from "./host";
import { intrinsicName } from "./intrinsics";
import type { Refusal } from "./ir/refusal";
import { JitLog } from "./log";
import type { Machine } from "./machine";
import { checkTiers, type Misread, Switch, tiersOfEnvironment } from "./switches";
import type { Tier, Variant } from "./tier";

/** What a `Jit` is made with. */
export interface JitOptions {
  /** The time by which variants are measured. Default: real time. */
  readonly clock?: Clock | undefined;
  /** The chance that self-tests draw samples with. Default: real chance. */
  readonly random?: Random | undefined;
  /** Where lines go when logging is on. Default: standard error. */
  readonly logger?: Logger | undefined;
  /** How other threads are reached. Default: worker threads and a piscina pool of its own. */
  readonly host?: KernelHost | undefined;
  /**
   * The tiers that may be used. Default: those that the environment variable IRIS_JIT_TIERS lists ("js,wasm"; "none"),
   * else all. The function itself always may. A variable that lists something else counts as not set, with a warning.
   */
  readonly tiers?: readonly Tier[] | undefined;
}

/** What a `Jit` has made so far. */
export interface JitUse {
  readonly functions: number;
  readonly kernels: number;
  readonly refusals: number;
  readonly codeSize: number;
  readonly compileMs: number;
  /** Bytes of the memory that `alloc` hands out, in use. */
  readonly arenaBytes: number;
}

/** Counters of a `Jit`. */
export interface JitCounts {
  functions: number;
  kernels: number;
  refusals: number;
  codeSize: number;
  compileMs: number;
}

/**
 * A compiler with its memory. One is there, `jit`, and serves all functions that name no other: `offload({ jit })`.
 * Two know nothing of each other.
 */
export class Jit implements AsyncDisposable {
  /** Typed arrays that kernels use in place. */
  readonly alloc = new Allocator();
  /** @internal */
  readonly clock: Clock;
  /** @internal */
  readonly random: Random;
  /** @internal */
  readonly log: JitLog;
  /** @internal */
  readonly evaluator = new Evaluator();
  /** @internal */
  readonly counts: JitCounts = { functions: 0, kernels: 0, refusals: 0, codeSize: 0, compileMs: 0 };
  /** Rises with each `dispose`: functions then forget what they compiled. @internal */
  generation = 0;
  private readonly lazyMachine = new Lazy(() => {
    const { Machine } = require("./machine") as typeof import("./machine");
    this.hasMachine = true;
    return new Machine(this.alloc.arena, this.host.threads);
  });
  private hasMachine = false;
  private readonly lazyGrids = new Lazy(() => {
    const { Grids } = require("./grids") as typeof import("./grids");
    this.hasGrids = true;
    return new Grids(this.alloc);
  });
  private hasGrids = false;
  private lazyClosure = this.newClosure();
  /** Threads and pool. */
  private readonly host: KernelHost;
  private hasPool = false;
  private readonly logging: Switch;
  private readonly speculation: Switch;
  private readonly tiers: ReadonlySet<Tier>;

  /** @throws ERR_INVALID_ARG */
  constructor(options: JitOptions = {}) {
    checkOptionNames(options, ["clock", "random", "logger", "tiers", "host"]);
    this.clock = options.clock ?? new SystemClock();
    this.host = options.host ?? new NodeKernelHost(this.clock, (error) => this.log.stray(error));
    this.random = options.random ?? new SystemRandom();
    this.log = new JitLog(options.logger, () => this.logging.on);
    const misread: Misread = (facts) => this.log.misread(facts);
    this.logging = new Switch("IRIS_JIT_LOG", false, misread);
    this.speculation = new Switch("IRIS_JIT_QUANTUM", true, misread);
    const { tiers } = options;
    this.tiers = new Set(
      tiers === undefined ? tiersOfEnvironment("IRIS_JIT_TIERS", misread) : checkTiers(tiers),
    );
  }

  /** What the WebAssembly tiers share. @internal */
  get machine(): Machine {
    return this.lazyMachine.module;
  }

  /** Arrays of arrays that kernels were given. @internal */
  get grids(): Grids {
    return this.lazyGrids.module;
  }

  /** What is known of functions and scripts; the same for all functions, which share scripts. @internal */
  get closure(): Closure {
    return this.lazyClosure.module;
  }

  /** Threads that this machine runs at a time. @internal */
  get cores(): number {
    return this.host.threads.cores;
  }

  /** Threads for whole functions. @internal */
  get pool(): PoolHost {
    this.hasPool = true;
    return this.host.pool;
  }

  /** A signature that does not compile. @internal */
  refused(kernel: string, signature: string, refusal: Refusal): void {
    this.counts.refusals++;
    this.log.refused(kernel, signature, refusal);
  }

  /** A variant that was made. @internal */
  compiled(kernel: string, signature: string, { tier, codeSize, compileMs }: Variant): void {
    this.counts.kernels++;
    this.counts.codeSize += codeSize;
    this.counts.compileMs += compileMs;
    this.log.compiled(kernel, signature, tier, compileMs);
  }

  /** Whether a tier may be used. @internal */
  allows(tier: Tier): boolean {
    return this.tiers.has(tier);
  }

  /**
   * Turns the log of the compiler on or off: what is compiled, and what is not and why, each cause once.
   *
   * @param enabled null or undefined: as the environment variable says; one that says neither yes nor no counts as not
   * set, with a warning
   * @param env its name
   * @returns whether it is on now
   */
  setLogging(enabled?: boolean | null, env = "IRIS_JIT_LOG"): boolean {
    return this.logging.set(enabled, env);
  }

  /** Whether the compiler logs. */
  getLogging(): boolean {
    return this.logging.on;
  }

  /**
   * Turns quantum speculation on or off: whether several variants of a kernel are tried on live calls and the fastest
   * is kept, or only the one that should be fastest is made. It is on unless the environment says no. No result
   * depends on it.
   *
   * @param enabled null or undefined: as the environment variable says
   * @param env its name
   * @returns whether it is on now
   */
  setQuantumSpeculation(enabled?: boolean | null, env = "IRIS_JIT_QUANTUM"): boolean {
    return this.speculation.set(enabled, env);
  }

  /** Whether variants are tried and measured. */
  getQuantumSpeculation(): boolean {
    return this.speculation.on;
  }

  /** What was made so far. */
  inspect(): JitUse {
    return { ...this.counts, arenaBytes: this.alloc.arenaIfMade?.inspect().usedBytes ?? 0 };
  }

  /**
   * Ends its threads and forgets its kernels; resolves when the threads have ended. Functions go on, and are compiled
   * anew when they are called with arrays.
   */
  async dispose(): Promise<void> {
    this.generation++;
    this.lazyClosure = this.newClosure();
    if (this.hasGrids) this.grids.release();
    if (this.hasMachine) await this.machine.dispose();
    if (this.hasPool) await this.host.pool.dispose();
  }

  private newClosure(): Lazy<Closure> {
    return new Lazy(() => {
      const frontend = require("./frontend/closure") as typeof import("./frontend/closure");
      return new frontend.Closure({ intrinsicName });
    });
  }

  /** As `dispose`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
