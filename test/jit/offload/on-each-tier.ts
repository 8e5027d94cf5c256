/** One function on each of the tiers, for tests that compare them. */
import { Jit, type OffloadOptions, offload, type Tier } from "../../../src/jit/index";

export type Loose = (...args: never[]) => unknown;

const tiers: readonly (readonly Tier[])[] = [["js"], ["wasm"], []];

/** What calls of one offloaded function give on each of the tiers. */
export function onEachTier<T>(
  work: (offloaded: (fn: Loose, options?: OffloadOptions) => Kernelish) => T,
): T[] {
  return tiers.map((list) => {
    const jit = new Jit({ tiers: list });
    return work((fn, options) => offload({ ...options, jit })(fn) as unknown as Kernelish);
  });
}

export interface Kernelish {
  (...args: unknown[]): unknown;
  map(...args: unknown[]): ArrayLike<number>;
  explain(): {
    readonly reason: string;
    readonly refusal?: { readonly reason: string; readonly fix: string };
  };
}

export const three = <T>(value: T): T[] => [value, value, value];
export const numbers = (...values: number[]) => Float64Array.from(values);
