/**
 * Checks what users say in options, once for decorators and for `spawn` (rules as data, one table per options type).
 *
 * Every check throws ERR_INVALID_ARG, naming the option by its path below `where` ("mailbox.capacity",
 * "options.mailbox.capacity"), and returns a frozen copy in which overflow policies have their canonical spelling.
 */
import { didYouMean } from "./describe";
import { describe, errors } from "./errors";
import { limits } from "./limits";
import type {
  ActorOptions,
  BackoffOptions,
  MailboxOptions,
  Overflow,
  OverflowTarget,
  PressureOptions,
  ReceiveOptions,
  SupervisedOptions,
  SupervisesOptions,
  VirtualOptions,
} from "./options";

/** Checks one value found at `path` and returns it, normalised; throws ERR_INVALID_ARG. */
type Rule = (value: unknown, path: string) => unknown;
type Rules<T> = { readonly [K in keyof Required<T>]: Rule };

export function reject(argument: string, expected: string, value: unknown): never {
  throw errors.invalidArg({ argument, expected, received: describe(value) });
}

function rule(expected: string, accepts: (value: unknown) => boolean): Rule {
  return (value, path) => (accepts(value) ? value : reject(path, expected, value));
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/** A rule for whole numbers. */
export function whole(min: number, max: number): Rule {
  const expected = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return rule(
    `a whole number, ${expected}`,
    (v) => Number.isSafeInteger(v) && (v as number) >= min && (v as number) <= max,
  );
}

/** A rule for one of several words. */
export function oneOf(...choices: string[]): Rule {
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  return (value, path) => {
    if (choices.includes(value as string)) return value;
    const hint = typeof value === "string" ? didYouMean(value, choices) : "";
    return reject(path, `one of ${list}${hint}`, value);
  };
}

const flag = rule("true or false", (v) => typeof v === "boolean");
const positiveMs = rule(
  "a finite number of milliseconds above 0",
  (v) => isNumber(v) && v > 0 && v < Number.POSITIVE_INFINITY,
);
const anyMs = rule(
  "a finite number of milliseconds, 0 or more",
  (v) => isNumber(v) && v >= 0 && v < Number.POSITIVE_INFINITY,
);
const atLeastOne = whole(1, Number.MAX_SAFE_INTEGER);

const share = rule("a number above 0, up to 1", (v) => isNumber(v) && v > 0 && v <= 1);

const pressureRules: Rules<PressureOptions> = {
  high: share,
  highLeave: share,
  critical: share,
  criticalLeave: share,
};

const mailboxRules: Rules<MailboxOptions> = {
  capacity: whole(1, limits.mailboxDepthMax),
  overflow: (value, path) => normalizeOverflow(value, path),
  softLimit: whole(1, limits.mailboxDepthMax),
  pressure: (value, path) => checkPressure(value, path),
};

const virtualRules: Rules<VirtualOptions> = { idleTimeoutMs: positiveMs, reactivate: flag };

const actorRules: Rules<ActorOptions> = {
  mode: oneOf("push", "pull"),
  name: rule(
    `a string of 1 to ${limits.nameLengthMax} characters`,
    (v) => typeof v === "string" && v.length > 0 && v.length <= limits.nameLengthMax,
  ),
  budget: whole(1, limits.budgetMax),
  mailbox: (value, path) => checkMailboxOptions(value, path),
  reentrant: flag,
  virtual: (value, path) => (typeof value === "boolean" ? value : checked(value, path, virtualRules)),
  trapExit: flag,
};

const receiveRules: Rules<ReceiveOptions> = { timeoutMs: positiveMs, maxAttempts: atLeastOne };

const backoffRules: Rules<BackoffOptions> = {
  initialMs: anyMs,
  maxMs: anyMs,
  factor: rule("a finite number, 1 or more", (v) => isNumber(v) && v >= 1 && v < Number.POSITIVE_INFINITY),
  jitter: rule("a number from 0 to 1", (v) => isNumber(v) && v >= 0 && v <= 1),
};

const supervisedRules: Rules<SupervisedOptions> = {
  strategy: oneOf("one-for-one", "one-for-all", "rest-for-one"),
  restart: oneOf("permanent", "transient", "temporary"),
  maxRestarts: rule(
    `a whole number from 0 to ${limits.restartsMax}, or Infinity`,
    (v) =>
      v === Number.POSITIVE_INFINITY ||
      (Number.isSafeInteger(v) && (v as number) >= 0 && (v as number) <= limits.restartsMax),
  ),
  withinMs: positiveMs,
  backoff: (value, path) => checkBackoff(value, path),
  shutdownMs: anyMs,
  onRestart: oneOf("keep", "drop", "redeliverCurrent"),
  maxAttempts: atLeastOne,
  children: oneOf("restart", "keep"),
  state: oneOf("renew", "keep"),
};

const supervisesRules: Rules<SupervisesOptions> = {
  strategy: supervisedRules.strategy,
  maxRestarts: supervisedRules.maxRestarts,
  withinMs: supervisedRules.withinMs,
  backoff: supervisedRules.backoff,
  shutdownMs: supervisedRules.shutdownMs,
  decide: rule("a function", (v) => typeof v === "function"),
};

/** What an actor may be told when it is spawned, and when it is listed as a child. */
export const runningOptionNames = Object.freeze([
  "budget",
  "mailbox",
  "reentrant",
  "trapExit",
  "supervised",
] as const);

/** Options of `@Actor`, and the part of `spawn`'s options that they share. */
export function checkActorOptions(options: unknown, where = ""): ActorOptions {
  return checked(options, where, actorRules);
}

export function checkMailboxOptions(options: unknown, where = "mailbox"): MailboxOptions {
  const mailbox = checked(options, where, mailboxRules);
  const { capacity, softLimit } = mailbox;
  if (capacity !== undefined && softLimit !== undefined && softLimit > capacity) {
    reject(`${where}.softLimit`, `${where}.capacity (${capacity}) or less`, softLimit);
  }
  return mailbox;
}

/** The options of one actor, its class's and its own together: shares have to be shares of something. */
export function checkPressureSize({ capacity, softLimit, pressure }: MailboxOptions): void {
  if (pressure === undefined || capacity !== undefined || softLimit !== undefined) return;
  reject("mailbox.pressure", "left out, or come with a capacity or a softLimit", pressure);
}

export function checkVirtualOptions(options: unknown, where = "virtual"): VirtualOptions {
  return checked(options, where, virtualRules);
}

export function checkReceiveOptions(options: unknown, where = ""): ReceiveOptions {
  return checked(options, where, receiveRules);
}

export function checkSupervisedOptions(options: unknown, where = ""): SupervisedOptions {
  const supervised = checked(options, where, supervisedRules);
  const { onRestart, maxAttempts } = supervised;
  if (onRestart === "redeliverCurrent" && maxAttempts === 1) {
    reject(at(where, "maxAttempts"), '2 or more with "redeliverCurrent"', maxAttempts);
  }
  if (onRestart === "drop" && maxAttempts !== undefined && maxAttempts > 1) {
    reject(at(where, "maxAttempts"), 'left out, or 1, with onRestart "drop"', maxAttempts);
  }
  return supervised;
}

export function checkSupervisesOptions(options: unknown, where = ""): SupervisesOptions {
  return checked(options, where, supervisesRules);
}

/** @throws ERR_INVALID_ARG naming an option that is not `known` */
export function checkOptionNames(options: object, known: readonly string[]): void {
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) {
      reject(
        option,
        `an option that exists: ${known.join(", ")}${didYouMean(option, known)}`,
        (options as never)[option],
      );
    }
  }
}

/** Messages per turn. */
export function checkBudget(budget: unknown, where = "budget"): number {
  return actorRules.budget(budget, where) as number;
}

/** Messages that fit into something. */
export function checkCapacity(capacity: unknown, where = "capacity"): number {
  return mailboxRules.capacity(capacity, where) as number;
}

/** A name to register an actor under. */
export function checkName(name: unknown, where = "name"): string {
  return actorRules.name(name, where) as string;
}

const overflowNames = ["dropNew", "dropOld", "block", "redirect", "spill"] as const;
const overflowForms = '"dropNew", "dropOld", "block", { redirect: target } or { spill: target }';

/**
 * The canonical form of an overflow policy; names are read case-insensitively ("dropnew", "BLOCK"). `target` goes
 * with the names "redirect" and "spill", for calls that take it as an argument of its own.
 *
 * @throws ERR_INVALID_ARG for an unknown policy, or a redirect or spill without a target
 */
export function normalizeOverflow(policy: unknown, where = "overflow", target?: unknown): Overflow {
  if (typeof policy === "string") {
    const name = overflowNames.find((known) => known.toLowerCase() === policy.toLowerCase());
    if (name === undefined) reject(where, `${overflowForms}${didYouMean(policy, overflowNames)}`, policy);
    if (name === "redirect") return { redirect: checkTarget(target, `target of ${where} "redirect"`) };
    if (name === "spill") return { spill: checkTarget(target, `target of ${where} "spill"`) };
    return name;
  }
  const keys = typeof policy === "object" && policy !== null ? Object.keys(policy) : [];
  const given = policy as { redirect?: unknown; spill?: unknown };
  if (keys.length === 1 && keys[0] === "redirect") {
    return Object.freeze({ redirect: checkTarget(given.redirect, `${where}.redirect`) });
  }
  if (keys.length === 1 && keys[0] === "spill") {
    return Object.freeze({ spill: checkTarget(given.spill, `${where}.spill`) });
  }
  return reject(where, overflowForms, policy);
}

function checkTarget(target: unknown, where: string): OverflowTarget {
  const pid = typeof target === "object" && target !== null ? (target as { pid?: unknown }).pid : target;
  if (Number.isSafeInteger(pid) && (pid as number) >= 0) return target as OverflowTarget;
  return reject(where, "a ref or a pid", target);
}

/** Which of two shares is not above the other. */
const shareOrder = [
  ["highLeave", "high"],
  ["highLeave", "criticalLeave"],
  ["highLeave", "critical"],
  ["high", "critical"],
  ["criticalLeave", "critical"],
] as const;

function checkPressure(value: unknown, path: string): PressureOptions {
  const pressure = checked(value, path, pressureRules);
  for (const [less, more] of shareOrder) {
    const [low, most] = [pressure[less], pressure[more]];
    if (low !== undefined && most !== undefined && low > most) {
      reject(`${path}.${less}`, `${path}.${more} (${most}) or less`, low);
    }
  }
  return pressure;
}

function checkBackoff(value: unknown, path: string): BackoffOptions {
  const backoff = checked(value, path, backoffRules);
  const { initialMs, maxMs } = backoff;
  if (initialMs !== undefined && maxMs !== undefined && maxMs < initialMs) {
    reject(`${path}.maxMs`, `${path}.initialMs (${initialMs}) or more`, maxMs);
  }
  return backoff;
}

function at(where: string, option: string): string {
  return where === "" ? option : `${where}.${option}`;
}

/** A frozen copy of `options` with every rule applied. An option that is undefined counts as left out. */
function checked<T extends object>(options: unknown, where: string, rules: Rules<T>): T {
  if (options === undefined) return Object.freeze({}) as T;
  const known = Object.keys(rules);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    reject(where === "" ? "options" : where, `an object with the options ${known.join(", ")}`, options);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const path = at(where, key);
    if (!Object.hasOwn(rules, key)) {
      const expected = `one of ${known.join(", ")}${didYouMean(key, known)}`;
      throw errors.invalidArg({ argument: path, expected, received: "an unknown option" });
    }
    if (value !== undefined) copy[key] = rules[key as keyof T](value, path);
  }
  return Object.freeze(copy) as T;
}
