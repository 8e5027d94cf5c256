/** What a receive asks for: shared by pull actors and observers. */
import { describe, errors } from "../../errors";
import { isThenable, silence } from "../../thenable";
import { checkFlag, checkOptions, checkSignal, checkTimeout } from "./checks";
import type { SystemWaitOptions, WaitOptions } from "./mailbox";

/** The first argument of a receive: what is wanted, or how long to wait for it. */
export type MatchOrOptions = ((value: never) => unknown) | WaitOptions | SystemWaitOptions | undefined;

/** What a receive wants. */
export interface Wanted {
  readonly match: ((value: unknown) => unknown) | undefined;
  /** System messages count, too, and everything comes in an envelope. */
  readonly system: boolean;
}

/** What a matcher says of a value. @throws what it throws, ERR_INVALID_ARG for a promise: that is true of everything */
export function wants(match: NonNullable<Wanted["match"]>, value: unknown): boolean {
  const answer = match(value);
  if (!isThenable(answer)) return Boolean(answer);
  silence(answer);
  const expected = "a function that answers at once";
  throw errors.invalidArg({ argument: "match", expected, received: "one that returns a promise" });
}

/** @throws ERR_INVALID_ARG for what is neither a matcher nor options */
export function wantedOf(
  first: MatchOrOptions,
  second: (WaitOptions & { readonly system?: boolean }) | undefined,
  what = "receive options",
): Wanted & WaitOptions {
  const isMatch = typeof first === "function";
  const options = (isMatch ? second : first) as (WaitOptions & { system?: unknown }) | undefined;
  if (!isMatch && second !== undefined) {
    throw errors.invalidArg({ argument: "match", expected: "a function", received: describe(first) });
  }
  checkOptions(what, options);
  const { timeoutMs, signal, system } = options ?? {};
  checkTimeout("timeoutMs", timeoutMs);
  checkSignal(signal);
  checkFlag("system", system);
  const match = isMatch ? (first as (value: unknown) => unknown) : undefined;
  return { match, system: system === true, timeoutMs, signal };
}
