/** The tier of WebAssembly, for maps. */
import { compileWasm } from "./backends/wasm/compile";
import { wasmNs, workOf } from "./cost";
import type { Way } from "./entry";
import type { Fn } from "./ir/node";
import { print } from "./ir/print";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./numeric-array";
import type { Settings } from "./offload-options";
import { inLanes } from "./stages";
import type { KernelCall, Variant } from "./tier";
import { isTypedKind, kindOf } from "./values";
import { WasmCall } from "./wasm-call";
import { slotsOf, WasmMap } from "./wasm-map";

/** What a map is compiled of. */
export interface MapSource {
  readonly jit: Jit;
  readonly original: (this: unknown, ...args: never[]) => unknown;
  readonly settings: Settings;
}

export function wasmMapWay(fn: Fn, { map }: Signature, { jit, original, settings }: MapSource): Way {
  const work = workOf(fn);
  const locate = (array: NumericArray) => jit.alloc.locate(array);
  return {
    tier: "wasm",
    expectedNs: (call) => wasmNs(work, call.length, copiedOf(call, locate)),
    make(): Variant {
      const startedMs = jit.clock.now();
      const { machine } = jit;
      const stage = inLanes(fn, settings);
      const mode = settings.precision === "fast" ? "fast" : "exact";
      const { memory, pages } = machine.arena;
      const kernel = compileWasm(stage.fn, {
        memory,
        maximumPages: pages.maximum,
        math: machine.math(mode),
        repair: true,
      });
      const slots = slotsOf(fn, map?.mapped ?? []);
      const runner = new WasmMap(machine, kernel, {
        slots,
        out: map?.out ?? "f64",
        returns: settings.returns,
        original: original as (this: unknown, ...args: unknown[]) => unknown,
        locate,
      });
      return {
        tier: "wasm",
        get code() {
          return print(stage.fn);
        },
        codeSize: kernel.bytes.length,
        compileMs: jit.clock.now() - startedMs,
        run: (call) => runner.run(call),
      };
    },
  };
}

/** The same for a function of whole arrays. */
export function wasmCallWay(fn: Fn, { jit, settings }: MapSource): Way {
  const work = workOf(fn);
  const locate = (array: NumericArray) => jit.alloc.locate(array);
  return {
    tier: "wasm",
    expectedNs: (call) => wasmNs(work, call.length, copiedOf(call, locate)),
    make(): Variant {
      const startedMs = jit.clock.now();
      const { machine } = jit;
      const stage = inLanes(fn, settings);
      const { memory, pages } = machine.arena;
      const math = machine.math(settings.precision === "fast" ? "fast" : "exact");
      const kernel = compileWasm(stage.fn, { memory, maximumPages: pages.maximum, math });
      const runner = new WasmCall(machine, kernel, { fn: stage.fn, locate });
      return {
        tier: "wasm",
        get code() {
          return print(stage.fn);
        },
        codeSize: kernel.bytes.length,
        compileMs: jit.clock.now() - startedMs,
        run: (call) => runner.run(call),
      };
    },
  };
}

function copiedOf({ args, out }: KernelCall, locate: (array: NumericArray) => number | undefined): number {
  let copied = 0;
  for (const array of [...args, out]) {
    if (isTypedKind(kindOf(array)) && locate(array as NumericArray) === undefined) copied++;
  }
  return copied;
}
