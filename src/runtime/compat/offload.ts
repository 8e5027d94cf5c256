/** What stands beside `NodeRuntime` in the Iris guide: `offload`, and the switches of the compiler. */
import { jit } from "../../jit/default-jit";
import type { Offloader } from "../../jit/kernel-types";
import { offload as offloadWith } from "../../jit/offload";
import { checkOptionNames, oneOf } from "../../option-checks";

/** How a function is to be offloaded: compiled, or to a worker thread, and then it answers with a promise. */
export interface OffloadOptions {
  readonly strategy?: "jit" | "actor" | undefined;
  /** "float": a number. "int": a number, truncated. "bool": true or false. */
  readonly returnType?: "float" | "int" | "bool" | undefined;
  /** The same, by its name in Python. */
  readonly return_type?: "float" | "int" | "bool" | undefined;
}

/** The options of `iris-actors/jit` that these are. */
type Modern<O> = (O extends { readonly strategy: "actor" } ? { readonly strategy: "actor" } : unknown) &
  (O extends { readonly returnType: "bool" } | { readonly return_type: "bool" }
    ? { readonly returns: "bool" }
    : O extends { readonly returnType: string } | { readonly return_type: string }
      ? { readonly returns: "f64" }
      : unknown);

const strategy = oneOf("jit", "actor");
const returnType = oneOf("float", "int", "bool");

/**
 * Makes a numeric function native, or gives it to a worker thread: `offload({ strategy: "jit" })(fn)`, or as a
 * decorator of a method. Called with arrays, it maps.
 *
 * @throws ERR_INVALID_ARG for a wrong option
 */
export function offload<const O extends OffloadOptions = Record<never, never>>(
  options?: O,
): Offloader<Modern<O>>;
export function offload(options: OffloadOptions = {}): unknown {
  checkOptionNames(options, ["strategy", "returnType", "return_type"]);
  const type = options.returnType ?? options.return_type;
  if (type !== undefined) returnType(type, options.returnType === undefined ? "return_type" : "returnType");
  if (options.strategy !== undefined) strategy(options.strategy, "strategy");
  const returns =
    type === undefined ? undefined : ({ float: "f64", int: "int", bool: "bool" } as const)[type];
  return offloadWith({ strategy: options.strategy, returns });
}

/**
 * Turns the log of the compiler on or off; null or undefined: as the environment variable says. Returns whether it is
 * on.
 */
export function setJitLogging(enabled?: boolean | null, env = "IRIS_JIT_LOG"): boolean {
  return jit.setLogging(enabled, env);
}

/** Whether the compiler logs. */
export function getJitLogging(): boolean {
  return jit.getLogging();
}

/**
 * Turns the choice among compiled variants on or off, as `setJitLogging` does with the log. Returns whether it is on.
 */
export function setQuantumSpeculation(enabled?: boolean | null, env = "IRIS_JIT_QUANTUM"): boolean {
  return jit.setQuantumSpeculation(enabled, env);
}

/** Whether variants are chosen among. */
export function getQuantumSpeculation(): boolean {
  return jit.getQuantumSpeculation();
}
