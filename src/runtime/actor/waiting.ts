/** A wait that a deadline or an abort signal may end early. */
import type { Clock } from "../../clock";
import type { JoinOptions } from "./protocol";

/** Calls `expired` at the deadline, or `aborted` when the signal fires, until the function returned is called. */
export function boundWait(
  clock: Clock,
  { timeoutMs, signal }: JoinOptions,
  expired: () => void,
  aborted: () => void,
): () => void {
  const bounded = timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY;
  const alarm = bounded ? clock.schedule(timeoutMs, expired) : undefined;
  signal?.addEventListener("abort", aborted, { once: true });
  return () => {
    alarm?.cancel();
    signal?.removeEventListener("abort", aborted);
  };
}
