/**
 * A map on WebAssembly: arrays of the arena in place, others copied through the bench, block by block.
 *
 *   x (ordinary)  ──copy──▶ bench ┐
 *   y (arena)     ────────────────┼─▶ kernel ─▶ bench ──copy──▶ out (ordinary)
 *   table         ──copied whole──┘      └─▶ blocks to redo: by the function itself, before anything is copied out
 */
import { stepOf } from "./backends/threads/split";
import type { Job } from "./backends/threads/team";
import type { WasmKernel } from "./backends/wasm/compile";
import { controlBytes, type Place, roomFor } from "./bench";
import { coerced } from "./coerced";
import { Column } from "./column";
import type { Fn } from "./ir/node";
import type { Elem } from "./ir/types";
import type { Machine } from "./machine";
import type { NumericArray } from "./memory/views";
import type { Returns } from "./offload-options";
import { type Called, declined, type KernelCall } from "./tier";

/** What a kernel's parameter is in a call. */
export type Slot =
  | { readonly tag: "scalar" }
  /** One element for each call; with `out`, where results go. */
  | { readonly tag: "column"; readonly elem: Elem }
  /** An array that all calls read. */
  | { readonly tag: "table"; readonly elem: Elem };

/** What the kernels of one map know of it. */
export interface MapShape {
  /** Of the parameters in order, those that are captured last. */
  readonly slots: readonly Slot[];
  readonly out: Elem;
  readonly returns: Returns | undefined;
  readonly original: Called;
  locate(array: NumericArray): number | undefined;
  /** How other threads take part; undefined: not at all. */
  readonly crew?: Crew | undefined;
}

/** Other threads that take part in a call. */
export interface Crew {
  /** At most, the caller included. One: the whole call is one piece of work. */
  readonly threads: number;
  /** Runs the job, and returns the kernel's status. */
  run(kernel: WasmKernel, job: Job, place: Place): number;
}

/** Elements that are copied, or worked on, at a time. */
const blockElements = 4_096;
/**
 * The same where nothing is copied: lists of what is to be redone stay short, and the engine may replace its first code
 * by better one in between.
 */
const placedElements = 32_768;
/** Elements that are copied at a time for several threads. */
const sharedElements = 131_072;

/** Shape of a map's function: its parameters after `start` and `end`, without `out`. */
export function slotsOf(fn: Fn, mapped: readonly boolean[]): Slot[] {
  return fn.params.slice(2, -1).map((param, i): Slot => {
    if (param.tag === "scalar") return { tag: "scalar" };
    return { tag: mapped[i] === true ? "column" : "table", elem: param.array.elem };
  });
}

export class WasmMap {
  /** The arguments of the kernel when all is in place: control, start, end, and so on. */
  private readonly numbers: number[] = [0, 0, 0];

  constructor(
    private readonly machine: Machine,
    private readonly kernel: WasmKernel,
    private readonly shape: MapShape,
  ) {}

  run(call: KernelCall): unknown {
    if (call.length === 0) return undefined;
    return this.isInPlace(call) ? this.inPlace(call) : this.inBlocks(call);
  }

  /** Whether this thread does all of it where it lies, in one go; notes what the kernel is called with. */
  private isInPlace({ args, hidden, length, out }: KernelCall): boolean {
    const { slots, crew, locate } = this.shape;
    if (crew !== undefined || length > placedElements) return false;
    const { numbers } = this;
    numbers[2] = length;
    let next = 3;
    for (let i = 0; i < slots.length; i++) {
      const value = i < args.length ? args[i] : hidden[i - args.length];
      if ((slots[i] as Slot).tag === "scalar") {
        numbers[next++] = Number(value);
        continue;
      }
      const at = locate(value as NumericArray);
      if (at === undefined) return false;
      numbers[next++] = at;
      numbers[next++] = (value as NumericArray).length;
    }
    const target = locate(out as NumericArray);
    if (target === undefined) return false;
    numbers[next++] = target;
    numbers[next++] = length;
    return true;
  }

  private inPlace(call: KernelCall): unknown {
    const { numbers, kernel } = this;
    const bytes = controlBytes + this.listBytes(call.length);
    return this.machine.bench.use(bytes, (place) => {
      const { address, words } = place;
      numbers[0] = address;
      words[2] = 0;
      words[3] = address + controlBytes;
      if (Reflect.apply(kernel.run, undefined, numbers) !== 0) return declined;
      if (kernel.repairLanes > 0 && words[2] !== 0) {
        const result = this.column(call.out as NumericArray, this.shape.out);
        const whole = { place, columns: [], result, elements: call.length, step: call.length, stride: 0 };
        this.repair(call, whole, 0, call.length);
      }
      return undefined;
    });
  }

  private inBlocks(call: KernelCall): unknown {
    const { slots, out } = this.shape;
    const columns = slots.map((slot, i) =>
      slot.tag === "scalar" ? undefined : this.column(call.args[i] as NumericArray, slot.elem),
    );
    const result = this.column(call.out as NumericArray, out);
    const all = [...columns, result];
    const isCopied = all.some((column, i) => column?.isCopied === true && slots[i]?.tag !== "table");
    const elements = this.blockOf(call.length, isCopied);
    const { chunks, step, stride } = this.split(elements);
    const controlsBytes = chunks * stride;
    const bytes = all.reduce((sum, column, i) => {
      if (column === undefined || !column.isCopied) return sum;
      const count = slots[i]?.tag === "table" ? column.array.length : elements;
      return sum + roomFor(column.elem, count);
    }, controlsBytes + 64);
    return this.machine.bench.use(bytes, (place) => {
      let next = (place.address + controlsBytes + 63) & -64;
      all.forEach((column, i) => {
        if (column === undefined) return;
        const count = slots[i]?.tag === "table" ? column.array.length : elements;
        next = column.lay(this.machine, next, count);
      });
      return this.blocks(call, { place, columns, result, elements, step, stride });
    });
  }

  /** How a block is shared out: chunks of `step` elements, whose control blocks lie `stride` bytes apart. */
  private split(elements: number): { chunks: number; step: number; stride: number } {
    const { crew } = this.shape;
    const step = crew === undefined || crew.threads === 1 ? elements : stepOf(elements, crew.threads);
    const stride = (controlBytes + this.listBytes(step) + 63) & -64;
    return { chunks: Math.max(1, Math.ceil(elements / step)), step, stride };
  }

  private column(array: NumericArray, elem: Elem): Column {
    return new Column(array, elem, this.shape.locate(array));
  }

  private blockOf(length: number, isCopied: boolean): number {
    if (this.shape.crew !== undefined) return isCopied ? Math.min(length, sharedElements) : length;
    if (isCopied) return Math.min(length, blockElements);
    return Math.min(length, placedElements);
  }

  /** Room for an entry of each block of lanes. */
  private listBytes(elements: number): number {
    const { repairLanes } = this.kernel;
    return repairLanes === 0 ? 0 : 4 * (Math.ceil(elements / repairLanes) + 1);
  }

  private blocks(call: KernelCall, work: Work): unknown {
    const { columns, result, elements } = work;
    const { slots } = this.shape;
    const { length, args, hidden } = call;
    const numbers: number[] = [];
    const tables = columns.map((column, i) =>
      slots[i]?.tag === "table" ? column?.enter(0, column.array.length) : undefined,
    );
    for (let at = 0; at < length; at += elements) {
      const count = Math.min(elements, length - at);
      numbers.length = 0;
      columns.forEach((column, i) => {
        if (column === undefined) numbers.push(Number(i < args.length ? args[i] : hidden[i - args.length]));
        else if (tables[i] !== undefined) numbers.push(tables[i] as number, column.array.length);
        else numbers.push(column.enter(at, count), count);
      });
      numbers.push(result.target(at), count);
      const status = this.execute(work, count, numbers);
      if (status !== 0) {
        if (at === 0) return declined;
        this.redo(call, result, { at, count, from: 0, to: count });
      } else if (this.kernel.repairLanes > 0) this.repair(call, work, at, count);
      result.leave(at, count);
    }
    return undefined;
  }

  /** Runs one block, on one thread or on several. */
  private execute({ place, step, stride }: Work, count: number, args: number[]): number {
    const { crew } = this.shape;
    const control = place.address;
    for (let start = 0, at = 0; start < count; start += step, at += stride) {
      place.words[(at >> 2) + 2] = 0;
      place.words[(at >> 2) + 3] = control + at + controlBytes;
    }
    if (crew === undefined) return this.kernel.run(control, 0, count, ...args);
    return crew.run(this.kernel, { start: 0, end: count, step, control, stride, args }, place);
  }

  /** Computes the blocks on the lists by the function itself, whose inputs are still there. */
  private repair(call: KernelCall, { place, result, step, stride }: Work, at: number, count: number): void {
    const { repairLanes } = this.kernel;
    const lists: Int32Array[] = [];
    for (let start = 0, chunk = 0; start < count; start += step, chunk += stride) {
      const entries = place.words[(chunk >> 2) + 2] as number;
      const first = (chunk + controlBytes) >> 2;
      // A copy: the function may be at work on the bench itself.
      if (entries > 0) lists.push(place.words.slice(first, first + entries));
    }
    for (const list of lists) {
      for (const from of list) {
        this.redo(call, result, { at, count, from, to: Math.min(count, from + repairLanes) });
      }
    }
  }

  private redo(
    { self, args, given = args }: KernelCall,
    result: Column,
    { at, count, from, to }: { at: number; count: number; from: number; to: number },
  ): void {
    const { slots, original, returns } = this.shape;
    const results = result.results(at, count);
    const row = [...given];
    for (let i = from; i < to; i++) {
      slots.forEach((slot, column) => {
        if (slot.tag === "column") row[column] = (args[column] as NumericArray)[at + i];
      });
      results[i] = coerced(original.apply(self, row), returns) as number;
    }
  }
}

interface Work {
  readonly place: Place;
  readonly columns: readonly (Column | undefined)[];
  readonly result: Column;
  readonly elements: number;
  readonly step: number;
  readonly stride: number;
}
