/**
 * The verdict on a crash: a pure function of policy, history and time. The runtime carries it out.
 *
 * The intensity rule is OTP's: more than `maxRestarts` restarts within `withinMs` end the child. The history belongs
 * to the child, so that one bad child cannot use up its siblings' budget.
 */
import type { RestartPolicy } from "./policy";

export type Verdict =
  | { readonly do: "restart"; readonly history: readonly number[] }
  | { readonly do: "stop" };

/**
 * Judges one crash.
 *
 * @param history when this child was restarted before, in milliseconds, oldest first
 * @param nowMs the time of the crash, on the same clock
 */
export function judge(policy: RestartPolicy | undefined, history: readonly number[], nowMs: number): Verdict {
  if (policy === undefined || policy.restart === "temporary") return { do: "stop" };
  const recent = history.filter((at) => nowMs - at <= policy.withinMs);
  if (recent.length >= policy.maxRestarts) return { do: "stop" };
  return { do: "restart", history: [...recent, nowMs] };
}
