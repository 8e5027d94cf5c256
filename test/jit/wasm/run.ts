/** Runs a function as WebAssembly: its arrays are copied into a memory and back. */

import { lowestAddress } from "../../../src/jit/backends/wasm/addresses";
import { type CompileOptions, compileWasm } from "../../../src/jit/backends/wasm/compile";
import type { Fn } from "../../../src/jit/ir/node";
import { elemBytes } from "../../../src/jit/ir/types";
import { wasm } from "../../../src/jit/memory/webassembly";

export type Argument = number | boolean | (ArrayLike<number> & object);

export const control = 64;
/** Bytes between arrays that no kernel may touch. */
const gap = 64;
const untouched = 0xa5;

export interface Run {
  readonly status: number;
  readonly result: number;
  /** First elements of blocks that the caller is to redo. */
  readonly repair: readonly number[];
}

export function newMemory(pages = 4) {
  return new wasm.Memory({ initial: pages, maximum: 16, shared: true });
}

/** @throws Error when it wrote outside of its arrays */
export function runWasm(fn: Fn, args: readonly Argument[], options: Partial<CompileOptions> = {}): Run {
  const memory = newMemory();
  const { run } = compileWasm(fn, { memory, maximumPages: 16, ...options });
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(untouched, lowestAddress);
  new Int32Array(memory.buffer)[(control + 8) / 4] = 0;
  let at = lowestAddress + gap;
  const placed: { view: ArrayLike<number> & object; at: number; size: number }[] = [];
  const passed = args.flatMap((arg, i) => {
    const param = fn.params[i];
    if (typeof arg !== "object" || param?.tag !== "array") return [Number(arg)];
    const size = arg.length * elemBytes[param.array.elem];
    const view = arg as Uint8Array;
    bytes.set(new Uint8Array(view.buffer, view.byteOffset, size), at);
    placed.push({ view: arg, at, size });
    at = (at + size + gap + 15) & ~15;
    return [(placed.at(-1) as { at: number }).at, arg.length];
  });
  const repairAt = at + gap;
  new DataView(memory.buffer).setInt32(control + 12, repairAt, true);
  const status = run(control, ...passed);
  for (const { view, at: from, size } of placed) {
    const target = view as Uint8Array;
    new Uint8Array(target.buffer, target.byteOffset, size).set(bytes.subarray(from, from + size));
    for (let i = -gap + 16; i < 0; i++) expectUntouched(bytes[from + i], i);
    for (let i = 0; i < gap - 16; i++) expectUntouched(bytes[from + size + i], i);
  }
  const view = new DataView(memory.buffer);
  const count = view.getInt32(control + 8, true);
  const repair = Array.from({ length: count }, (_, i) => view.getInt32(repairAt + 4 * i, true));
  return { status, result: view.getFloat64(control, true), repair };
}

function expectUntouched(byte: number | undefined, distance: number): void {
  if (byte !== untouched) throw new Error(`wrote outside of an array, ${distance} bytes away`);
}
