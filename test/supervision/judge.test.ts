/** Each rule of `judge` on its own; `judge.model.test.ts` holds all of them together against a model. */

import { type Fall, judge, type Verdict } from "../../src/supervision/judge";
import { backoff, History, noHistory, type RestartPolicy, restartPolicy } from "../../src/supervision/policy";

const defaults = restartPolicy({});
const transient = restartPolicy({ restart: "transient" });
const permanent = restartPolicy({ restart: "permanent" });
const temporary = restartPolicy({ restart: "temporary" });
const spent = restartPolicy({ maxRestarts: 0 });
const normal: Fall = { isNormal: true };
const crash: Fall = { isNormal: false };

/** Restarted at these times, at once, each soon after the one before. */
function past(...restarts: number[]): History {
  return History.of(restarts, restarts.length, restarts.at(-1) ?? Number.NEGATIVE_INFINITY);
}

function verdictOn(policy: RestartPolicy | undefined, history: History, fall: Fall, nowMs: number): string {
  const verdict = judge(policy, history, fall, nowMs, 0);
  return "why" in verdict ? `${verdict.do}: ${verdict.why}` : verdict.do;
}

type Scenario = readonly [string, RestartPolicy | undefined, Fall, string];

describe("a decision about a crash comes before everything else:", () => {
  const scenarios: Scenario[] = [
    ["resume", defaults, { isNormal: false, decision: "resume" }, "resume"],
    ["resume, without a policy", undefined, { isNormal: false, decision: "resume" }, "resume"],
    ["resume, of a temporary child", temporary, { isNormal: false, decision: "resume" }, "resume"],
    ["resume, when its budget is spent", spent, { isNormal: false, decision: "resume" }, "resume"],
    ["stop", permanent, { isNormal: false, decision: "stop" }, "stop: decided"],
    ["stop, without a policy", undefined, { isNormal: false, decision: "stop" }, "stop: decided"],
    ["stop, when its budget is spent", spent, { isNormal: false, decision: "stop" }, "stop: decided"],
    ["escalate", defaults, { isNormal: false, decision: "escalate" }, "escalate: decided"],
    [
      "escalate, a temporary child",
      temporary,
      { isNormal: false, decision: "escalate" },
      "escalate: decided",
    ],
    ["escalate, without a policy", undefined, { isNormal: false, decision: "escalate" }, "escalate: decided"],
  ];
  test.each(scenarios)("%s", (_, policy, fall, verdict) => {
    expect(verdictOn(policy, noHistory, fall, 7)).toBe(verdict);
  });
});

describe("'restart' and no decision leave a crash to the child's policy:", () => {
  const scenarios: Scenario[] = [
    ["transient", transient, crash, "restart"],
    ["permanent", permanent, crash, "restart"],
    ["temporary", temporary, crash, "stop: temporary"],
    ["without a policy", undefined, crash, "stop: unsupervised"],
    ["without a budget", spent, crash, "escalate: budget"],
  ];
  test.each(scenarios)("%s", (_, policy, fall, verdict) => {
    expect(verdictOn(policy, noHistory, fall, 7)).toBe(verdict);
    expect(verdictOn(policy, noHistory, { ...fall, decision: undefined }, 7)).toBe(verdict);
    expect(verdictOn(policy, noHistory, { ...fall, decision: "restart" }, 7)).toBe(verdict);
  });
});

describe("a normal end brings back a permanent child only, and nobody decides about it:", () => {
  const scenarios: Scenario[] = [
    ["transient", transient, normal, "stop: normal"],
    ["permanent", permanent, normal, "restart"],
    ["temporary", temporary, normal, "stop: temporary"],
    ["without a policy", undefined, normal, "stop: unsupervised"],
    ["transient, without a budget", spent, normal, "stop: normal"],
    ["permanent, without a budget", { ...permanent, maxRestarts: 0 }, normal, "escalate: budget"],
  ];
  test.each(scenarios)("%s", (_, policy, fall, verdict) => {
    for (const decision of [undefined, "restart", "resume", "stop", "escalate"] as const) {
      expect(verdictOn(policy, noHistory, { ...fall, decision }, 7)).toBe(verdict);
    }
  });
});

describe("more than maxRestarts within withinMs escalate:", () => {
  const allows = (maxRestarts: number, withinMs = 10) => ({ ...transient, maxRestarts, withinMs });
  test.each([
    ["the first", allows(3), past(), 7, [7]],
    ["one below the budget", allows(3), past(1, 2), 3, [1, 2, 3]],
    ["at the budget", allows(3), past(1, 2, 3), 4, undefined],
    ["all at one instant, below the budget", allows(3), past(5, 5), 5, [5, 5, 5]],
    ["all at one instant, at the budget", allows(3), past(5, 5, 5), 5, undefined],
    ["the oldest exactly withinMs ago still counts", allows(1), past(0), 10, undefined],
    ["the oldest just out of the window", allows(1), past(0), 10.001, [10.001]],
    ["what is out of the window is forgotten", allows(2), past(0, 5, 11), 20, [11, 20]],
    ["no restart is allowed", allows(0), past(), 7, undefined],
    ["a window of nothing, at the same instant", allows(1, 0), past(7), 7, undefined],
    ["a window of nothing, an instant later", allows(1, 0), past(7), 7.001, [7.001]],
    ["any number is allowed, and none remembered", allows(Number.POSITIVE_INFINITY), past(), 7, []],
    ["a clock that starts below zero", allows(1), past(-20), -5, [-5]],
  ] as const)("%s", (_, policy, history, nowMs, restarts) => {
    const verdict = judge(policy, history, crash, nowMs, 0);
    if (restarts === undefined) expect(verdict).toEqual({ do: "escalate", why: "budget" });
    else expect(verdict).toMatchObject({ do: "restart", afterMs: 0, history: { restarts, lastMs: nowMs } });
  });

  test("a child that may fall any number of times is remembered by nothing that grows", () => {
    const policy = { ...permanent, maxRestarts: Number.POSITIVE_INFINITY, withinMs: 0 };
    let history = noHistory;
    for (let fall = 0; fall < 1_000; fall++) history = restarted(judge(policy, history, crash, 5, 0)).history;
    expect(history.restarts).toEqual([]);
  });
});

test("two futures of one past do not see each other, and the past sees neither", () => {
  const one = past(1, 2);
  const [left, right] = [3, 4].map((nowMs) => restarted(judge(defaults, one, crash, nowMs, 0)).history);
  const later = restarted(judge(restartPolicy({ maxRestarts: 9 }), left as History, crash, 5, 0)).history;
  expect([one, left, right, later].map((history) => history?.restarts)).toEqual([
    [1, 2],
    [1, 2, 3],
    [1, 2, 4],
    [1, 2, 3, 5],
  ]);
});

type Restarted = Extract<Verdict, { do: "restart" }>;

function restarted(verdict: Verdict): Restarted {
  expect(verdict.do).toBe("restart");
  return verdict as Restarted;
}

describe("the back-off grows with restarts in a row:", () => {
  const policy = {
    ...transient,
    maxRestarts: 100,
    withinMs: 1_000,
    backoff: backoff({ initialMs: 10, maxMs: 60 }),
  };
  const afterFall = (history: History, nowMs: number) => restarted(judge(policy, history, crash, nowMs, 0));

  test("from initialMs, by the factor, up to maxMs, from one fall to the next", () => {
    let [history, nowMs] = [noHistory, 0];
    const delays = [0, 1, 2, 3, 4].map(() => {
      const verdict = afterFall(history, nowMs);
      [history, nowMs] = [verdict.history, verdict.history.lastMs];
      return verdict.afterMs;
    });
    expect(delays).toEqual([10, 20, 40, 60, 60]);
    expect(history).toMatchObject({ restarts: [0, 10, 30, 70, 130], streak: 5, lastMs: 190 });
  });

  test("calm is measured from when it came back, not from when it fell", () => {
    const { history } = afterFall(History.of([], 2, 0), 0);
    expect(history.lastMs).toBe(40);
    expect(afterFall(history, 1_039).afterMs).toBe(60);
    expect(afterFall(history, 1_040).afterMs).toBe(10);
  });

  test("withinMs of calm begin it anew, one instant less does not", () => {
    const history = History.of([5], 2, 5);
    expect(afterFall(history, 1_004.9).history.streak).toBe(3);
    expect(afterFall(history, 1_005).history.streak).toBe(1);
  });

  test("a fall before it is back counts as one in a row", () => {
    expect(afterFall(History.of([0], 1, 500), 100)).toMatchObject({
      afterMs: 20,
      history: { streak: 2, lastMs: 120 },
    });
  });

  test("chance moves the delay, and with it the time from which calm is measured", () => {
    const jittered = { ...policy, backoff: backoff({ initialMs: 100, jitter: 0.5 }) };
    expect(judge(jittered, noHistory, crash, 1_000, 0)).toMatchObject({
      afterMs: 50,
      history: { restarts: [1_000], lastMs: 1_050 },
    });
  });

  test("without a back-off it is back at once, however often it fell", () => {
    const atOnce = { ...policy, backoff: undefined };
    expect(judge(atOnce, History.of([1], 50, 1), crash, 2, 0.9)).toMatchObject({
      do: "restart",
      afterMs: 0,
      history: { restarts: [1, 2], streak: 51, lastMs: 2 },
    });
  });
});

test("who was never restarted has a history that nobody can change", () => {
  const once = judge(transient, noHistory, crash, 5, 0);
  expect(restarted(once).history.restarts).toEqual([5]);
  expect(Object.isFrozen(noHistory)).toBe(true);
  expect(noHistory).toMatchObject({ restarts: [], streak: 0, lastMs: Number.NEGATIVE_INFINITY });
});
