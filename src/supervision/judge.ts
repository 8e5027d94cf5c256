/**
 * The verdict on an actor that fell: a pure function of policy, history, what happened, time and chance. The runtime
 * carries it out.
 *
 *   a crash, decided "stop", "resume" or "escalate" ─▶ that
 *   no policy, or temporary, or a normal end and not permanent ─▶ stop
 *   more than `maxRestarts` within `withinMs` ─▶ escalate
 *   else ─▶ restart, after the back-off of as many restarts in a row
 *
 * The intensity rule is OTP's (`supervisor:add_restart/1`), but the history belongs to the child, so that one bad child
 * cannot use up its siblings' budget.
 */
import type { Decision } from "../options";
import type { Random } from "../random";
import { backoffMs } from "./backoff";
import { History, type RestartPolicy } from "./policy";

/** What happened to a child. */
export interface Fall {
  /** It ended of its own accord, and not because of an error. */
  readonly isNormal: boolean;
  /** What the supervisor's `decide` said of the error, if there is one. "restart" leaves it to the policy. */
  readonly decision?: Decision | undefined;
}

export type Verdict =
  | { readonly do: "restart"; readonly afterMs: number; readonly history: History }
  | { readonly do: "resume" }
  | { readonly do: "stop"; readonly why: "unsupervised" | "temporary" | "normal" | "decided" }
  | { readonly do: "escalate"; readonly why: "budget" | "decided" };

/**
 * Judges one fall.
 *
 * @param history of this child
 * @param nowMs the time of the fall, on the clock that the history was noted with
 * @param chance from 0 up to 1, for the jitter of the back-off
 */
export function judge(
  policy: RestartPolicy | undefined,
  history: History,
  { isNormal, decision }: Fall,
  nowMs: number,
  chance: number,
): Verdict {
  if (!isNormal) {
    if (decision === "resume") return { do: "resume" };
    if (decision === "stop") return { do: "stop", why: "decided" };
    if (decision === "escalate") return { do: "escalate", why: "decided" };
  }
  if (policy === undefined) return { do: "stop", why: "unsupervised" };
  if (policy.restart === "temporary") return { do: "stop", why: "temporary" };
  if (isNormal && policy.restart !== "permanent") return { do: "stop", why: "normal" };
  const recent = history.recent(nowMs, policy.withinMs);
  if (recent.count >= policy.maxRestarts) return { do: "escalate", why: "budget" };
  const streak = nowMs - history.lastMs < policy.withinMs ? history.streak : 0;
  const afterMs = policy.backoff === undefined ? 0 : backoffMs(policy.backoff, streak, chance);
  const isUnbounded = policy.maxRestarts === Number.POSITIVE_INFINITY;
  const next = isUnbounded
    ? History.of([], streak + 1, nowMs + afterMs)
    : recent.followedBy(nowMs, streak + 1, nowMs + afterMs);
  return { do: "restart", afterMs, history: next };
}

/** The chance for the next verdict. Nothing is drawn where no jitter asks for it: a seed stands for the draws made. */
export function chanceFor(policy: RestartPolicy | undefined, random: Random): number {
  return policy?.backoff === undefined || policy.backoff.jitter === 0 ? 0 : random.next();
}
