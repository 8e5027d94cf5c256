/** Checks of arguments that several entry points share. Wrong ones are programming errors: they throw at once (S5). */
import { describe, errors } from "../../errors";
import type { StopOptions } from "./protocol";

/** @throws ERR_INVALID_ARG unless the value is an object of options, or undefined */
export function checkOptions(argument: string, value: unknown): void {
  if (value === undefined || (typeof value === "object" && value !== null)) return;
  throw errors.invalidArg({ argument, expected: "an object of options", received: describe(value) });
}

/** @throws ERR_INVALID_ARG unless the value is undefined, a number from 0 on, or Infinity */
export function checkTimeout(argument: string, value: unknown): void {
  if (value === undefined || (typeof value === "number" && value >= 0)) return;
  const expected = "a number of milliseconds from 0 on, or Infinity";
  throw errors.invalidArg({ argument, expected, received: describe(value) });
}

/** @throws ERR_INVALID_ARG for wrong stop options */
export function checkStopOptions(options: StopOptions): void {
  checkOptions("stop options", options);
  checkTimeout("timeoutMs", options.timeoutMs);
  if (options.reason !== undefined && (typeof options.reason !== "string" || options.reason === "")) {
    throw errors.invalidArg({
      argument: "reason",
      expected: "a non-empty string",
      received: describe(options.reason),
    });
  }
  if (options.drain !== undefined && typeof options.drain !== "boolean") {
    throw errors.invalidArg({ argument: "drain", expected: "a boolean", received: describe(options.drain) });
  }
}

/** @throws ERR_INVALID_ARG unless the value is undefined or an AbortSignal, of whatever realm */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  if (typeof (signal as AbortSignal | null)?.addEventListener === "function") return;
  throw errors.invalidArg({ argument: "signal", expected: "an AbortSignal", received: describe(signal) });
}
