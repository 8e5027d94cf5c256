/** Timeouts in seconds, as the Iris guide has them for `recv`, `selectiveRecv` and `call`. */
import { describe, errors } from "../../errors";

/** In milliseconds; undefined and null mean that no time was given. @throws ERR_INVALID_ARG */
export function millisecondsOf(seconds: number | null | undefined): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  if (typeof seconds === "number" && seconds >= 0) return seconds * 1_000;
  throw errors.invalidArg({
    argument: "timeout",
    expected: "a number of seconds from 0 on, or Infinity",
    received: describe(seconds),
  });
}
