/** What users may say when they offload a function, and the check of it. */
import { isAbsolute } from "node:path";
import { isAsyncFunction } from "node:util/types";
import { errors } from "../errors";
import { limits } from "../limits";
import { checkOptionNames, oneOf, reject, whole } from "../option-checks";
import { Jit } from "./jit";

/** Where it may run. All but "jit" answer with a promise. */
export type Strategy = "jit" | "gpu" | "pool" | "actor" | "auto";
/** How exact: as JavaScript computes, in 32 bits, or within 2 units in the last place. */
export type Precision = "exact" | "f32" | "fast";
/** What its result is made: a number as it is, one rounded to 32 bits, an int32, a whole number, a boolean. */
export type Returns = "f64" | "f32" | "i32" | "int" | "bool";
/** What happens when it does not compile. */
export type Fallback = "pool" | "inline" | "throw";

/** A function of a module. */
export interface Exported {
  /** An absolute path or a file URL of what Node runs: `__filename`, `import.meta.url`. */
  readonly module: string;
  /** The name of the export; dotted for what is in it, as in "Pricing.payoff". */
  readonly export: string;
}

/** How a function is offloaded. */
export interface OffloadOptions {
  /**
   * "jit", the default: compiled, in this thread and those that share its arrays; the call shape stays as it is.
   * "pool", "actor": in a worker thread, always. "auto": compiled where possible, else in a worker thread where
   * possible, else as it is. "gpu" comes with a later release.
   */
  readonly strategy?: Strategy | undefined;
  /** "exact", the default: every result is that of the plain function, bit for bit. */
  readonly precision?: Precision | undefined;
  /**
   * What results are made: "f32" rounds, "i32" is `| 0`, "int" truncates, "bool" is true or false. Also the kind of
   * array a map makes.
   */
  readonly returns?: Returns | undefined;
  /** Whether sums may be added up in another order: faster, and not bit for bit the same. Default false. */
  readonly reassociate?: boolean | undefined;
  /** Threads that one call may use at most, this one included. Default: as many as the machine has cores. */
  readonly threads?: number | undefined;
  /** What happens to a function that does not compile. Default "inline": it runs as it is, and `explain()` says why. */
  readonly fallback?: Fallback | undefined;
  /** Milliseconds that a call may take where it runs in other threads; it then ends with ERR_KERNEL_DEADLINE. */
  readonly deadlineMs?: number | undefined;
  /**
   * The variables of the surrounding scope that the function uses, by name: for engines and bundlers where they cannot
   * be found. It is called anew for each call that is compiled, so that a variable may change.
   */
  readonly scope?: (() => Readonly<Record<string, unknown>>) | undefined;
  /**
   * Where the function is exported, for strategies whose functions go to a worker thread: it is then found there by
   * module and export, and may use all that its module has. The module is loaded in each thread.
   */
  readonly from?: Exported | undefined;
  /** Whose memory, switches and limits it uses. Default: those of `jit`. */
  readonly jit?: Jit | undefined;
}

const names = [
  "strategy",
  "precision",
  "returns",
  "reassociate",
  "threads",
  "fallback",
  "deadlineMs",
  "scope",
  "from",
  "jit",
] as const satisfies readonly (keyof OffloadOptions)[];

const strategy = oneOf("jit", "gpu", "pool", "actor", "auto");
const precision = oneOf("exact", "f32", "fast");
const returns = oneOf("f64", "f32", "i32", "int", "bool");
const fallback = oneOf("pool", "inline", "throw");
const threads = whole(1, limits.kernelThreadsMax);

/** The options with their defaults, frozen. */
export interface Settings {
  readonly strategy: Strategy;
  readonly precision: Precision;
  readonly returns: Returns | undefined;
  readonly reassociate: boolean;
  readonly threads: number | undefined;
  readonly fallback: Fallback | undefined;
  readonly deadlineMs: number | undefined;
  readonly scope: (() => Readonly<Record<string, unknown>>) | undefined;
  readonly from: Exported | undefined;
  readonly jit: Jit | undefined;
}

/** @throws ERR_INVALID_ARG for a wrong option, ERR_NOT_YET for the strategy "gpu" */
export function checkOffloadOptions(options: unknown = {}): Settings {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const fix = typeof options === "function" ? ": write offload()(fn)" : "";
    return reject("options", `an object with the options ${names.join(", ")}${fix}`, options);
  }
  checkOptionNames(options, names);
  const given = options as Record<(typeof names)[number], unknown>;
  const word = <T>(rule: (value: unknown, path: string) => unknown, value: unknown, path: string) =>
    (value === undefined ? undefined : rule(value, path)) as T | undefined;
  const settings: Settings = Object.freeze({
    strategy: word<Strategy>(strategy, given.strategy, "strategy") ?? "jit",
    precision: word<Precision>(precision, given.precision, "precision") ?? "exact",
    returns: word<Returns>(returns, given.returns, "returns"),
    reassociate: word<boolean>(flag, given.reassociate, "reassociate") ?? false,
    threads: word<number>(threads, given.threads, "threads"),
    fallback: word<Fallback>(fallback, given.fallback, "fallback"),
    deadlineMs: word<number>(milliseconds, given.deadlineMs, "deadlineMs"),
    scope: word<() => Readonly<Record<string, unknown>>>(callable, given.scope, "scope"),
    from: word<Settings["from"]>(exported, given.from, "from"),
    jit: word<Jit>(aJit, given.jit, "jit"),
  });
  if (settings.strategy === "gpu") {
    const meanwhile = 'Until then use strategy "auto", which will choose it where it is faster.';
    throw errors.notYet({ what: 'offload strategy "gpu"', until: "kernels on the GPU", meanwhile });
  }
  return settings;
}

/** @throws ERR_INVALID_ARG where a function cannot be run as it is told to */
export function checkFunction(settings: Settings, fn: unknown): void {
  if (typeof fn !== "function") reject("offload(options)(fn)", "called with a function", fn);
  if (answersLater(settings, fn)) return;
  if (settings.fallback === "pool") {
    reject(
      "fallback",
      '"inline" or "throw" for a function that is not async: its result cannot wait',
      "pool",
    );
  }
  if (settings.from !== undefined) {
    reject(
      "from",
      "left out for a function that is not async: it never runs in a worker thread",
      settings.from,
    );
  }
}

/** Whether its results are promises. */
export function answersLater(settings: Settings, fn: unknown): boolean {
  return settings.strategy !== "jit" || isAsyncFunction(fn);
}

function flag(value: unknown, path: string): unknown {
  return typeof value === "boolean" ? value : reject(path, "true or false", value);
}

function callable(value: unknown, path: string): unknown {
  return typeof value === "function" ? value : reject(path, "a function that returns the variables", value);
}

function exported(value: unknown, path: string): Settings["from"] {
  const isFine = typeof value === "object" && value !== null;
  if (!isFine || Object.keys(value).some((key) => key !== "module" && key !== "export"))
    return reject(path, "an object with module and export, and nothing else", value);
  const { module, export: name } = value as { module?: unknown; export?: unknown };
  if (typeof module !== "string" || !(isAbsolute(module) || module.startsWith("file:")))
    reject(`${path}.module`, "an absolute path or a file URL, such as __filename or import.meta.url", module);
  if (typeof name !== "string" || name === "") reject(`${path}.export`, "the name of an export", name);
  return Object.freeze({ module, export: name });
}

function milliseconds(value: unknown, path: string): unknown {
  const isFine = typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
  return isFine ? value : reject(path, "a finite number of milliseconds above 0", value);
}

function aJit(value: unknown, path: string): unknown {
  return value instanceof Jit ? value : reject(path, "an instance of Jit", value);
}
