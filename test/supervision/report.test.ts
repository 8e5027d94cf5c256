import { reportLevel, reportText, type SupervisionReport } from "../../src/supervision/report";

const restart: SupervisionReport = {
  supervisor: "Payments#3",
  supervisorPid: 3,
  pid: 7,
  actor: "Fuse#7",
  verdict: "restart",
  reason: "panic",
  message: "Bomb",
  error: new Error("boom"),
  strategy: "one-for-one",
  siblings: [],
  restarts: 2,
  restartsLeft: 1,
  withinMs: 5_000,
  delayMs: 0,
  why: undefined,
};
const stop = { verdict: "stop" } as const;
const resume = { verdict: "resume" } as const;
const escalate = { verdict: "escalate", why: "it was restarted 3 times within 5000 ms" } as const;
const group = { strategy: "one-for-all" } as const;
const starting = { message: undefined };
const normal = { reason: "normal", message: undefined, error: undefined };

test.each<[Partial<SupervisionReport>, string]>([
  [{}, "Fuse#7 crashed on Bomb and restarts (2 of 3): Error: boom"],
  [starting, "Fuse#7 crashed while starting and restarts (2 of 3): Error: boom"],
  [{ delayMs: 200 }, "Fuse#7 crashed on Bomb and restarts in 200 ms (2 of 3): Error: boom"],
  [{ restarts: 3, restartsLeft: 0 }, "Fuse#7 crashed on Bomb and restarts (3 of 3): Error: boom"],
  [
    { restarts: 0, restartsLeft: Number.POSITIVE_INFINITY },
    "Fuse#7 crashed on Bomb and restarts: Error: boom",
  ],
  [
    { ...group, siblings: ["Gate#8"], delayMs: 5 },
    "Fuse#7 crashed on Bomb and restarts in 5 ms, with Gate#8 (one-for-all) (2 of 3): Error: boom",
  ],
  [group, "Fuse#7 crashed on Bomb and restarts (2 of 3): Error: boom"],
  [normal, "Fuse#7 ended and restarts (2 of 3)."],
  [{ ...normal, delayMs: 100 }, "Fuse#7 ended and restarts in 100 ms (2 of 3)."],
  [{ reason: "timeout" }, "Fuse#7 crashed on Bomb and restarts (2 of 3): Error: boom"],
  [resume, "Fuse#7 crashed on Bomb and goes on, as Payments#3 decided: Error: boom"],
  [{ ...resume, error: undefined }, "Fuse#7 crashed on Bomb and goes on, as Payments#3 decided."],
  [stop, "Fuse#7 crashed on Bomb and ended (panic)."],
  [{ ...stop, ...starting }, "Fuse#7 crashed while starting and ended (panic)."],
  [{ ...stop, reason: "timeout" }, "Fuse#7 crashed on Bomb and ended (timeout)."],
  [{ ...stop, why: "it is temporary" }, "Fuse#7 crashed on Bomb and ended (panic): it is temporary."],
  [{ ...stop, ...normal, why: "it is temporary" }, "Fuse#7 ended (normal): it is temporary."],
  [{ ...stop, ...normal }, "Fuse#7 ended (normal)."],
  [
    escalate,
    "Fuse#7 crashed on Bomb, and Payments#3 has to deal with it: it was restarted 3 times within 5000 ms. The cause: Error: boom",
  ],
  [
    { ...escalate, ...normal },
    "Fuse#7 ended, and Payments#3 has to deal with it: it was restarted 3 times within 5000 ms.",
  ],
  [
    { ...escalate, why: undefined },
    "Fuse#7 crashed on Bomb, and Payments#3 has to deal with it. The cause: Error: boom",
  ],
  [
    { ...escalate, why: undefined, error: undefined },
    "Fuse#7 crashed on Bomb, and Payments#3 has to deal with it.",
  ],
])("%o reads: %s", (facts, line) => {
  expect(reportText({ ...restart, ...facts })).toBe(line);
});

describe("the delay is told in whole milliseconds:", () => {
  test.each([
    [0, ""],
    [0.49, ""],
    [0.5, " in 1 ms"],
    [200.49, " in 200 ms"],
    [99.5, " in 100 ms"],
    [30_000, " in 30000 ms"],
  ])("%d as '%s'", (delayMs, text) => {
    expect(reportText({ ...restart, delayMs })).toContain(`and restarts${text} (2 of 3)`);
  });
});

describe("of the siblings that are restarted with it five are named:", () => {
  test.each([
    [1, "A#1"],
    [2, "A#1, A#2"],
    [5, "A#1, A#2, A#3, A#4, A#5"],
    [6, "A#1, A#2, A#3, A#4, A#5, 1 more"],
    [1_000, "A#1, A#2, A#3, A#4, A#5, 995 more"],
  ])("of %d", (count, text) => {
    const siblings = Array.from({ length: count }, (_, at) => `A#${at + 1}`);
    const line = reportText({ ...restart, siblings, strategy: "rest-for-one" });
    expect(line).toBe(
      `Fuse#7 crashed on Bomb and restarts, with ${text} (rest-for-one) (2 of 3): Error: boom`,
    );
    expect(siblings).toHaveLength(count);
  });
});

describe("whatever was thrown can be told:", () => {
  const unspeakable = {
    toString() {
      throw new Error("not a word");
    },
  };
  test.each<[string, unknown, string]>([
    ["a string", "out of tea", ": out of tea"],
    ["an empty string", "", ": "],
    ["null", null, ": null"],
    ["undefined", undefined, "."],
    ["a number", 0, ": 0"],
    ["a symbol", Symbol("tea"), ": Symbol(tea)"],
    ["an error of another class", new TypeError("x is not a function"), ": TypeError: x is not a function"],
    ["an object without a prototype", Object.create(null), ": an instance of Object"],
    ["an object that cannot be told", unspeakable, ": an instance of Object"],
  ])("%s", (_, error, text) => {
    expect(reportText({ ...restart, error })).toBe(`Fuse#7 crashed on Bomb and restarts (2 of 3)${text}`);
  });
});

test.each([
  ["restart", "warn"],
  ["resume", "warn"],
  ["stop", "error"],
  ["escalate", "error"],
] as const)("%s is for the level %s", (verdict, level) => {
  expect(reportLevel({ ...restart, verdict })).toBe(level);
});
