/** What may be said of a pool, besides the options of its members. */
import { limits } from "../../limits";
import { oneOf, reject, whole } from "../../option-checks";
import { checkOptions } from "./checks";

const wholeSize = whole(1, limits.poolSizeMax);
const knownRoute = oneOf("roundRobin", "leastLoaded", "hash", "random", "broadcast");

/** @throws ERR_INVALID_ARG for a size, route or key that is wrong or missing, or an option that does not exist */
export function checkPoolOptions(options: {
  readonly size?: unknown;
  readonly route?: unknown;
  readonly key?: unknown;
}): void {
  checkOptions("pool options", options);
  const { size, route, key } = options ?? {};
  checkPoolSize(size);
  if (route !== undefined) knownRoute(route, "route");
  if (route !== "hash" && key !== undefined) reject("key", 'left out where route is not "hash"', key);
  if (route === "hash" && typeof key !== "function") {
    reject("key", 'a function from a message to a string where route is "hash"', key);
  }
}

/** @throws ERR_INVALID_ARG unless it is a whole number from 1 to `limits.poolSizeMax` */
export function checkPoolSize(size: unknown): void {
  wholeSize(size, "size");
}
