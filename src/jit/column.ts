/** One array of a map on its way to a kernel: in place, or copied to the bench, block by block. */
import { addressAfter } from "./bench";
import { type Elem, elemBytes } from "./ir/types";
import type { Machine } from "./machine";
import { bufferOf, type NumericArray, offsetOf, viewOf, write } from "./memory/views";

export class Column {
  /** Its copy on the bench. */
  private copy: NumericArray | undefined;
  private copyAt = 0;

  constructor(
    readonly array: NumericArray,
    readonly elem: Elem,
    /** Where it lies in the memory; undefined when it is copied. */
    private readonly place: number | undefined,
  ) {}

  get isCopied(): boolean {
    return this.place === undefined;
  }

  /** Puts its copy somewhere; returns the first byte after it. */
  lay(machine: Machine, address: number, elements: number): number {
    if (!this.isCopied) return address;
    this.copyAt = address;
    this.copy = machine.arena.view(this.elem, address, elements) as NumericArray;
    return addressAfter(address, this.elem, elements);
  }

  /** The address of the element `at`; brings that block in. */
  enter(at: number, count: number): number {
    if (this.place !== undefined) return this.place + at * elemBytes[this.elem];
    if (count > 0) (this.copy as NumericArray).set(this.part(at, count));
    return this.copyAt;
  }

  /** The address that the element `at` is written to. */
  target(at: number): number {
    return this.place === undefined ? this.copyAt : this.place + at * elemBytes[this.elem];
  }

  /** Where the results of the block that starts at `at` are. */
  results(at: number, count: number): NumericArray {
    return this.place === undefined ? (this.copy as NumericArray) : this.part(at, count);
  }

  leave(at: number, count: number): void {
    if (this.place === undefined) write(this.array, (this.copy as NumericArray).subarray(0, count), at);
  }

  private part(at: number, count: number): NumericArray {
    const { array, elem } = this;
    return viewOf(elem, bufferOf(array), offsetOf(array) + at * elemBytes[elem], count) as NumericArray;
  }
}
