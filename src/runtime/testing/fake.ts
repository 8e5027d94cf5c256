/** Fakes: what actors of one runtime get injected instead of the real thing. */
import type { InjectionToken } from "tsyringe";
import type { AnyClass } from "../../draft";
import { describe, errors } from "../../errors";
import { reject } from "../../option-checks";
import type { Runtime } from "../runtime";
import { systemOf } from "./inside";

/**
 * Registers `value` on the runtime's own container, and returns it: actors spawned from now on get it for `token`.
 * Of a class only what the test needs has to be there.
 *
 * What a class registered in the root container (`@singleton()`) asks for itself is looked up there, not here: fake
 * that class.
 *
 * @throws ERR_FAKE_TOO_LATE when `token` was already looked up, ERR_INVALID_ARG for null and undefined
 */
export function fake<T extends object, V extends Partial<T>>(rt: Runtime, token: AnyClass<T>, value: V): V;
export function fake<V>(rt: Runtime, token: string | symbol, value: V): V;
export function fake<V>(rt: Runtime, token: unknown, value: V): V {
  const { injector, name } = systemOf(rt);
  if (value === undefined || value === null)
    reject("the fake", "a value other than null and undefined, which the container takes for none", value);
  const isToken = typeof token === "function" || typeof token === "string" || typeof token === "symbol";
  if (!isToken) {
    const hint = token === undefined ? " (is the class in a circle of imports?)" : "";
    const expected = `a class, a string or a symbol${hint}`;
    reject("the token to fake", expected, token);
  }
  if (injector.hasLookedUp(token)) {
    throw errors.fakeTooLate({ token: describe(token).replace(/^function /, ""), runtime: name });
  }
  rt.container.registerInstance(token as InjectionToken<V>, value);
  return value;
}
