/** What a function uses from outside of itself: by which path, and what that turns out to be. */
import type { Refusal } from "../ir/refusal";
import type { CapturedPath, ParsedFunction } from "./parse";

export type { CapturedPath } from "./parse";

/** Reads it as it is now. `self` is what `this` is in the call at hand. */
export type Read = (self: unknown) => unknown;

/** Any function; what it is called with is not checked here. */
export type Callable = (...args: never[]) => unknown;

/** What must still be there before a call. */
export interface Watch {
  readonly fn: unknown;
  readonly read: Read;
}

/** A number or boolean. `steady`: it cannot change; else it is read anew for each call. */
export interface CapturedValue {
  readonly tag: "number" | "boolean";
  readonly value: number | boolean;
  readonly steady: boolean;
  readonly read: Read;
  /** A constant of the engine's: before a call, `read` must still give `fn`. */
  readonly watch?: Watch | undefined;
}

/** Another function, to be inlined. Not steady: before a call, `read` must still give `fn`. */
export interface CapturedFunction {
  readonly tag: "function";
  readonly fn: Callable;
  readonly steady: boolean;
  readonly read: Read;
  /** Its source. Throws a Refusal. */
  readonly parsed: () => ParsedFunction;
  /** What it uses from outside, in its turn. */
  readonly resolve: Resolve;
}

/** `Math.sin`, `range`, `Number.isNaN`, `Float64Array`: known by name, and seen to be the engine's or ours. */
export interface CapturedIntrinsic {
  readonly tag: "intrinsic";
  readonly name: string;
  /** Under a name of the user's that may come to mean something else: before a call, `read` must still give `fn`. */
  readonly watch?: Watch | undefined;
}

export type Captured =
  | CapturedValue
  | CapturedFunction
  | CapturedIntrinsic
  | { readonly tag: "undefined" }
  | { readonly tag: "refused"; readonly refusal: Refusal };

export type Resolve = (path: CapturedPath) => Captured;
