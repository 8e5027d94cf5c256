import { child } from "../../src/decorators/supervises";
import { draftsOf } from "../../src/draft";
import { at, isStandard, type Mark, refusal, untyped } from "./untyped";

const { Supervises } = untyped;
const anyChild = child as unknown as (...args: unknown[]) => unknown;
const bare = Supervises as unknown as Mark;

class Ledger {}
class Feed {}

/** What decorating a class with `@Supervises(...args)` throws, after the part that names decorator and class. */
function refusedOn(...args: unknown[]): string {
  const error = refusal(() => {
    @Supervises(...args)
    class Exchange {}
    return Exchange;
  });
  expect(error.code).toBe("ERR_BAD_DECORATOR");
  const [, start, text] = /^(.*? on .*?): (.*)$/.exec(error.message) ?? [];
  expect(start).toBe("@Supervises on class Exchange");
  return text as string;
}

describe("@Supervises refuses", () => {
  test("a method", () => {
    const error = refusal(() => {
      class Exchange {
        @Supervises([Ledger]) open(): void {}
      }
      return Exchange;
    });
    expect(error.message).toBe(
      `@Supervises on ${at("Exchange", "open")}: it is for classes. Put @Supervises on the class.`,
    );
  });

  test("a class that has it already", () => {
    const error = refusal(() => {
      @Supervises([Ledger])
      @Supervises([Feed])
      class Exchange {}
      return Exchange;
    });
    expect(error.message).toBe("@Supervises on class Exchange: it stands there twice. Remove one.");
  });

  test("to stand on a class without parentheses", () => {
    const error = refusal(() => {
      @bare
      class Exchange {}
      return Exchange;
    });
    expect(error.code).toBe("ERR_BAD_DECORATOR");
    expect(error.message).toBe(
      "@Supervises on class Exchange: it was given a class, not a list. Write @Supervises([A, B]).",
    );
  });

  test("to stand on an anonymous class without parentheses", () => {
    expect(refusal(() => bare(class {})).message).toContain("@Supervises on class (anonymous): it was given");
  });

  test("to stand on a method without parentheses", () => {
    const error = refusal(() => {
      class Exchange {
        @bare open(): void {}
      }
      return Exchange;
    });
    const where = at("Exchange", "open");
    expect(error.message).toBe(
      `@Supervises on ${where}: the parentheses are missing. Write @Supervises([A, B]).`,
    );
  });

  test("a class instead of a list", () => {
    const error = refusal(() => {
      @Supervises(Ledger)
      class Exchange {}
      return Exchange;
    });
    expect(error.message).toBe(
      "@Supervises on class Ledger: it was given a class, not a list. Write @Supervises([A, B]).",
    );
    expect(draftsOf(Ledger)).toEqual([]);
  });

  test("to leave a class half supervised: after a refusal it may be decorated again", () => {
    class Exchange {}
    const decorate = (list: unknown): void => {
      if (isStandard) Supervises(list)(Exchange, { kind: "class", name: "Exchange", metadata: Exchange });
      else Supervises(list)(Exchange);
    };
    expect(() => decorate([5])).toThrow("a child is 5");
    decorate([Ledger]);
    expect(draftsOf(Exchange)[0]?.supervises?.children()).toHaveLength(1);
  });
});

const aList = "It must be an array of classes and child(…).";
const aChild = "It must be a class, a function or child(…).";

test.each<[string, unknown, string]>([
  ["nothing", undefined, `the list of children is undefined. ${aList}`],
  ["null", null, `the list of children is null. ${aList}`],
  ["one child()", child(Ledger), `the list of children is an instance of ChildSpec. ${aList}`],
  ["a set", new Set([Ledger]), `the list of children is an instance of Set. ${aList}`],
  ["options alone", { maxRestarts: 5 }, `the list of children is an instance of Object. ${aList}`],
  ["a name", "Ledger", `the list of children is "Ledger". ${aList}`],
  ["a list with a number", [Ledger, 5], `a child is 5. ${aChild}`],
  ["a list with null", [null], `a child is null. ${aChild}`],
  ["a list with an instance", [new Ledger()], `a child is an instance of Ledger. ${aChild}`],
  ["a list with a list", [[Ledger]], `a child is an instance of Array. ${aChild}`],
  ["a list with the name of a class", ["Ledger"], `a child is "Ledger". ${aChild}`],
  [
    "a list with an anonymous class",
    [class {}],
    "a child is a function. It must be named, or come as child(…, { id }).",
  ],
  [
    "a list with an anonymous function",
    [Ledger, () => {}],
    "a child is a function. It must be named, or come as child(…, { id }).",
  ],
  [
    "one class twice",
    [Ledger, Feed, Ledger],
    'the id of child 3 is "Ledger". It must be another one than that of child 1: child(…, { id }).',
  ],
  [
    "one id twice",
    [anyChild(Ledger, { id: "x" }), anyChild(Feed, { id: "x" })],
    'the id of child 2 is "x". It must be another one than that of child 1: child(…, { id }).',
  ],
  [
    "the name of a class as another one's id",
    [Ledger, anyChild(Feed, { id: "Ledger" })],
    'the id of child 2 is "Ledger". It must be another one than that of child 1',
  ],
  ["one child() twice", Array(2).fill(child(Ledger)), 'the id of child 2 is "Ledger".'],
])("@Supervises of %s is refused", (_, list, text) => {
  expect(refusedOn(list)).toContain(text);
  expect(lazily(() => list)).toContain(text);
});

const cycle =
  "It must be a class, a function or child(…); where an import cycle loads it later, list it by () => […].";

test.each<[string, unknown[], number]>([
  ["as an import cycle leaves it", [undefined], 1],
  ["further back", [Ledger, Feed, undefined], 3],
  // biome-ignore lint/suspicious/noSparseArray: it is what a comma too many makes
  ["as a hole", [Ledger, , Feed], 2],
])("@Supervises of a list with undefined, %s, is refused", (_, list, place) => {
  expect(refusedOn(list)).toBe(`child ${place} is undefined. ${cycle}`);
});

/** What asking for a list by a function throws, later. */
function lazily(list: () => unknown): string {
  @Supervises(list)
  class Exchange {}
  const error = refusal(() => draftsOf(Exchange)[0]?.supervises?.children());
  expect(error.code).toBe("ERR_BAD_DECORATOR");
  return error.message.replace("@Supervises on class Exchange: ", "");
}

describe("a list by a function", () => {
  test("that is a promise is refused when it is asked for", () => {
    expect(lazily(async () => [Ledger])).toBe(`the list of children is an instance of Promise. ${aList}`);
  });

  test("that names undefined is refused then", () => {
    expect(lazily(() => [undefined])).toBe(`child 1 is undefined. ${cycle}`);
  });

  test("whose child() is wrong is refused with the supervisor's name", () => {
    expect(lazily(() => [anyChild(Ledger, { budget: 0 })])).toBe(
      "budget is 0. It must be a whole number, from 1 to 65536.",
    );
  });

  test("that throws fails with what it throws, each time", () => {
    const mistake = new Error("no list");
    @Supervises(() => {
      throw mistake;
    })
    class Exchange {}
    const ask = () => draftsOf(Exchange)[0]?.supervises?.children();
    expect(ask).toThrow(mistake);
    expect(ask).toThrow(mistake);
  });
});

const options = "strategy, maxRestarts, withinMs, backoff, shutdownMs, decide";

test.each<[unknown, string]>([
  [
    { stategy: "one-for-all" },
    `stategy is an unknown option. It must be one of ${options} (did you mean "strategy"?).`,
  ],
  [{ maxRestart: 5 }, '(did you mean "maxRestarts"?)'],
  [{ decider: () => "stop" }, '(did you mean "decide"?)'],
  [{ restart: "permanent" }, `restart is an unknown option. It must be one of ${options}.`],
  [
    { strategy: "one-for-rest" },
    'strategy is "one-for-rest". It must be one of "one-for-one", "one-for-all", "rest-for-one" (did you mean "one-for-one"?).',
  ],
  [{ maxRestarts: -1 }, "maxRestarts is -1. It must be a whole number from 0 to 10000, or Infinity."],
  [{ maxRestarts: 1.5 }, "maxRestarts is 1.5."],
  [{ withinMs: 0 }, "withinMs is 0. It must be a finite number of milliseconds above 0."],
  [{ withinMs: Number.POSITIVE_INFINITY }, "withinMs is Infinity."],
  [{ shutdownMs: -1 }, "shutdownMs is -1. It must be a finite number of milliseconds, 0 or more."],
  [{ backoff: 5 }, "backoff is 5. It must be an object with the options initialMs, maxMs, factor, jitter."],
  [{ backoff: { initialMs: 9, maxMs: 8 } }, "backoff.maxMs is 8. It must be backoff.initialMs (9) or more."],
  [
    { backoff: { intialMs: 9 } },
    'backoff.intialMs is an unknown option. It must be one of initialMs, maxMs, factor, jitter (did you mean "initialMs"?).',
  ],
  [{ decide: "stop" }, 'decide is "stop". It must be a function.'],
  [{ decide: null }, "decide is null. It must be a function."],
  [5, `options is 5. It must be an object with the options ${options}.`],
  [null, "options is null."],
  [[Ledger], "options is an instance of Array."],
])("@Supervises([Ledger], %j) is refused", (given, text) => {
  expect(refusedOn([Ledger], given)).toContain(text);
});

test("a second list instead of options is told from a decorator without parentheses", () => {
  expect(refusedOn([Ledger], "rest-for-one")).toContain('options is "rest-for-one".');
});
