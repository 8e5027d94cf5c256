/** Which arrays may share memory: a write to one may then be seen in the other. */
import type { ArrayRef, Fn } from "../ir/node";

export class Aliasing {
  constructor(private readonly fn: Fn) {}

  /** All arrays in which a write to this one may show, itself among them. */
  seenThrough(written: ArrayRef): readonly ArrayRef[] {
    return this.fn.arrays.filter((array) => array === written || this.mayShare(array, written));
  }

  /** An array that the function makes is its own; others are apart where the caller makes sure of it. */
  private mayShare(a: ArrayRef, b: ArrayRef): boolean {
    if (a.origin === "alloc" || b.origin === "alloc") return false;
    const isPair = (pair: readonly ArrayRef[]) => pair.includes(a) && pair.includes(b);
    return !(this.fn.disjoint ?? []).some(isPair);
  }
}
