import type { AnyClass, Match } from "../draft";
import { describe } from "../errors";
import { checkReceiveOptions } from "../option-checks";
import type { ReceiveOptions } from "../options";
import type { MethodMark, TagMark } from "./marks";
import { bareCall, type Call, isBareCall, methodTarget, misuse, refuseBadOptions } from "./target";

/** The forms of `@Receive`. */
export interface Receive {
  /** The method is a message: `ref.send.deposit(5)`, `await ref.ask.balance()`. */
  (options?: ReceiveOptions): MethodMark<never[]>;
  /** The method also takes instances of `type` and its subclasses: `ref.tell(new Deposit(5))`. */
  <M extends object>(type: AnyClass<M>, options?: ReceiveOptions): MethodMark<[message: M]>;
  /** The method also takes objects whose `type` is this string: `ref.tell({ type: "tick" })`. */
  <T extends string>(tag: T, options?: ReceiveOptions): TagMark<T>;
  /** The method also takes every message that nothing else here takes. */
  any(options?: ReceiveOptions): MethodMark<[message: never]>;
}

/**
 * Makes a public method a message of its actor.
 *
 * ```ts
 * @Actor()
 * class Account {
 *   @Receive() balance(): number { return this.total; }
 *   @Receive(Deposit, { timeoutMs: 500 }) deposit(message: Deposit): void { this.total += message.amount; }
 *   @Receive("close") close(message: { type: "close" }): void { … }
 *   @Receive.any() rest(message: unknown): void { … }
 * }
 * ```
 *
 * @throws ERR_BAD_DECORATOR for a bad option, on anything but a public instance method, and for a second handler of
 *   one message in one class
 */
export const Receive: Receive = Object.assign(receive, { any: receiveAny });

function receive(...args: Call): (...call: Call) => void {
  if (isBareCall(args)) throw bareCall("Receive", args);
  const [what, options] = args;
  const isMethodMessage = args.length === 0 || (typeof what === "object" && what !== null);
  return (...call) => {
    if (isMethodMessage) record("Receive", () => ({ kind: "method" }), what, call);
    else record("Receive", (where) => matchOf(what, where), options, call);
  };
}

function receiveAny(...args: Call): (...call: Call) => void {
  if (isBareCall(args)) throw bareCall("Receive.any", args);
  return (...call) => record("Receive.any", () => ({ kind: "any" }), args[0], call);
}

function record(decorator: string, matchAt: (where: string) => Match, options: unknown, call: Call): void {
  const { draft, key, where } = methodTarget(decorator, call);
  const match = matchAt(where);
  const checked = refuseBadOptions(decorator, where, () => checkReceiveOptions(options));
  for (const known of draft.handlers) {
    if (known.key === key) refuseOther(known.options, checked, decorator, where);
    if (!isSame(known.match, match) || (match.kind === "method" && known.key !== key)) continue;
    const isTwice = known.key === key;
    const problem = isTwice ? "it stands there twice" : `${known.key} takes ${nameOf(match)} already`;
    throw misuse(decorator, where, problem, isTwice ? "Remove one." : "Keep one handler for each message.");
  }
  draft.handlers.push({ key, match, options: checked });
}

/** A handler that takes several messages has one deadline, and one number of attempts. */
function refuseOther(known: ReceiveOptions, given: ReceiveOptions, decorator: string, where: string): void {
  for (const option of ["timeoutMs", "maxAttempts"] as const) {
    const [one, other] = [known[option], given[option]];
    if (one === undefined || other === undefined || one === other) continue;
    throw misuse(
      decorator,
      where,
      `its ${option} is both ${other} and ${one}`,
      "Give one, or write two methods.",
    );
  }
}

function matchOf(what: unknown, where: string): Match {
  if (typeof what === "string" && what !== "") return { kind: "tag", tag: what };
  if (typeof what === "function" && typeof what.prototype === "object") {
    return { kind: "class", type: what as unknown as AnyClass<object> };
  }
  const isMissing = what === undefined;
  const problem = isMissing ? "its message class is undefined" : `${describe(what)} is not a message`;
  const fix = isMissing
    ? "An import cycle may be loading this file first: move the message class into a file of its own."
    : "Give nothing, a message class, a tag that is not empty, or { timeoutMs, maxAttempts }.";
  throw misuse("Receive", where, problem, fix);
}

function isSame(known: Match, match: Match): boolean {
  if (known.kind === "class") return match.kind === "class" && match.type === known.type;
  if (known.kind === "tag") return match.kind === "tag" && match.tag === known.tag;
  return known.kind === match.kind;
}

function nameOf(match: Match): string {
  if (match.kind === "class") return match.type.name;
  return match.kind === "tag" ? `the tag "${match.tag}"` : "every other message";
}
