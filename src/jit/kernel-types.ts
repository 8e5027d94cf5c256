/** The types of offloaded functions: what `offload(options)(fn)` gives, and what its `map` takes and returns. */

import type { Report } from "./explain";
import type { NumericArray } from "./memory/views";
import type { OffloadOptions, Returns } from "./offload-options";

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

/** What a map takes in the place of a parameter: for a number one for all elements, or an array of them. */
export type Mapped<P> = P extends number ? number | NumericArray | readonly number[] : P;

type MappedAll<P extends readonly unknown[]> = { [K in keyof P]: Mapped<P[K]> };

/** The parameters, then options: also where the last parameters are left out. */
type ThenOptions<P extends readonly unknown[], O> = P extends readonly []
  ? [options: O]
  : number extends P["length"]
    ? P extends readonly [infer First, ...infer Rest]
      ? [First, ...ThenOptions<Rest, O>]
      : [...rest: P, options: O]
    : P extends readonly [infer First, ...infer Rest]
      ? [First, ...ThenOptions<Rest, O>]
      : P extends readonly [(infer First)?, ...infer Rest]
        ? [options: O] | [First, ...ThenOptions<Rest, O>]
        : never;

/** Where a map writes. */
export interface MapOptions<A extends NumericArray = NumericArray> {
  /** Is filled in and returned; as long as the arrays are. It may be one of them, or share their memory. */
  readonly out?: A | undefined;
}

/** The arguments of `map` of a function. */
export type MapArguments<F extends AnyFunction, O = MapOptions> =
  | MappedAll<Parameters<F>>
  | ThenOptions<MappedAll<Parameters<F>>, O>;

/** The array that a map makes, by the option `returns`. */
export type ArrayOf<R> = R extends "f32"
  ? Float32Array
  : R extends "i32"
    ? Int32Array
    : R extends "bool"
      ? Uint8Array
      : Float64Array;

/** Options whose functions answer with a promise. */
export type Promising = "pool" | "actor" | "auto" | "gpu";

type ReturnsOf<O> = O extends { readonly returns: infer R extends Returns } ? R : undefined;
type IsPromised<O, F extends AnyFunction> = O extends { readonly strategy: Promising }
  ? true
  : ReturnType<F> extends PromiseLike<unknown>
    ? true
    : false;

/** What an option `returns` makes of a result. */
type Coerced<T, R> = [T] extends [number | boolean]
  ? R extends "bool"
    ? boolean
    : R extends Returns
      ? number
      : T
  : T;

type Wrapped<T, Promised> = Promised extends true ? Promise<Awaited<T>> : T;

/** The function with its parameters and `this`, and with the result that the options make of it. */
type Callable<F extends AnyFunction, O> =
  ReturnsOf<O> extends undefined
    ? IsPromised<O, F> extends false
      ? F
      : (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>
    : (...args: Parameters<F>) => Wrapped<Coerced<Awaited<ReturnType<F>>, ReturnsOf<O>>, IsPromised<O, F>>;

/** What an offloaded function can do beside being called. */
export interface Kernel<F extends AnyFunction, O = OffloadOptions> {
  /**
   * Calls the function for each element of the arrays, in order, and returns the results as an array: a `Float64Array`,
   * or what `returns` says. Numbers in the place of arrays are the same for all elements. Where the function compiles,
   * this runs at compiled speed; the results are those of the plain calls, bit for bit, unless `precision` says else.
   *
   * With `{ out }` the results are written there. It may be one of the arrays or overlap them: the result is as if all
   * of it had been computed before any of it is written.
   *
   * @throws ERR_LENGTH_MISMATCH unless all arrays, and `out`, are of one length
   * @throws ERR_INVALID_ARG without an array, for arrays of bigints, and for an `out` that is not a typed array
   * @throws ERR_OFFLOAD_REFUSED if the function does not compile and `fallback` is "throw"
   */
  map<const A extends MapArguments<F>>(
    ...args: A
  ): Wrapped<OutOf<A> extends never ? ArrayOf<ReturnsOf<O>> : OutOf<A>, IsPromised<O, F>>;

  /** How it runs and why: an object that prints itself, and turns into JSON. Its `code(tier)` is the generated code. */
  explain(): Report;

  /**
   * Compiles for arguments like these, without running. Without arguments: only looks whether the function compiles at
   * all, for numbers.
   *
   * @throws ERR_OFFLOAD_REFUSED if it does not and `fallback` is "throw"
   */
  compile(...args: MapArguments<F> | []): Report;

  /** Forgets compiled code and what it holds; the function then runs as it is written. */
  dispose(): void;
  /** As `dispose`. */
  [Symbol.dispose](): void;
}

/** The array that the arguments name as `out`; never without one. */
type OutOf<A> = A extends readonly [...unknown[], { readonly out: infer T extends NumericArray }] ? T : never;

/** What `offload(options)` makes of a function: the function itself, and a kernel. */
export type Offloaded<F extends AnyFunction, O> = Callable<F, O> & Kernel<F, O>;

/** A standard decorator's context of a method. */
export interface MethodContext {
  readonly kind: "method";
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
}

/** What a decorated method may be: with a strategy that answers with promises, one that returns a promise. */
export type MethodOf<O> = O extends { readonly strategy: Promising }
  ? (...args: never[]) => Promise<unknown>
  : AnyFunction;

/**
 * What `offload(options)` gives: makes a function a kernel, and is a decorator of methods, in both ways of
 * decorating.
 */
export interface Offloader<O> {
  /** The function as a kernel. */
  <F extends AnyFunction>(fn: F): Offloaded<F, O>;
  /** As a legacy decorator. */
  <F extends MethodOf<O>>(target: object, key: string | symbol, method: TypedPropertyDescriptor<F>): void;
  /** As a standard decorator. */
  <F extends MethodOf<O>>(method: F, context: MethodContext): F;
}
