import { checkSupervisedOptions, checkSupervisesOptions } from "../../src/option-checks";
import type { SupervisedOptions, SupervisesOptions } from "../../src/options";
import { type RestartPolicy, restartPolicy } from "../../src/supervision/policy";

const defaults: RestartPolicy = {
  strategy: "one-for-one",
  restart: "transient",
  maxRestarts: 3,
  withinMs: 5_000,
  backoff: undefined,
  shutdownMs: 5_000,
  endsWithinMs: undefined,
  drops: false,
  maxAttempts: 1,
  children: "restart",
  state: "renew",
};

/** What is told of a child's policy, besides the defaults. */
function policyOf(own: SupervisedOptions, above?: SupervisesOptions): RestartPolicy {
  return restartPolicy(
    checkSupervisedOptions(own),
    above === undefined ? undefined : checkSupervisesOptions(above),
  );
}

test("who says nothing comes back after a crash, 3 times within 5 seconds, at once, renewed with its children", () => {
  expect(policyOf({})).toEqual(defaults);
  expect(policyOf({}, {})).toEqual(defaults);
  expect(Object.isFrozen(policyOf({}))).toBe(true);
});

test("an option that is undefined counts as left out, in both places", () => {
  const nothing = { strategy: undefined, maxRestarts: undefined, backoff: undefined, shutdownMs: undefined };
  expect(restartPolicy({ ...nothing, onRestart: undefined, maxAttempts: undefined }, nothing)).toEqual(
    defaults,
  );
});

const pause = { initialMs: 1, maxMs: 8, factor: 2, jitter: 0 };
const longPause = { initialMs: 50, maxMs: 100, factor: 3, jitter: 0.5 };

describe("what a child says wins over what its supervisor says, one by one:", () => {
  test.each<[string, SupervisedOptions, SupervisesOptions, Partial<RestartPolicy>]>([
    ["maxRestarts, said by the supervisor", {}, { maxRestarts: 7 }, { maxRestarts: 7 }],
    ["maxRestarts, said by both", { maxRestarts: 1 }, { maxRestarts: 7 }, { maxRestarts: 1 }],
    ["maxRestarts 0 is something said", { maxRestarts: 0 }, { maxRestarts: 7 }, { maxRestarts: 0 }],
    ["maxRestarts 0 of the supervisor, too", {}, { maxRestarts: 0 }, { maxRestarts: 0 }],
    ["withinMs, said by the supervisor", {}, { withinMs: 70 }, { withinMs: 70 }],
    ["withinMs, said by both", { withinMs: 10 }, { withinMs: 70 }, { withinMs: 10 }],
    ["shutdownMs, said by the supervisor", {}, { shutdownMs: 9 }, { shutdownMs: 9, endsWithinMs: 9 }],
    ["shutdownMs 0", { shutdownMs: 0 }, { shutdownMs: 9 }, { shutdownMs: 0, endsWithinMs: 0 }],
    ["a back-off, said by the supervisor", {}, { backoff: pause }, { backoff: pause }],
    ["a back-off, said by both", { backoff: longPause }, { backoff: pause }, { backoff: longPause }],
    [
      "of two back-offs one counts as a whole, with the defaults",
      { backoff: { initialMs: 3 } },
      { backoff: longPause },
      { backoff: { initialMs: 3, maxMs: 30_000, factor: 2, jitter: 0 } },
    ],
    [
      "a back-off of nothing is how a child says no to its supervisor's",
      { backoff: { initialMs: 0 } },
      { backoff: pause },
      { backoff: { initialMs: 0, maxMs: 30_000, factor: 2, jitter: 0 } },
    ],
    [
      "each by itself",
      { maxRestarts: 1 },
      { maxRestarts: 7, withinMs: 70, backoff: pause },
      { maxRestarts: 1, withinMs: 70, backoff: pause },
    ],
  ])("%s", (_, own, above, policy) => {
    expect(policyOf(own, above)).toEqual({ ...defaults, ...policy });
  });
});

test.each<[SupervisedOptions, SupervisesOptions | undefined, RestartPolicy["strategy"]]>([
  [{}, undefined, "one-for-one"],
  [{ strategy: "one-for-all" }, undefined, "one-for-all"],
  [{ strategy: "one-for-all" }, {}, "one-for-all"],
  [{}, { strategy: "rest-for-one" }, "rest-for-one"],
  [{ strategy: "one-for-all" }, { strategy: "rest-for-one" }, "rest-for-one"],
  [{ strategy: "one-for-all" }, { strategy: "one-for-one" }, "one-for-one"],
])(
  "the strategy of child %j below supervisor %j is the supervisor's, if it has one: %s",
  (own, above, strategy) => {
    expect(policyOf(own, above)).toEqual({ ...defaults, strategy });
  },
);

test("what only a child can say is its own: restart, onRestart, children and state", () => {
  const own = { restart: "permanent", onRestart: "drop", children: "keep", state: "keep" } as const;
  expect(policyOf(own, { maxRestarts: 7 })).toEqual({
    ...defaults,
    restart: "permanent",
    drops: true,
    children: "keep",
    state: "keep",
    maxRestarts: 7,
  });
});

describe("how often a message is tried, and what becomes of the others:", () => {
  test.each<[SupervisedOptions, number, boolean]>([
    [{}, 1, false],
    [{ onRestart: "keep" }, 1, false],
    [{ maxAttempts: 4 }, 4, false],
    [{ onRestart: "keep", maxAttempts: 4 }, 4, false],
    [{ onRestart: "redeliverCurrent" }, 2, false],
    [{ onRestart: "redeliverCurrent", maxAttempts: 2 }, 2, false],
    [{ onRestart: "redeliverCurrent", maxAttempts: 9 }, 9, false],
    [{ onRestart: "drop" }, 1, true],
    [{ onRestart: "drop", maxAttempts: 1 }, 1, true],
  ])("%j: %i times, dropped: %s", (own, maxAttempts, drops) => {
    expect(policyOf(own)).toEqual({ ...defaults, maxAttempts, drops });
  });

  test.each<[SupervisedOptions, string]>([
    [
      { onRestart: "redeliverCurrent", maxAttempts: 1 },
      'maxAttempts must be 2 or more with "redeliverCurrent"; got 1.',
    ],
    [
      { onRestart: "drop", maxAttempts: 2 },
      'maxAttempts must be left out, or 1, with onRestart "drop"; got 2.',
    ],
  ])("%j contradicts itself", (own, text) => {
    expect(() => checkSupervisedOptions(own)).toThrow(text);
    expect(() => checkSupervisedOptions(own, "supervised")).toThrow(`supervised.${text}`);
  });
});
