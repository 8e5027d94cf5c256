/**
 * What a function is called with, as far as its code depends on it: one kernel is compiled for each signature.
 *
 * A call has one argument per parameter. `number` and `boolean` are scalars; `array` is one of the typed arrays, or an
 * ordinary array of numbers (`plain`: its elements are doubles). In a map, `mapped` marks the scalar parameters whose
 * arguments are arrays, one element of each for each call of the function. An array of arrays has a `rank` above 1: it
 * is one flat array in the IR, row after row, and its sizes are parameters after all others.
 */
import type { Elem } from "./types";

export type ArgKind =
  | { readonly tag: "number" }
  | { readonly tag: "boolean" }
  /** What no kernel takes. Such a signature is refused. */
  | { readonly tag: "other" }
  | {
      readonly tag: "array";
      readonly elem: Elem;
      readonly plain: boolean;
      /** By how many indices an element is reached: 1 when left out. */
      readonly rank?: 2 | 3 | undefined;
    };

export interface Signature {
  readonly args: readonly ArgKind[];
  /** Undefined for a plain call. Else which arguments are mapped over, and the element type of the result. */
  readonly map?: { readonly mapped: readonly boolean[]; readonly out: Elem } | undefined;
}
