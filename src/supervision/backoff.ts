/**
 * How long to wait before a restart: exponential, up to a maximum, with a share of chance so that children that
 * crashed together do not come back together. (After the AWS article "Exponential Backoff And Jitter": a jitter of 1
 * is its "full jitter", 0.5 its "equal jitter".)
 */
import type { Backoff } from "./policy";

/**
 * The delay before the next restart, in milliseconds.
 *
 * @param streak restarts in a row before this one
 * @param chance from 0 up to 1, drawn for this delay
 */
export function backoffMs(
  { initialMs, maxMs, factor, jitter }: Backoff,
  streak: number,
  chance: number,
): number {
  if (initialMs === 0) return 0; // and not NaN, where the factor's power is infinite
  const whole = Math.min(maxMs, initialMs * factor ** streak);
  return whole * (1 - jitter * (1 - chance));
}
