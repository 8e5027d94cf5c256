/**
 * The arena: typed arrays in one shared `WebAssembly.Memory`, where kernels and threads use them in place.
 *
 *   memory   │ reserved │ block │ block │ free │ block │ … never used: still zero │
 *                           ▲ one array, with a buffer object of its own
 *
 * Each array has its own `SharedArrayBuffer` object over the whole memory. Its subarrays share that object, so that the
 * object tells which block a view belongs to, whether it was disposed of, and, by being collected, that nobody can
 * reach the block any more. Shared memory cannot be detached: a disposed array still reads and writes bytes that may
 * belong to another one by then. What can be told is told: `locate` and `address` throw for it.
 *
 * The memory is made on first use. It grows, and existing arrays stay valid.
 */
import { limits } from "../../limits";
import type { Refusal } from "../ir/refusal";
import { type Elem, elemBytes } from "../ir/types";
import { Ballast } from "./ballast";
import { type Block, Heap } from "./heap";
import { PlainMemory } from "./plain-memory";
import { isFull, isPart, noLength, notHere, wasDisposed } from "./refusals";
import { type ArenaArray, type ArrayOf, bufferOf, type NumericArray, offsetOf, viewOf } from "./views";
import { hasWebAssembly, type WasmMemory, wasm } from "./webassembly";

/** Wasm's unit of memory. */
const pageBytes = 65_536;
/** Never handed out, so that no array lies at address 0. */
const reservedBytes = 1_024;

/** Bytes that a caller of kernels needs for a while: copies of arguments, control blocks. Not zeroed. */
export interface Scratch extends Disposable {
  /** Where it starts; a multiple of 64. */
  readonly address: number;
  readonly bytes: number;
}

/** What an arena holds at the moment; sizes in bytes. */
export interface ArenaUse {
  /** Arrays and scratch blocks that are in use. */
  readonly blocks: number;
  /** What they take up, rounding included. */
  readonly usedBytes: number;
  /** The most that was ever used at a time. */
  readonly peakBytes: number;
  /** What is left of the memory's present size. */
  readonly freeBytes: number;
  /** The memory's present size, and what it may grow to. */
  readonly memoryBytes: number;
  readonly maximumBytes: number;
}

export class Arena {
  private made: WasmMemory | undefined = undefined;
  private readonly heap = new Heap();
  /** By their arrays and the buffers of those, which parts of the arrays share. */
  private readonly blocks = new WeakMap<object, Block>();
  private readonly forgotten = new FinalizationRegistry<Block>((block) => this.give(block));
  private readonly ballast = new Ballast();
  /** Promises that blocks wait for before they may serve again, and those blocks. */
  private quarantines = 0;
  private waiting: Block[] = [];
  private maximumPages: number;
  /** Memory from here on was never handed out: it is still zero. */
  private touched = 0;
  /** The one function that all arrays have as `[Symbol.dispose]`, so that all arrays of a kind stay of one shape. */
  private readonly disposeThis: (this: NumericArray) => void;

  /** @param maximumBytes what the memory may grow to, at most and by default `limits.arenaBytesMax` */
  constructor({ maximumBytes = limits.arenaBytesMax }: { maximumBytes?: number } = {}) {
    this.maximumPages = Math.max(1, Math.floor(Math.min(maximumBytes, limits.arenaBytesMax) / pageBytes));
    const arena = this;
    this.disposeThis = function (this: NumericArray) {
      const block = arena.blocks.get(this.buffer);
      if (block?.isLive) arena.dispose(this);
    };
  }

  /** The one memory, for kernels to import. */
  get memory(): WasmMemory {
    if (this.made === undefined) {
      this.made = this.reserve();
      this.heap.extend(reservedBytes, this.made.buffer.byteLength);
    }
    return this.made;
  }

  /** How many pages the memory may have, for the modules that import it. */
  get pages(): { readonly initial: number; readonly maximum: number } {
    return {
      initial: Math.min(this.maximumPages, limits.arenaInitialBytes / pageBytes),
      maximum: this.maximumPages,
    };
  }

  /**
   * An array of `length` zeros (or of anything, with `zeroed: false`: for one that is about to be overwritten).
   * @throws Refusal `ERR_ARENA_LENGTH` for what is no length, `ERR_ARENA_FULL` when the memory may not grow so far
   */
  array<E extends Elem>(
    elem: E,
    length: number,
    { zeroed = true }: { zeroed?: boolean } = {},
  ): ArenaArray<E> {
    if (!Number.isInteger(length) || length < 0 || length > limits.arenaBytesMax) throw noLength(length);
    const bytes = length * elemBytes[elem];
    const block = this.take(bytes);
    const isClean = block.start >= this.touched;
    this.touched = Math.max(this.touched, block.start + block.bytes);
    const buffer = this.ownBuffer();
    const view = viewOf(elem, buffer, block.start, length);
    if (zeroed && !isClean) view.fill(0);
    this.blocks.set(buffer, block);
    this.blocks.set(view, block);
    this.forgotten.register(buffer, block, block);
    this.ballast.attach(buffer, block.bytes);
    Object.defineProperty(view, Symbol.dispose, { value: this.disposeThis });
    return view as ArenaArray<E>;
  }

  /** Whether the view is an array of this arena, or a part of one, and was not disposed of. */
  contains(view: ArrayBufferView): boolean {
    return this.blocks.get(bufferOf(view))?.isLive === true;
  }

  /**
   * Where the view starts in the memory; undefined for one that lies elsewhere.
   * @throws Refusal `ERR_ARRAY_DISPOSED`
   */
  locate(view: ArrayBufferView): number | undefined {
    // Asking for the buffer is slow: most arrays that lie elsewhere begin where theirs does, and none does here.
    const address = offsetOf(view);
    if (address < reservedBytes) return undefined;
    const block = this.blocks.get(view) ?? this.blocks.get(bufferOf(view));
    if (block === undefined) return undefined;
    if (!block.isLive) throw wasDisposed();
    return address;
  }

  /** As `locate`, for a view that is known to lie here. @throws Refusal `ERR_ARRAY_DISPOSED`, `ERR_NOT_IN_ARENA` */
  address(view: ArrayBufferView): number {
    const address = this.locate(view);
    if (address === undefined) throw notHere();
    return address;
  }

  /**
   * Gives the memory of an array back. Neither it nor its subarrays may be used from then on.
   * @throws Refusal `ERR_ARRAY_DISPOSED` the second time, `ERR_NOT_IN_ARENA` for another array or a part of one.
   * `array[Symbol.dispose]()` may be called twice.
   */
  dispose(view: ArrayBufferView): void {
    const block = this.blocks.get(view.buffer);
    if (block === undefined) throw notHere();
    if (!block.isLive) throw wasDisposed();
    if (!Object.hasOwn(view, Symbol.dispose)) throw isPart();
    this.forgotten.unregister(block);
    this.ballast.detach(view.buffer);
    this.give(block);
  }

  /** At least one byte for a caller's own use. @throws Refusal `ERR_ARENA_FULL` */
  scratch(bytes: number): Scratch {
    const block = this.take(bytes);
    this.touched = Math.max(this.touched, block.start + block.bytes);
    const dispose = () => {
      if (block.isLive) this.give(block);
    };
    return { address: block.start, bytes: block.bytes, [Symbol.dispose]: dispose };
  }

  /** A view of `length` elements at an address, for scratch blocks: no array of the arena, nothing looks after it. */
  view<E extends Elem>(elem: E, address: number, length: number): ArrayOf<E> {
    return viewOf(elem, this.memory.buffer, address, length);
  }

  /**
   * Lets no memory be used anew until the promise settles: what is given back in the meantime waits. For threads that
   * were told to end in the middle of a kernel, and may write a little longer.
   */
  quarantine(until: Promise<unknown>): void {
    this.quarantines++;
    const over = () => {
      if (--this.quarantines > 0) return;
      const blocks = this.waiting;
      this.waiting = [];
      for (const block of blocks) this.heap.give(block);
    };
    void until.then(over, over);
  }

  inspect(): ArenaUse {
    const memoryBytes = this.made?.buffer.byteLength ?? 0;
    const counts = this.heap.counts();
    const freeBytes = Math.max(0, memoryBytes - reservedBytes - counts.usedBytes);
    return { ...counts, freeBytes, memoryBytes, maximumBytes: this.maximumPages * pageBytes };
  }

  /** The address space for all that the memory may grow to is taken at once: where it is short, for less. */
  private reserve(): WasmMemory {
    for (;;) {
      const { initial, maximum } = this.pages;
      try {
        return hasWebAssembly()
          ? new wasm.Memory({ initial, maximum, shared: true })
          : new PlainMemory(initial, maximum);
      } catch {
        if (maximum <= initial) throw this.isFull(initial * pageBytes);
        this.maximumPages = Math.max(initial, maximum >> 1);
      }
    }
  }

  private give(block: Block): void {
    block.isLive = false;
    if (this.quarantines > 0) this.waiting.push(block);
    else this.heap.give(block);
  }

  private take(bytes: number): Block {
    const { memory } = this;
    const found = this.heap.take(bytes);
    if (found !== undefined) return found;
    this.grow(memory, bytes);
    const block = this.heap.take(bytes);
    if (block === undefined) throw this.isFull(bytes);
    return block;
  }

  /** By what is missing, or by a quarter: growing often would cost more than room that is never touched. */
  private grow(memory: WasmMemory, bytes: number): void {
    const size = memory.buffer.byteLength;
    const missing = Math.ceil(this.heap.missing(bytes, size) / pageBytes);
    const room = this.maximumPages - size / pageBytes;
    if (missing > room) throw this.isFull(bytes);
    const pages = Math.min(room, Math.max(missing, Math.ceil(size / pageBytes / 4)));
    try {
      memory.grow(pages);
    } catch {
      throw this.isFull(bytes);
    }
    this.heap.extend(size, memory.buffer.byteLength);
  }

  /** A buffer object over the whole memory that nobody else has. */
  private ownBuffer(): SharedArrayBuffer {
    const { memory } = this;
    // Where there is no structuredClone (some test environments), growing by nothing makes a new object too. It is not
    // the first choice: it interrupts every thread that knows the memory.
    const { structuredClone: clone } = globalThis as { structuredClone?: <T>(value: T) => T };
    if (clone !== undefined) return clone(memory.buffer);
    memory.grow(0);
    return memory.buffer;
  }

  private isFull(bytes: number): Refusal {
    return isFull(bytes, this.inspect());
  }
}
