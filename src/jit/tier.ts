/** The ways to run a kernel, and what one way of running one signature is. */
import type { NumericArray } from "./memory/views";

/**
 * `inline`: the function itself, in a loop where arrays are mapped. `js`: generated JavaScript. `wasm`: SIMD
 * WebAssembly. `threads`: the same on several threads. `pool`: a worker thread, with a promise.
 */
export type Tier = "inline" | "js" | "wasm" | "threads" | "pool";

/** All of them, the function itself first. */
export const allTiers: readonly Tier[] = Object.freeze(["inline", "js", "wasm", "threads", "pool"]);

/** A function as it was written, called with whatever `this` and arguments. */
export type Called = (this: unknown, ...args: unknown[]) => unknown;

/** One call on its way to a variant: its arguments, with ordinary arrays already turned into doubles. */
export interface KernelCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** The values of what the function captures or reads of `this`, anew for each call. */
  readonly hidden: readonly (number | boolean)[];
  /** How many elements are mapped over; of a plain call, how many its longest array has. */
  readonly length: number;
  /** Where a map writes. */
  readonly out: NumericArray | undefined;
  /** The arguments as the function itself takes them, where a kernel is given others. */
  readonly given?: readonly unknown[] | undefined;
  /** Those that are arrays of arrays of which a kernel needs a copy: a `Grid` stands in the place of each. */
  readonly scattered?: readonly number[] | undefined;
}

/** What a variant answers when it cannot serve a call; it has written nothing. */
export const declined: unique symbol = Symbol("declined");

/** What became of a loop: how many of its iterations run side by side, and if one, why. */
export interface LoopNote {
  /** Where it stands in the source. */
  readonly at: number | undefined;
  readonly lanes: number;
  readonly reason: string | undefined;
  /** Whether several threads share its iterations. */
  readonly isShared?: boolean | undefined;
}

/** One way to run one signature. */
export interface Variant {
  readonly tier: Tier;
  /** What was generated, for people. Empty for the function itself. */
  readonly code: string;
  /** Bytes or characters of it. */
  readonly codeSize: number;
  readonly compileMs: number;
  /** What became of its loops. */
  readonly loops?: readonly LoopNote[] | undefined;
  /** Of a map: fills `out`. Of a plain call: the result. */
  run(call: KernelCall): unknown;
}
