/** How a path's supervisor replaces children that fell, and the checks of what users say about it. */
import { checkOptionNames, checkSupervisedOptions, oneOf, reject } from "../option-checks";
import type { SupervisedOptions } from "../options";
import { type RestartPolicy, restartPolicy } from "./policy";

/**
 * Options of `rt.paths.supervisor(path, options)` for all of its children, and of `supervise(target, factory, options)`
 * for one: those of `@Supervised` that mean something where a child is replaced by another actor. `restart` counts
 * `ctx.stopSelf()` and the return of a pull actor as normal exits; a stop never brings a child back. Within
 * `shutdownMs` a sibling that is to be replaced, too, has to end.
 */
export type ReplacementOptions = Pick<
  SupervisedOptions,
  "strategy" | "restart" | "maxRestarts" | "withinMs" | "backoff" | "shutdownMs"
>;

const names: readonly (keyof ReplacementOptions)[] = Object.freeze([
  "strategy",
  "restart",
  "maxRestarts",
  "withinMs",
  "backoff",
  "shutdownMs",
]);

/** A frozen copy. @throws ERR_INVALID_ARG naming the option */
export function checkReplacementOptions(options: unknown, where: string): ReplacementOptions {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    if (options !== undefined) reject(where, `an object with the options ${names.join(", ")}`, options);
  } else checkOptionNames(options, names);
  return checkSupervisedOptions(options);
}

const checkStrategy = oneOf("one-for-one", "one-for-all", "rest-for-one");

/**
 * How one child is replaced: what it does not say the supervisor says for all.
 *
 * @param own options, or a strategy alone
 * @throws ERR_INVALID_ARG
 */
export function replacementPolicy(own: unknown, above: ReplacementOptions): RestartPolicy {
  if (typeof own === "string")
    return restartPolicy({ ...above, strategy: checkStrategy(own, "strategy") as never });
  return restartPolicy({ ...above, ...checkReplacementOptions(own, "supervise options") });
}
