/** A method call as a value: what `message(Account).deposit(5)` makes, accepted wherever a message is. */
import { draftsOf } from "../../draft";
import { errors } from "../../errors";
import { reject } from "../../option-checks";
import type { BaseClass, Messages, MethodMessage } from "../actor/protocol";
import { type Selector, Shape } from "./selector";

const brand = Symbol.for("iris-actors/MethodMessage");

class MethodCall {
  declare readonly [brand]: true;

  constructor(
    readonly method: string,
    readonly args: readonly unknown[],
  ) {}
}
Object.defineProperty(MethodCall.prototype, brand, { value: true });

/** Whether `value` is a method message, also one made by another copy of this package. */
export function isMethodMessage(value: unknown): value is MethodMessage<never> {
  if (typeof value !== "object" || value === null) return false;
  try {
    return brand in value;
  } catch {
    return false; // a proxy with a mind of its own: a message like any other
  }
}

/**
 * The messages of a class as values: `message(Account).deposit(5)`.
 *
 * @throws ERR_INVALID_ARG for what is no class, ERR_NOT_A_MESSAGE when the method is not marked with `@Receive()`
 */
export function message<A extends object>(type: BaseClass<A>): Messages<A> {
  if (typeof type !== "function") {
    const hint = type === undefined ? " (is it in a circle of imports, and not defined yet?)" : "";
    reject("what message() was given", `an actor class${hint}`, type);
  }
  const known = new Set(draftsOf(type).flatMap((draft) => draft.handlers.map((handler) => handler.key)));
  const lookUp = (_: object, method: string | symbol): unknown => {
    if (typeof method === "symbol" || method === "then") return undefined;
    if (!known.has(method)) throw errors.notAMessage({ actor: type.name, method });
    return (...args: unknown[]) => new MethodCall(method, args);
  };
  return new Proxy({}, { get: lookUp }) as Messages<A>;
}

/** What was sent, as a value again: a method message or the whole message. */
export function asMessage(selector: Selector, argument: unknown): unknown {
  switch (selector.shape) {
    case Shape.None:
      return new MethodCall(selector.name, []);
    case Shape.One:
      return new MethodCall(selector.name, [argument]);
    case Shape.Many:
      return new MethodCall(selector.name, argument as readonly unknown[]);
    default:
      return argument;
  }
}

/** A message's name for people: its method, class or tag. */
export function messageName(message: unknown): string {
  if (isMethodMessage(message)) return message.method;
  if (typeof message !== "object" || message === null) return typeof message;
  try {
    const { type } = message as { type?: unknown };
    if (typeof type === "string") return `{ type: "${type}" }`;
    const name: unknown = message.constructor?.name;
    return typeof name === "string" && name !== "" ? name : "object";
  } catch {
    return "object"; // a getter or a proxy threw: a report must not
  }
}
