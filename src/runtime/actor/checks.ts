/** Checks of arguments that several entry points share. Wrong ones are programming errors: they throw at once (S5). */
import { checkOptionNames, reject, runningOptionNames } from "../../option-checks";
import type { IntervalOptions } from "./actor-context";
import type { StopOptions } from "./protocol";

const runtimeOptions: readonly string[] = Object.freeze([
  "name",
  "container",
  "clock",
  "random",
  "turns",
  "logger",
  "sliceMs",
  "supervision",
]);

const spawnOptions: readonly string[] = Object.freeze([...runningOptionNames, "init"]);

/** What may stand in which options. Those that are not here are checked where they are read. */
const known: { readonly [what: string]: readonly string[] } = {
  "runtime options": runtimeOptions,
  "test runtime options": [...runtimeOptions, "seed"],
  "spawn options": [...spawnOptions, "name", "path", "parent"],
  "pool options": [...spawnOptions, "name", "path", "parent", "size", "route", "key"],
  "resize options": ["timeoutMs"],
  "virtual options": [...spawnOptions, "idleTimeoutMs", "reactivate"],
  "shutdown options": ["drain", "timeoutMs"],
  "stop options": ["drain", "timeoutMs", "reason", "metadata"],
  "ask options": ["timeoutMs", "signal"],
  "join options": ["timeoutMs", "signal"],
  "send options": ["timeoutMs", "signal"],
  "ready options": ["level", "timeoutMs", "signal"],
  "pipe options": ["level", "signal"],
  "observe options": ["capacity", "budget", "name", "path", "parent"],
  "take options": ["system"],
  "tryReceive options": ["system"],
  "swap options": ["migrate", "migrateBack"],
  "receive options": ["timeoutMs", "signal", "system"],
  "sync receive options": ["timeoutMs", "system"],
  "register options": ["exclusive"],
  "timer options": ["ref"],
  "interval options": ["ref", "immediate", "mode"],
};

/** @throws ERR_INVALID_ARG unless the value is undefined, or an object of options that exist */
export function checkOptions(argument: string, value: unknown, names = known[argument]): void {
  if (value === undefined) return;
  if (typeof value === "object" && value !== null) {
    if (names !== undefined) checkOptionNames(value, names);
    return;
  }
  reject(argument, "an object of options", value);
}

/** @throws ERR_INVALID_ARG unless the value is undefined, a number from 0 on, or Infinity */
export function checkTimeout(argument: string, value: unknown): void {
  if (value === undefined || (typeof value === "number" && value >= 0)) return;
  reject(argument, "a number of milliseconds from 0 on, or Infinity", value);
}

/** @throws ERR_INVALID_ARG unless the value is undefined or a boolean */
export function checkFlag(argument: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  reject(argument, "a boolean", value);
}

/** @throws ERR_INVALID_ARG for wrong stop options */
export function checkStopOptions(options: StopOptions, what = "stop options"): void {
  checkOptions(what, options);
  checkTimeout("timeoutMs", options.timeoutMs);
  if (options.reason !== undefined && (typeof options.reason !== "string" || options.reason === ""))
    reject("reason", "a non-empty string", options.reason);
  checkFlag("drain", options.drain);
  const { metadata } = options;
  if (
    metadata === undefined ||
    (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata))
  )
    return;
  reject("metadata", "an object", metadata);
}

/** @throws ERR_INVALID_ARG unless the value is undefined or an AbortSignal, of whatever realm */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  if (typeof (signal as AbortSignal | null)?.addEventListener === "function") return;
  reject("signal", "an AbortSignal", signal);
}

/** @throws ERR_INVALID_ARG for wrong options of a timer, or with `what` of an interval */
export function checkTimerOptions(
  options: IntervalOptions | undefined,
  what: "timer options" | "interval options",
): void {
  checkOptions(what, options);
  checkFlag("ref", options?.ref);
  checkFlag("immediate", options?.immediate);
}
