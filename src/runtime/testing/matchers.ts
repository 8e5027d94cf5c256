/**
 * Matchers for `expect.extend(irisMatchers)`, for jest and whatever speaks its language. Nothing of jest is needed
 * here: a matcher is a function that returns `{ pass, message }`.
 */
import { inspect, isDeepStrictEqual } from "node:util";
import { errors, IrisError } from "../../errors";
import { isThenable } from "../../thenable";
import type { Cell } from "../actor/cell";
import { Phase } from "../actor/phase";
import type { Target } from "../actor/protocol";
import { cellOf } from "../actor/ref";
import { targetCell } from "../actor/target";
import type { Audit } from "../messages/conservation";
import type { DeadLetter } from "../messages/dead-letters";
import { Runtime } from "../runtime";
import { systemOf } from "./inside";
import { describeWork } from "./settle";
import { TestRuntime } from "./test-runtime";

/** Some facts of a dead letter. `target` may also be a ref; values may be matchers such as `expect.any(Error)`. */
export type DeadLetterFacts = { readonly [K in keyof Omit<DeadLetter, "target">]?: unknown } & {
  readonly target?: Target;
};

/** What a matcher returns. */
export interface MatcherResult {
  readonly pass: boolean;
  /** Made only when it is shown. */
  message(): string;
}

/** What a matcher needs of `this`: `expect`'s own equality, where it offers one. */
interface MatcherThis {
  readonly equals?: (a: unknown, b: unknown) => boolean;
}

/** The matchers, as TypeScript sees them on `expect(…)`. */
export interface IrisMatchers<R = unknown> {
  /** The actor (a ref, or a pid and its runtime) has not exited. */
  toBeAlive(rt?: Runtime): R;
  /** The actor (a ref, or a pid and its runtime) has exited; with this reason, if one is given. */
  toHaveExited(reason?: string, rt?: Runtime): R;
  /** No message of the runtime (or of `rt.audit()`) was lost or counted twice. */
  toBeBalanced(): R;
  /** A dead letter with these facts was reported. For a `testRuntime()`, or a list of dead letters. */
  toHaveDeadLetter(facts?: DeadLetterFacts): R;
  /** The value is an `IrisError` of this code and with these fields; of a function, what it throws. */
  toBeIrisError(code?: string, fields?: Readonly<Record<string, unknown>>): R;
}

declare global {
  namespace jest {
    // Merges with @types/jest where it is there, and harms nobody where it is not.
    interface Matchers<R, T> extends IrisMatchers<R> {}
  }
}

function toBeAlive(this: unknown, received: unknown, rt?: Runtime): MatcherResult {
  const actor = look("toBeAlive", received, rt);
  return {
    pass: actor.exit === undefined,
    message: () =>
      actor.exit === undefined
        ? `Expected ${actor.label} to have exited, but ${actor.state}.`
        : `Expected ${actor.label} to be alive, but ${actor.exit}.`,
  };
}

function toHaveExited(this: unknown, received: unknown, reason?: string, rt?: Runtime): MatcherResult {
  const actor = look("toHaveExited", received, rt);
  const wanted = reason === undefined ? "" : ` with reason ${inspect(reason)}`;
  const pass = actor.exit !== undefined && (reason === undefined || actor.reason === reason);
  return {
    pass,
    message: () =>
      `Expected ${actor.label} ${pass ? "not " : ""}to have exited${wanted}, but ${actor.state}.`,
  };
}

function toBeBalanced(this: unknown, received: unknown): MatcherResult {
  const audit = received instanceof Runtime ? received.audit() : (received as Audit);
  if (typeof audit?.balanced !== "boolean")
    throw misused("toBeBalanced", "a Runtime or its audit()", received);
  const { accepted, refused: _, lateReplies: __, balanced, ...fates } = audit;
  const sum = Object.values(fates).reduce((total, count) => total + count, 0);
  const terms = Object.entries(fates).map(([fate, count]) => `${count} ${fate}`);
  return {
    pass: balanced,
    message: () =>
      `Expected the runtime ${balanced ? "not " : ""}to be balanced: it accepted ${accepted} messages, and knows of ${sum}: ${terms.join(" + ")}.`,
  };
}

function toHaveDeadLetter(this: unknown, received: unknown, facts: DeadLetterFacts = {}): MatcherResult {
  const letters = received instanceof TestRuntime ? received.deadLetters : received;
  if (!Array.isArray(letters)) {
    throw misused(
      "toHaveDeadLetter",
      'a testRuntime(), or a list filled by rt.events.on("dead-letter")',
      received,
    );
  }
  const { target } = facts;
  const wanted = typeof target === "object" ? { ...facts, target: target.pid } : { ...facts };
  const pass = letters.some((letter) => hasFacts(this, letter, wanted));
  const found = letters.map((letter) => `\n  ${showLetter(letter)}`).join("");
  return {
    pass,
    message: () =>
      `Expected ${pass ? "no" : "a"} dead letter ${inspect(wanted)}; there ${found === "" ? "are none." : `are:${found}`}`,
  };
}

function toBeIrisError(
  this: unknown,
  received: unknown,
  code?: string,
  fields: Readonly<Record<string, unknown>> = {},
): MatcherResult {
  const thrown =
    typeof received === "function" ? whatIsThrown(received as () => unknown) : { value: received };
  const wanted = `an IrisError${code === undefined ? "" : ` ${code}`}${Object.keys(fields).length === 0 ? "" : ` with ${inspect(fields)}`}`;
  const value = thrown?.value;
  const pass = IrisError.is(value, code) && hasFacts(this, value, fields);
  const got = thrown === undefined ? "nothing was thrown" : `got ${showError(value)}`;
  return { pass, message: () => `Expected ${pass ? "anything but " : ""}${wanted}, but ${got}.` };
}

/** For `expect.extend(irisMatchers)`, once in a setup file. */
export const irisMatchers = Object.freeze({
  toBeAlive,
  toHaveExited,
  toBeBalanced,
  toHaveDeadLetter,
  toBeIrisError,
});

interface Looked {
  readonly label: string;
  /** How it ended; undefined while it is alive. */
  readonly exit: string | undefined;
  readonly reason: string | undefined;
  readonly state: string;
}

function look(matcher: string, received: unknown, rt: Runtime | undefined): Looked {
  const system = rt === undefined ? cellOf(received)?.system : systemOf(rt);
  if (system === undefined) throw misused(matcher, "an ActorRef, or a pid and its runtime", received);
  const cell: Cell | undefined = targetCell(system, received);
  if (cell !== undefined && cell.phase !== Phase.Stopped) {
    return {
      label: cell.label,
      exit: undefined,
      reason: undefined,
      state: `it is alive (${describeWork(cell)})`,
    };
  }
  const info = system.exits.of(cell?.pid ?? (received as number));
  const label = cell?.label ?? info?.actor ?? `Pid ${String(received)}`;
  const error = info?.error === undefined ? "" : `: ${String(info.error)}`;
  const exit =
    info === undefined
      ? "no exit of it is remembered: it never was, or ended long ago"
      : `it exited with reason ${inspect(info.reason)}${error}`;
  return { label, exit, reason: info?.reason, state: exit };
}

function hasFacts(self: unknown, value: object, facts: Readonly<Record<string, unknown>>): boolean {
  const equals = (self as MatcherThis | undefined)?.equals ?? isDeepStrictEqual;
  return Object.entries(facts).every(([name, fact]) =>
    equals((value as Readonly<Record<string, unknown>>)[name], fact),
  );
}

function showLetter({ fate, actor, target, message, payload }: DeadLetter): string {
  return `${fate}: ${message} to ${actor === "" ? `pid ${target}` : actor}, ${inspect(payload, { depth: 1, breakLength: 200 })}`;
}

function whatIsThrown(act: () => unknown): { readonly value: unknown } | undefined {
  try {
    const result = act();
    if (isThenable(result)) result.then(undefined, () => {});
    return undefined;
  } catch (value) {
    return { value };
  }
}

function showError(value: unknown): string {
  if (isThenable(value)) {
    return "a promise. Write: await expect(promise).rejects.toBeIrisError(code)";
  }
  if (IrisError.is(value)) return `${value.code}: ${value.message}`;
  return inspect(value, { depth: 0 });
}

function misused(matcher: string, expected: string, received: unknown): Error {
  const argument = `What expect(…).${matcher}() looks at`;
  return errors.invalidArg({ argument, expected, received: inspect(received, { depth: 0 }) });
}
