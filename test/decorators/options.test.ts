import {
  checkActorOptions,
  checkBudget,
  checkMailboxOptions,
  checkName,
  checkReceiveOptions,
  checkSupervisedOptions,
  checkSupervisesOptions,
  normalizeOverflow,
} from "../../src/option-checks";
import { at, refusal, untyped } from "./untyped";

const actorOptions = "mode, name, budget, mailbox, reentrant, virtual, trapExit";
const mailboxOptions = "capacity, overflow, softLimit, pressure";
const forms = '"dropNew", "dropOld", "block", { redirect: target } or { spill: target }';

const actorCases: [object, string][] = [
  [{ budgt: 5 }, `budgt is an unknown option. It must be one of ${actorOptions} (did you mean "budget"?).`],
  [{ colour: 1 }, `colour is an unknown option. It must be one of ${actorOptions}.`],
  [{ mode: "pul" }, 'mode is "pul". It must be one of "push", "pull" (did you mean "pull"?).'],
  [{ mode: true }, 'mode is true. It must be one of "push", "pull".'],
  [{ trapExit: 1 }, "trapExit is 1. It must be true or false."],
  [{ trapExit: "yes" }, 'trapExit is "yes".'],
  [{ trapExits: true }, '(did you mean "trapExit"?)'],
  [{ name: "" }, 'name is "". It must be a string of 1 to 1024 characters.'],
  [{ name: 5 }, "name is 5."],
  [{ name: "x".repeat(1025) }, "It must be a string of 1 to 1024 characters."],
  [{ budget: 0 }, "budget is 0. It must be a whole number, from 1 to 65536."],
  [{ budget: 65_537 }, "budget is 65537."],
  [{ budget: 1.5 }, "budget is 1.5."],
  [{ budget: "10" }, 'budget is "10".'],
  [{ reentrant: 1 }, "reentrant is 1. It must be true or false."],
  [{ mailbox: 5 }, `mailbox is 5. It must be an object with the options ${mailboxOptions}.`],
  [
    { mailbox: { capcity: 5 } },
    `mailbox.capcity is an unknown option. It must be one of ${mailboxOptions} (did you mean "capacity"?).`,
  ],
  [{ mailbox: { capacity: 0 } }, "mailbox.capacity is 0. It must be a whole number, from 1 to 16777216."],
  [{ mailbox: { capacity: Number.NaN } }, "mailbox.capacity is NaN."],
  [{ mailbox: { capacity: -1 } }, "mailbox.capacity is -1."],
  [{ mailbox: { capacity: 2.5 } }, "mailbox.capacity is 2.5."],
  [{ mailbox: { capacity: Number.POSITIVE_INFINITY } }, "mailbox.capacity is Infinity."],
  [{ mailbox: { softLimit: 0 } }, "mailbox.softLimit is 0. It must be a whole number, from 1 to 16777216."],
  [{ mailbox: { softLimit: 1.5 } }, "mailbox.softLimit is 1.5."],
  [{ mailbox: { softLimit: "10" } }, 'mailbox.softLimit is "10".'],
  [
    { mailbox: { capacity: 10, softLimit: 11 } },
    "mailbox.softLimit is 11. It must be mailbox.capacity (10) or less.",
  ],
  [
    { mailbox: { pressure: 0.8 } },
    "mailbox.pressure is 0.8. It must be an object with the options high, highLeave, critical, criticalLeave.",
  ],
  [
    { mailbox: { pressure: { hihg: 0.5 } } },
    'mailbox.pressure.hihg is an unknown option. It must be one of high, highLeave, critical, criticalLeave (did you mean "high"?).',
  ],
  [
    { mailbox: { pressure: { high: 0 } } },
    "mailbox.pressure.high is 0. It must be a number above 0, up to 1.",
  ],
  [{ mailbox: { pressure: { critical: 1.5 } } }, "mailbox.pressure.critical is 1.5."],
  [{ mailbox: { pressure: { highLeave: Number.NaN } } }, "mailbox.pressure.highLeave is NaN."],
  [{ mailbox: { pressure: { criticalLeave: "80%" } } }, 'mailbox.pressure.criticalLeave is "80%".'],
  [
    { mailbox: { pressure: { high: 0.9, critical: 0.8 } } },
    "mailbox.pressure.high is 0.9. It must be mailbox.pressure.critical (0.8) or less.",
  ],
  [
    { mailbox: { overflow: "dropNeww" } },
    `mailbox.overflow is "dropNeww". It must be ${forms} (did you mean "dropNew"?).`,
  ],
  [
    { mailbox: { overflow: "redirect" } },
    'target of mailbox.overflow "redirect" is undefined. It must be a ref or a pid.',
  ],
  [
    { mailbox: { overflow: { redirect: "x" } } },
    'mailbox.overflow.redirect is "x". It must be a ref or a pid.',
  ],
  [
    { mailbox: { overflow: { spill: { pid: "1" } } } },
    "mailbox.overflow.spill is an instance of Object. It must be a ref or a pid.",
  ],
  [{ mailbox: { overflow: { spill: 1, redirect: 2 } } }, `It must be ${forms}.`],
  [{ virtual: 1 }, "virtual is 1. It must be an object with the options idleTimeoutMs, reactivate."],
  [
    { virtual: { idleTimeoutMs: 0 } },
    "virtual.idleTimeoutMs is 0. It must be a finite number of milliseconds above 0.",
  ],
  [{ virtual: { reactivate: "no" } }, 'virtual.reactivate is "no".'],
];

test.each(actorCases)("@Actor(%j) is refused", (options, text) => {
  const error = refusal(() => {
    @untyped.Actor(options)
    class Account {}
    return Account;
  });
  expect(error.message).toContain("@Actor on class Account: ");
  expect(error.message).toContain(text);
  expect(error.code).toBe("ERR_BAD_DECORATOR");
  expect(error.cause).toMatchObject({ code: "ERR_INVALID_ARG" });
});

const supervisedCases: [object, string][] = [
  [
    { strategy: "one-for-al" },
    'strategy is "one-for-al". It must be one of "one-for-one", "one-for-all", "rest-for-one" (did you mean "one-for-all"?).',
  ],
  [{ strategy: 1 }, "strategy is 1."],
  [{ restart: "always" }, 'restart is "always". It must be one of "permanent", "transient", "temporary".'],
  [{ maxRestarts: -1 }, "maxRestarts is -1. It must be a whole number from 0 to 10000, or Infinity."],
  [{ maxRestarts: 10_001 }, "maxRestarts is 10001."],
  [{ withinMs: 0 }, "withinMs is 0. It must be a finite number of milliseconds above 0."],
  [{ withinMs: -5 }, "withinMs is -5."],
  [{ withinMs: "5s" }, 'withinMs is "5s".'],
  [
    { backoff: 100 },
    "backoff is 100. It must be an object with the options initialMs, maxMs, factor, jitter.",
  ],
  [{ backoff: { initialMs: -1 } }, "backoff.initialMs is -1."],
  [{ backoff: { maxMs: Number.POSITIVE_INFINITY } }, "backoff.maxMs is Infinity."],
  [
    { backoff: { initialMs: 10, maxMs: 5 } },
    "backoff.maxMs is 5. It must be backoff.initialMs (10) or more.",
  ],
  [{ backoff: { factor: 0.5 } }, "backoff.factor is 0.5. It must be a finite number, 1 or more."],
  [{ backoff: { jitter: 2 } }, "backoff.jitter is 2. It must be a number from 0 to 1."],
  [{ backoff: { jitter: Number.NaN } }, "backoff.jitter is NaN."],
  [{ shutdownMs: -1 }, "shutdownMs is -1."],
  [
    { onRestart: "redeliver" },
    'onRestart is "redeliver". It must be one of "keep", "drop", "redeliverCurrent".',
  ],
  [{ maxAttempts: 0 }, "maxAttempts is 0. It must be a whole number, 1 or more."],
  [{ children: "stop" }, 'children is "stop".'],
  [{ state: true }, "state is true."],
  [{ max_restarts: 3 }, 'did you mean "maxRestarts"?'],
  [
    { onRestart: "redeliverCurrent", maxAttempts: 1 },
    'maxAttempts is 1. It must be 2 or more with "redeliverCurrent".',
  ],
  [
    { onRestart: "drop", maxAttempts: 2 },
    'maxAttempts is 2. It must be left out, or 1, with onRestart "drop".',
  ],
  [[], "options is an instance of Array. It must be an object with the options strategy,"],
];

test.each(supervisedCases)("@Supervised(%j) is refused", (options, text) => {
  const error = refusal(() => {
    @untyped.Supervised(options)
    class Account {}
    return Account;
  });
  expect(error.message).toContain("@Supervised on class Account: ");
  expect(error.message).toContain(text);
});

class Deposit {}

test.each([
  [[{ timeoutMs: 0 }], "timeoutMs is 0. It must be a finite number of milliseconds above 0."],
  [[{ maxAttempts: 1.5 }], "maxAttempts is 1.5."],
  [
    [{ timeout: 5 }],
    'timeout is an unknown option. It must be one of timeoutMs, maxAttempts (did you mean "timeoutMs"?).',
  ],
  [["tag", { timeoutMs: Number.NaN }], "timeoutMs is NaN."],
  [[Deposit, 5], "options is 5. It must be an object with the options timeoutMs, maxAttempts."],
  [[Deposit, "x"], 'options is "x".'],
  [[[]], "options is an instance of Array."],
])("@Receive(...%j) is refused", (args, text) => {
  const error = refusal(() => {
    class Account {
      @untyped.Receive(...args) open(): void {}
    }
    return Account;
  });
  expect(error.message).toContain(`@Receive on ${at("Account", "open")}: ${text}`);
});

test("options that are undefined count as left out", () => {
  expect(checkActorOptions({ name: undefined, mailbox: { capacity: undefined } })).toEqual({ mailbox: {} });
  expect(checkSupervisedOptions(undefined)).toEqual({});
  expect(checkSupervisedOptions({ onRestart: "drop", maxAttempts: undefined })).toEqual({
    onRestart: "drop",
  });
  expect(checkSupervisesOptions({ decide: undefined, backoff: {} })).toEqual({ backoff: {} });
  expect(checkReceiveOptions(undefined)).toEqual({});
});

test("checks of other callers name the option below the place they give", () => {
  const error = refusal(() => checkMailboxOptions({ capacity: 0 }, "options.mailbox"));
  expect(error.message).toBe("options.mailbox.capacity must be a whole number, from 1 to 16777216; got 0.");
  expect(() => checkBudget(0, "options.budget")).toThrow("options.budget must be");
  expect(() => checkName("")).toThrow("name must be");
  expect(checkBudget(65_536)).toBe(65_536);
});

test("an overflow policy is read in each spelling, with its target beside it or within", () => {
  const ref = { pid: 3 };
  expect(normalizeOverflow("DropNew")).toBe("dropNew");
  expect(normalizeOverflow("SPILL", "policy", 4)).toEqual({ spill: 4 });
  expect(normalizeOverflow("redirect", "policy", ref)).toEqual({ redirect: ref });
  expect(normalizeOverflow({ spill: ref })).toEqual({ spill: ref });
  expect(() => normalizeOverflow(undefined, "policy")).toThrow("policy must be");
});
