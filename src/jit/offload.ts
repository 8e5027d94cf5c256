/** `offload(options)(fn)`, `@offload(options)`, and `kernel(method)`. */
import { describe, errors, type IrisError } from "../errors";
import { jit } from "./default-jit";
import type { AnyFunction, Kernel, MapArguments, Offloader } from "./kernel-types";
import { checkFunction, checkOffloadOptions, type OffloadOptions, type Settings } from "./offload-options";
import { makeOffloaded, offloadedOf, setOwner } from "./offloaded";

/** The forms of `offload`. */
export interface Offload {
  /** @throws ERR_INVALID_ARG for a wrong option, ERR_NOT_YET for the strategy "gpu" */
  <const O extends OffloadOptions = Record<never, never>>(options?: O): Offloader<O>;
  /**
   * As `offload(options)`, for functions that do not have their own source at run time, because a bundler, a minifier
   * or a coverage tool rewrote them: `offload.source("(x, k) => Math.max(x - k, 0)")(payoff)`. The text is what
   * compiles; it has to mean what the function does. What the text captures is given by the option `scope`.
   */
  source<const O extends OffloadOptions = Record<never, never>>(text: string, options?: O): Offloader<O>;
}

/**
 * Makes a numeric function run at compiled speed over arrays, with the same results.
 *
 * ```ts
 * const payoff = offload()((spot: number, strike: number) => Math.max(spot - strike, 0));
 * payoff(105, 100);                      // a plain call, at its plain speed
 * payoff.map(spots, 100);                // SIMD, threads: whatever is fastest here
 * console.log(payoff.explain());         // what it was, and why
 *
 * class Pricing {
 *   @offload({ returns: "f32" }) static discount(rate: number, years: number): number { … }
 * }
 * kernel(Pricing.discount).map(rates, 10);
 * ```
 */
export const offload: Offload = Object.assign((...given: readonly unknown[]) => offloaderOf(given), {
  source(text: string, options?: unknown) {
    if (typeof text !== "string" || text === "") {
      const facts = { argument: "text", expected: "the source of a function", received: describe(text) };
      throw errors.invalidArg(facts);
    }
    return offloader(options, text);
  },
}) as Offload;

/**
 * What an offloaded method can do beside being called, typed: `kernel(Pricing.discount).map(rates, 10)`.
 *
 * @param self what `this` is in it, for an instance method that reads fields: `kernel(this.price, this).map(spots)`
 * @throws ERR_INVALID_ARG for a function that is not offloaded
 */
export function kernel<F extends AnyFunction>(method: F, self?: object): Kernel<F> {
  const subject = offloadedOf(method);
  if (subject === undefined) {
    const expected =
      "a function that was offloaded: put @offload() on the method, or offload()(fn) around it";
    throw errors.invalidArg({ argument: "method", expected, received: describe(method) });
  }
  if (self === undefined) return method as unknown as Kernel<F>;
  const bound = {
    map: (...args: MapArguments<F>) => subject.map(self, args),
    explain: () => subject.explain(),
    compile: (...args: readonly unknown[]) => subject.compile(self, args),
    dispose: () => subject.dispose(),
    [Symbol.dispose]: () => subject.dispose(),
  };
  return bound as unknown as Kernel<F>;
}

type Call = readonly unknown[];

/** What a decorator without parentheses returns would take the place of the method, without a word. */
function offloaderOf(given: Call): Offloader<OffloadOptions> {
  const [options, second] = given;
  if (isContext(second) || typeof second === "string" || typeof second === "symbol") {
    const where = isContext(second) ? String(second.name) : `${ownerOf(options)}.${String(second)}`;
    throw misuse(where, "the parentheses are missing", "Write @offload().");
  }
  return offloader(options, undefined);
}

function offloader(options: unknown, text: string | undefined): Offloader<OffloadOptions> {
  const settings = checkOffloadOptions(options);
  const make = (fn: unknown, name?: string) => {
    checkFunction(settings, fn);
    return makeOffloaded(settings.jit ?? jit, fn as never, settings, { text, name });
  };
  return ((...call: Call) => {
    const [first, second, descriptor] = call;
    if (call.length === 1) return make(first);
    if (isContext(second)) {
      const where = `${second.static === true ? "static " : ""}${String(second.name)}`;
      if (second.kind !== "method") throw notMethod(where, second.kind);
      checkMethod(settings, first, where);
      // A private method may have no name of its own by now.
      const made = make(first, (first as { name?: string }).name || String(second.name));
      if (second.static === true) {
        second.addInitializer?.(function (this: unknown) {
          setOwner(made, this as object);
        });
      }
      return made;
    }
    const where = `${ownerOf(first)}.${String(second)}`;
    const { value } = (descriptor ?? {}) as { value?: unknown };
    if (typeof value !== "function") throw notMethod(where, descriptor === undefined ? "field" : "accessor");
    checkMethod(settings, value, where);
    const made = make(value);
    if (typeof first === "function") setOwner(made, first);
    return { ...(descriptor as object), value: made };
  }) as Offloader<OffloadOptions>;
}

interface Context {
  readonly kind: string;
  readonly name: string | symbol;
  readonly static?: boolean;
  readonly addInitializer?: (initialize: (this: unknown) => void) => void;
}

function isContext(value: unknown): value is Context {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value;
}

/** The class of a legacy decorator's target. */
function ownerOf(target: unknown): string {
  if (typeof target === "function") return `static ${target.name}`;
  return (target as { constructor?: { name?: string } } | null)?.constructor?.name ?? "(anonymous)";
}

/** A promise in the place of a result would be a surprise to whoever calls the method. */
function checkMethod({ strategy }: Settings, method: unknown, where: string): void {
  if (strategy === "jit" || describeKind(method) === "AsyncFunction") return;
  const problem = `strategy "${strategy}" answers with a promise, and the method is not async`;
  throw misuse(where, problem, 'Declare it async, or use strategy "jit".');
}

function describeKind(method: unknown): string {
  return Object.prototype.toString.call(method).slice(8, -1);
}

function notMethod(where: string, kind: string): IrisError {
  const fix = "Put it on a method: name(x) { … }. A function of its own is offload(options)(fn).";
  return misuse(where, `the member is ${kind === "accessor" ? "an" : "a"} ${kind}, not a method`, fix);
}

function misuse(where: string, problem: string, fix: string): IrisError {
  return errors.badDecorator({ decorator: "offload", where, problem, fix });
}
