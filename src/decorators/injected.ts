import type { InjectionToken } from "tsyringe";
import { injectionStack } from "../draft";
import { describe, errors } from "../errors";

/** A class that cannot be built itself but stands for one that can: `Clock`, `ActorContext<Pricing>`. */
export type AbstractToken<T> = abstract new (...args: never[]) => T;

/**
 * Asks the runtime for a dependency, in a field initialiser or a constructor; needs no compiler metadata.
 *
 * ```ts
 * @Actor()
 * class Pricing {
 *   private readonly quotes = injected(QuoteStore);
 *   private readonly limit = injected<number>("pricing.limit");
 *   private readonly ctx = injected(ActorContext<Pricing>);
 * }
 * ```
 *
 * Tokens are classes, strings, symbols, or tsyringe's `delay(() => QuoteStore)`; what they stand for is registered on
 * `rt.container`. It works in the classes that are built for an actor, too.
 *
 * @throws ERR_NO_INJECTION_CONTEXT outside of a build, ERR_MISSING_DEPENDENCY, ERR_CIRCULAR_DEPENDENCY
 */
export function injected<T>(token: AbstractToken<T> | InjectionToken<T>): T {
  const stack = injectionStack();
  const frame = stack[stack.length - 1];
  if (frame !== undefined) return frame.resolve(token) as T;
  const name = typeof token === "function" && token.name !== "" ? token.name : describe(token);
  throw errors.noInjectionContext({ token: name });
}
