/**
 * The part of WebAssembly that the compiler uses, typed: Node's types do not have it, and the browser's, which do,
 * are not there for users who compile for Node.
 */

/** A memory that threads share: `buffer` is another object after it has grown; views of older ones stay valid. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** By pages of 64 kB; returns how many there were. Throws a RangeError beyond the maximum. */
  grow(pages: number): number;
}

declare const moduleBrand: unique symbol;

/** Compiled code. It can be posted to other threads, which do not compile it again. */
export interface WasmModule {
  readonly [moduleBrand]: true;
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly kind: "function" | "table" | "memory" | "global";
}

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Module: {
    new (bytes: Uint8Array): WasmModule;
    imports(module: WasmModule): WasmImport[];
  };
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => WasmInstance;
}

/** The engine's `WebAssembly`; not there where it may make no code at all (`--jitless`). */
export const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** Whether it is there. */
export function hasWebAssembly(): boolean {
  return wasm !== undefined;
}
