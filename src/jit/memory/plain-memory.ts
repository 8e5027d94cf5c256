/**
 * Memory for arrays where the engine has no WebAssembly: nothing compiles to it there, but what allocates still runs.
 */
import type { WasmMemory } from "./webassembly";

const pageBytes = 65_536;

interface Growable extends SharedArrayBuffer {
  grow(bytes: number): void;
}

type GrowableBuffer = new (bytes: number, options: { maxByteLength: number }) => Growable;

export class PlainMemory implements WasmMemory {
  readonly buffer: Growable;

  constructor(initial: number, maximum: number) {
    const options = { maxByteLength: maximum * pageBytes };
    this.buffer = new (SharedArrayBuffer as unknown as GrowableBuffer)(initial * pageBytes, options);
  }

  grow(pages: number): number {
    const before = this.buffer.byteLength;
    if (pages > 0) this.buffer.grow(before + pages * pageBytes);
    return before / pageBytes;
  }
}
