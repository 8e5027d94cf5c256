/**
 * Tells the collector how much memory hangs on small objects. An array of the arena is a view of a few bytes, so that
 * the engine would let thousands of forgotten ones fill the arena before it sees a reason to collect. Beside each
 * megabyte lies an `ArrayBuffer` of that size which dies with it: reserved and never touched, it takes no memory, but
 * the engine counts it.
 */
import { limits } from "../../limits";

type Resizable = new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;

export class Ballast {
  private readonly weights = new WeakMap<object, ArrayBuffer>();
  /** Of arrays that were disposed of, for later ones: they cost the collector nothing. */
  private readonly spare = new Map<number, ArrayBuffer[]>();
  private spares = 0;
  /** Bytes of arrays that were too small for a ballast of their own. */
  private owed = 0;
  private isPossible = true;

  /** Memory of this size now lives as long as the object. */
  attach(holder: object, bytes: number): void {
    this.owed += bytes;
    if (this.owed < limits.arenaBallastBytes || !this.isPossible) return;
    const size = 2 ** Math.floor(Math.log2(this.owed));
    this.owed -= size;
    const weight = this.reuse(size) ?? this.make(size);
    if (weight !== undefined) this.weights.set(holder, weight);
  }

  /** The object's memory was given back before its end. */
  detach(holder: object): void {
    const weight = this.weights.get(holder);
    if (weight === undefined) return;
    this.weights.delete(holder);
    if (this.spares >= limits.arenaBallastSpares) return;
    const spare = this.spare.get(weight.byteLength);
    if (spare === undefined) this.spare.set(weight.byteLength, [weight]);
    else spare.push(weight);
    this.spares++;
  }

  private reuse(size: number): ArrayBuffer | undefined {
    const weight = this.spare.get(size)?.pop();
    if (weight !== undefined) this.spares--;
    return weight;
  }

  private make(size: number): ArrayBuffer | undefined {
    try {
      return new (ArrayBuffer as unknown as Resizable)(size, { maxByteLength: size });
    } catch {
      this.isPossible = false; // Address space is short: arrays are then collected when something else needs it.
      return undefined;
    }
  }
}
