/**
 * `judge` against a model of one child of an OTP supervisor, written from the manual of `supervisor`:
 *
 *   permanent: always restarted · transient: only if it terminates abnormally · temporary: never
 *   "If more than MaxR number of restarts occur in the last MaxT seconds, the supervisor terminates"
 *
 * The model keeps a record of every restart there ever was, and looks through all of them each time.
 */
import fc from "fast-check";
import type { BackoffOptions } from "../../src/options";
import { type Fall, judge, type Verdict } from "../../src/supervision/judge";
import { History, noHistory, type RestartPolicy, restartPolicy } from "../../src/supervision/policy";

interface Expected {
  readonly does: "restart" | "resume" | "stop" | "escalate";
  readonly afterMs?: number;
  /** Restarts within the window, this one included. */
  readonly recent?: number;
}

/** One child from its start to its end. */
class Life {
  private readonly restarts: { readonly fell: number; readonly back: number }[] = [];

  constructor(private readonly policy: RestartPolicy | undefined) {}

  fall(now: number, { isNormal, decision = "restart" }: Fall, chance: number): Expected {
    const { policy, restarts } = this;
    if (!isNormal && decision !== "restart") return { does: decision };
    if (policy === undefined || !comesBack(policy, isNormal)) return { does: "stop" };
    const afterMs = this.delay(now, policy, chance);
    restarts.push({ fell: now, back: now + afterMs });
    const recent = restarts.filter(({ fell }) => fell >= now - policy.withinMs).length;
    return recent > policy.maxRestarts ? { does: "escalate" } : { does: "restart", afterMs, recent };
  }

  /** When it will have been calm for `withinMs`. */
  get calmAt(): number {
    return (this.restarts.at(-1)?.back ?? 0) + (this.policy?.withinMs ?? 0);
  }

  private delay(now: number, { backoff, withinMs }: RestartPolicy, chance: number): number {
    if (backoff === undefined) return 0;
    let whole = backoff.initialMs;
    let next = now;
    for (const { fell, back } of [...this.restarts].reverse()) {
      if (next - back >= withinMs) break;
      whole = Math.min(backoff.maxMs, whole * backoff.factor);
      next = fell;
    }
    const least = whole - whole * backoff.jitter;
    return least + (whole - least) * chance;
  }
}

function comesBack({ restart }: RestartPolicy, isNormal: boolean): boolean {
  return { permanent: true, transient: !isNormal, temporary: false }[restart];
}

/** How far the clock goes before a fall: some time, to the end of a window or of the calm, or an instant beyond. */
type Step = number | "window" | "calm" | "beyond";

interface Case {
  readonly policy: RestartPolicy | undefined;
  readonly falls: readonly { readonly step: Step; readonly fall: Fall; readonly chance: number }[];
}

/** Numbers that floating point adds and multiplies exactly, so that the delays can be compared as they are. */
const backoffs: fc.Arbitrary<BackoffOptions> = fc.record({
  initialMs: fc.nat({ max: 16 }),
  maxMs: fc.integer({ min: 16, max: 128 }),
  factor: fc.constantFrom(1, 1.5, 2, 4),
  jitter: fc.constantFrom(0, 0.25, 0.5, 1),
});

const policies: fc.Arbitrary<RestartPolicy> = fc
  .record({
    restart: fc.constantFrom("permanent", "transient", "temporary"),
    maxRestarts: fc.oneof(fc.nat({ max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
    withinMs: fc.oneof(fc.nat({ max: 60 }), fc.constant(0)),
    backoff: fc.option(backoffs, { nil: undefined }),
  })
  .map((options) => restartPolicy(options));

/** Mostly those that let the child live on, so that its histories get long. */
const falls: fc.Arbitrary<Fall> = fc.record({
  isNormal: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  decision: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(undefined, "restart" as const) },
    fc.constantFrom("resume" as const, "stop" as const, "escalate" as const),
  ),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 20 }),
  fc.nat({ max: 300 }),
  fc.constantFrom("window" as const, "calm" as const, "beyond" as const),
);

const cases: fc.Arbitrary<Case> = fc.record({
  policy: fc.option(policies, { nil: undefined, freq: 20 }),
  falls: fc.array(fc.record({ step: steps, fall: falls, chance: fc.constantFrom(0, 0.25, 0.5, 0.75) }), {
    maxLength: 60,
  }),
});

function timeAfter(step: Step, now: number, life: Life, withinMs: number): number {
  if (typeof step === "number") return now + step;
  return step === "calm" ? Math.max(now, life.calmAt) : now + withinMs + (step === "beyond" ? 0.25 : 0);
}

/** Plays it, and says what came of each fall; compares with the model on the way. */
function play({ policy, falls }: Case): string[] {
  let life = new Life(policy);
  let history = noHistory;
  let now = 0;
  return falls.map(({ step, fall, chance }) => {
    now = timeAfter(step, now, life, policy?.withinMs ?? 0);
    const before = plain(history);
    const verdict = judge(policy, history, Object.freeze(fall), now, chance);
    expect(plainly(judge(policy, history, fall, now, chance))).toEqual(plainly(verdict));
    expect(plain(history)).toEqual(before);
    const expected = life.fall(now, fall, chance);
    expect(verdict.do).toBe(expected.does);
    if (verdict.do === "restart") {
      expect(verdict.afterMs).toBe(expected.afterMs);
      expectSound(verdict.history, expected.recent as number, policy as RestartPolicy);
      history = verdict.history;
    } else if (verdict.do !== "resume") {
      life = new Life(policy); // who ended, or whose parent fell, begins anew
      history = noHistory;
    }
    return verdict.do;
  });
}

/** The window and the budget bound what is remembered, and so the memory of a child that crashes forever. */
function expectSound({ restarts }: History, recent: number, { maxRestarts }: RestartPolicy): void {
  expect(restarts).toHaveLength(maxRestarts === Number.POSITIVE_INFINITY ? 0 : recent);
  expect(restarts.length).toBeLessThanOrEqual(maxRestarts);
  expect([...restarts].sort((a, b) => a - b)).toEqual(restarts);
}

function plain({ restarts, streak, lastMs }: History): object {
  return { restarts, streak, lastMs };
}

function plainly(verdict: Verdict): object {
  return verdict.do === "restart" ? { ...verdict, history: plain(verdict.history) } : verdict;
}

test("agrees with OTP on any series of falls, and changes nothing that it is given (property)", () => {
  fc.assert(
    fc.property(cases, (example) => {
      play(example);
    }),
    { numRuns: 1_000 },
  );
});

test("the series reach every verdict, and mostly restarts", () => {
  const seen = new Map<string, number>();
  for (const example of fc.sample(cases, { seed: 1, numRuns: 300 })) {
    for (const verdict of play(example)) seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
  }
  expect([...seen.keys()].sort()).toEqual(["escalate", "restart", "resume", "stop"]);
  expect(seen.get("restart")).toBeGreaterThan(500);
});

test("the model finds a judge whose window is one instant short", () => {
  const policy = restartPolicy({ maxRestarts: 1, withinMs: 10 });
  const life = new Life(policy);
  const crash = { isNormal: false };
  expect([life.fall(0, crash, 0).does, life.fall(10, crash, 0).does]).toEqual(["restart", "escalate"]);
  const shorter = { ...policy, withinMs: 9 };
  expect(judge(shorter, History.of([0], 1, 0), crash, 10, 0).do).toBe("restart");
});
