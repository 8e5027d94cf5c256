/**
 * What a function is called with, as far as its code depends on it: one kernel is compiled for each signature.
 *
 * A call has one argument per parameter. `number` and `boolean` are scalars; `array` is one of the typed arrays, or an
 * ordinary array of numbers (`plain`: its elements are doubles). In a map, `mapped` marks the scalar parameters whose
 * arguments are arrays, one element of each for each call of the function.
 */
import type { Elem } from "./types";

export type ArgKind =
  | { readonly tag: "number" }
  | { readonly tag: "boolean" }
  | { readonly tag: "array"; readonly elem: Elem; readonly plain: boolean };

export interface Signature {
  readonly args: readonly ArgKind[];
  /** Undefined for a plain call. Else which arguments are mapped over, and the element type of the result. */
  readonly map?: { readonly mapped: readonly boolean[]; readonly out: Elem } | undefined;
}
