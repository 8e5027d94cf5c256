/** Compiles a function to WebAssembly and instantiates it: synchronous, and done in about half a millisecond. */
import type { Fn } from "../../ir/node";
import { type WasmMemory, type WasmModule, wasm } from "../../memory/webassembly";
import { emitWasm } from "./emit";
import { importObject } from "./math-calls";
import type { VectorMath } from "./vector-math";

export interface CompileOptions {
  /** Arrays and control blocks are in it: at byte 1024 or later (addresses.ts, lowestAddress). */
  readonly memory: WasmMemory;
  /** The maximum that the memory was made with, in pages of 64 KiB; the engine's own maximum unless told otherwise. */
  readonly maximumPages?: number | undefined;
  readonly math?: VectorMath | undefined;
  /** See EmitOptions. */
  readonly singles?: VectorMath | undefined;
  /** See EmitOptions. */
  readonly repair?: boolean | undefined;
}

export interface WasmKernel {
  readonly module: WasmModule;
  readonly bytes: Uint8Array;
  /** What another thread needs to instantiate the module: names for `importObject`. */
  readonly imports: readonly string[];
  /** See Emitted. */
  readonly repairLanes: number;
  /** See emit.ts. Returns the status. */
  readonly run: (control: number, ...args: number[]) => number;
}

export function compileWasm(fn: Fn, options: CompileOptions): WasmKernel {
  const { memory, maximumPages = 65536, ...rest } = options;
  const shared = Object.prototype.toString.call(memory.buffer) === "[object SharedArrayBuffer]";
  const emitted = emitWasm(fn, { initialPages: 0, maximumPages, shared, ...rest });
  const module = new wasm.Module(emitted.bytes);
  const { imports } = emitted;
  return { ...emitted, module, run: instantiate(module, memory, imports) };
}

/** The kernel of a compiled module on a memory. */
export function instantiate(
  module: WasmModule,
  memory: WasmMemory,
  imports: readonly string[],
): (control: number, ...args: number[]) => number {
  const instance = new wasm.Instance(module, { env: { memory, ...importObject(imports) } });
  return instance.exports.run as (control: number, ...args: number[]) => number;
}
