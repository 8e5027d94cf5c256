/**
 * A function of whole arrays on WebAssembly. Arrays of the arena are worked on in place; others are copied to the
 * bench, and back if the function writes to them. Where that could show, because arrays overlap, the call is
 * declined.
 */
import { addressAfter, controlBytes, type Place, roomFor } from "./bench";
import type { ArrayRef, Fn, Node } from "./ir/node";
import { scalarPart } from "./ir/types";
import type { Machine } from "./machine";
import { type NumericArray, offsetOf, write } from "./memory/views";
import { ops } from "./ops/table";
import { arraysWritten } from "./passes/find";
import { declined, type KernelCall } from "./tier";
import { makeArray, overlap } from "./values";

/** What a call is made of. */
export interface CallShape {
  readonly fn: Fn;
  locate(array: NumericArray): number | undefined;
  /** Bytes after the control block that `execute` works with. */
  readonly stateBytes?: number | undefined;
  /** Runs kernels with these arguments, for parameters and arrays that the function makes; gives their status. */
  execute(place: Place, args: readonly number[]): number;
}

/** Larger arrays than that are not copied. */
const copiedBytesMax = 2 ** 28;

/** One array of a call. */
interface Held {
  readonly ref: ArrayRef;
  readonly array: NumericArray;
  /** In the memory; undefined when it has to be copied. */
  readonly at: number | undefined;
}

export class WasmCall {
  private readonly written: ReadonlySet<ArrayRef>;
  private readonly made: readonly ArrayRef[];
  /** Parameters, in pairs, whose arrays have to be apart where none is copied. */
  private readonly apart: readonly (readonly [number, number])[];

  constructor(
    private readonly machine: Machine,
    private readonly shape: CallShape,
  ) {
    const { fn } = shape;
    this.written = arraysWritten(fn.body);
    this.made = fn.arrays.filter(({ origin }) => origin === "alloc").sort((a, b) => a.slot - b.slot);
    const placeOf = (ref: ArrayRef) =>
      fn.params.findIndex((param) => param.tag === "array" && param.array === ref);
    this.apart = (fn.disjoint ?? [])
      .filter((pair) => pair.some((ref) => this.written.has(ref)))
      .map(([a, b]) => [placeOf(a), placeOf(b)] as const)
      .filter(([a, b]) => a >= 0 && b >= 0);
  }

  run(call: KernelCall): unknown {
    const numbers = this.made.length === 0 ? this.inPlace(call) : undefined;
    return numbers === undefined ? this.prepared(call) : this.runInPlace(call, numbers);
  }

  /** The kernel's arguments where all arrays lie in the memory: most small calls. */
  private inPlace({ args, hidden }: KernelCall): number[] | undefined {
    const { fn, locate } = this.shape;
    const numbers: number[] = [];
    for (let i = 0; i < fn.params.length; i++) {
      const value = i < args.length ? args[i] : hidden[i - args.length];
      if (fn.params[i]?.tag === "scalar") {
        numbers.push(Number(value));
        continue;
      }
      const address = locate(value as NumericArray);
      if (address === undefined) return undefined;
      numbers.push(address, (value as NumericArray).length);
    }
    return numbers;
  }

  private runInPlace({ args }: KernelCall, numbers: readonly number[]): unknown {
    const { fn, locate } = this.shape;
    for (const [a, b] of this.apart) {
      if (overlap(args[a] as NumericArray, args[b] as NumericArray, locate) !== "apart") return declined;
    }
    return this.machine.bench.use(controlBytes + this.stateBytes, (place) => {
      if (this.shape.execute(place, numbers) !== 0) return declined;
      const { result } = fn;
      if (result.tag !== "array") return this.valueOf(place);
      return args[fn.params.findIndex((param) => param.tag === "array" && param.array === result.array)];
    });
  }

  /** With copies, and arrays that the function makes. */
  private prepared(call: KernelCall): unknown {
    const { fn, locate } = this.shape;
    const values = [...call.args, ...call.hidden];
    const held = fn.params.flatMap((param, i): Held[] => {
      if (param.tag === "scalar") return [];
      const array = values[i] as NumericArray;
      return [{ ref: param.array, array, at: locate(array) }];
    });
    if (this.isEntangled(held)) return declined;
    const lengths = this.made.map((ref) => this.lengthOf(ref, values));
    let bytes = controlBytes + this.stateBytes;
    for (const { ref, array, at } of held) if (at === undefined) bytes += roomFor(ref.elem, array.length);
    for (const [i, ref] of this.made.entries()) bytes += roomFor(ref.elem, lengths[i] as number);
    if (!(bytes <= copiedBytesMax)) return declined;
    return this.machine.bench.use(bytes, (place) => this.at(place, { values, held, lengths }));
  }

  private at(place: Place, { values, held, lengths }: Prepared): unknown {
    const { fn } = this.shape;
    let next = (place.address + controlBytes + this.stateBytes + 63) & -64;
    const lay = (ref: ArrayRef, length: number): NumericArray => {
      const view = this.machine.arena.view(ref.elem, next, length) as NumericArray;
      next = addressAfter(next, ref.elem, length);
      return view;
    };
    const copies = new Map<ArrayRef, NumericArray>();
    for (const { ref, array, at } of held) {
      if (at !== undefined) continue;
      const copy = lay(ref, array.length);
      // One whose buffer was transferred has no elements, and may not be touched.
      if (array.length > 0) copy.set(array);
      copies.set(ref, copy);
    }
    const made = this.made.map((ref, i) => lay(ref, lengths[i] as number).fill(0));
    const numbers = fn.params.flatMap((param, i) => {
      if (param.tag === "scalar") return [Number(values[i])];
      const array = values[i] as NumericArray;
      return [offsetOf(copies.get(param.array) ?? array), array.length];
    });
    numbers.push(...made.flatMap((array) => [array.byteOffset, array.length]));
    if (this.shape.execute(place, numbers) !== 0) return declined;
    for (const { ref, array } of held) {
      const copy = copies.get(ref);
      if (copy !== undefined && copy.length > 0 && this.written.has(ref)) write(array, copy);
    }
    return this.resultOf(place, held, made);
  }

  private get stateBytes(): number {
    return this.shape.stateBytes ?? 0;
  }

  /** What the kernel left in its control block. */
  private valueOf(place: Place): unknown {
    const { result } = this.shape.fn;
    if (result.tag !== "value") return undefined;
    const value = place.doubles[0] as number;
    return result.type === "bool" ? value !== 0 : value;
  }

  private resultOf(place: Place, held: readonly Held[], made: readonly NumericArray[]): unknown {
    const { result } = this.shape.fn;
    if (result.tag !== "array") return this.valueOf(place);
    const given = held.find(({ ref }) => ref === result.array);
    if (given !== undefined) return given.array;
    const array = made[this.made.indexOf(result.array)] as NumericArray;
    const copy = makeArray(result.array.elem, array.length);
    copy.set(array);
    return copy;
  }

  /**
   * Whether what is written to one array could be seen in another: where copies, or proofs, rest on their being
   * apart.
   */
  private isEntangled(held: readonly Held[]): boolean {
    const { fn, locate } = this.shape;
    return held.some((one, i) =>
      held.slice(i + 1).some((other) => {
        if (!this.written.has(one.ref) && !this.written.has(other.ref)) return false;
        const rests = fn.disjoint?.some((pair) => pair.includes(one.ref) && pair.includes(other.ref));
        const isCopied = one.at === undefined || other.at === undefined;
        return (rests === true || isCopied) && overlap(one.array, other.array, locate) !== "apart";
      }),
    );
  }

  /** Of an array that the function makes; NaN where JavaScript would throw. */
  private lengthOf({ length }: ArrayRef, values: readonly unknown[]): number {
    if (length === undefined) return Number.NaN;
    const elements = Math.trunc(this.evaluate(length, values));
    return elements >= 0 ? elements : Number.NaN;
  }

  private evaluate(node: Node, values: readonly unknown[]): number {
    const { params } = this.shape.fn;
    switch (node.op) {
      case "const":
        return node.value;
      case "get":
        return Number(values[params.findIndex((one) => one.tag === "scalar" && one.local === node.local)]);
      case "length": {
        const at = params.findIndex((one) => one.tag === "array" && one.array === node.array);
        return (values[at] as NumericArray).length;
      }
      case "load":
        return Number.NaN;
      default: {
        const { op, args } = node;
        const operand = args.at(-1) as Node;
        return ops[op].evaluate(
          args.map((arg) => this.evaluate(arg, values)),
          scalarPart(operand.type),
        );
      }
    }
  }
}

interface Prepared {
  readonly values: readonly unknown[];
  readonly held: readonly Held[];
  readonly lengths: readonly number[];
}
