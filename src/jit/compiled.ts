/** What is known of a signature that compiles: the ways in which it can run, and what each call has to bring along. */
import type { Jit } from "./jit";
import type { Settings } from "./offload-options";
import type { Called, KernelCall, Tier, Variant } from "./tier";

/** A way of running that is possible for a signature; its code is made when it is wanted. */
export interface Way {
  readonly tier: Tier;
  /** Milliseconds that making it takes, about. Calls pay for it when they have taken as long without it. */
  readonly priceMs: number;
  /** Nanoseconds that a call of so many elements should take. Infinite: not worth a try. */
  expectedNs(call: KernelCall): number;
  /** @throws Refusal */
  make(): Variant;
}

/** A signature that compiles. */
export interface Compiled {
  /** What is made fastest comes first. */
  readonly ways: readonly Way[];
  /** Arguments that are looked at. */
  readonly arity: number;
  /** What the function captures, as it is now; undefined when that is not what was compiled for. */
  hidden(self: unknown): readonly (number | boolean)[] | undefined;
  /** The call as ways take it, or why the function itself has to run it. Left out: as it is. */
  open?(call: KernelCall): KernelCall | string;
  /** Whether all arrays of a call lie where kernels use them in place. */
  isInPlace(call: KernelCall): boolean;
  /** A text of its intermediate representation. */
  show(): string;
}

/** What entries need of their function. */
export interface Subject {
  readonly jit: Jit;
  /** What was spent on all signatures of the function. */
  readonly spent: { compileMs: number; codeSize: number };
  readonly name: string;
  readonly original: Called;
  readonly settings: Settings;
}
