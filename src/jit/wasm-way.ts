/** The tier of WebAssembly, for maps. */
import { isAsyncFunction } from "node:util/types";
import { Lazy } from "../lazy";
import { compileWasm, type WasmKernel } from "./backends/wasm/compile";
import { threadsNs, wasmNs, workOf } from "./cost";
import type { Way } from "./entry";
import type { Fn } from "./ir/node";
import { print } from "./ir/print";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./numeric-array";
import type { Settings } from "./offload-options";
import { inLanes } from "./stages";
import type { KernelCall, Variant } from "./tier";
import { isTypedKind, kindOf } from "./values";
import { WasmCall } from "./wasm-call";
import { type MapShape, slotsOf, WasmMap } from "./wasm-map";

/** What a map is compiled of. */
export interface MapSource {
  readonly jit: Jit;
  readonly original: (this: unknown, ...args: never[]) => unknown;
  readonly settings: Settings;
}

/** The ways of a map on WebAssembly: on this thread, and on several where the machine has them. */
export function wasmMapWays(fn: Fn, signature: Signature, source: MapSource): Way[] {
  const { jit, settings } = source;
  const work = workOf(fn);
  const locate = (array: NumericArray) => jit.alloc.locate(array);
  const built = new Lazy(() => buildMap(fn, signature, source, locate));
  const make = (tier: "wasm" | "threads", threads: number): Variant => {
    const startedMs = jit.clock.now();
    const { kernel, shape, text } = built.module;
    const { machine } = jit;
    if (tier === "threads" && shape.guarded) {
      throw new Refusal("guarded-map", "it rests on guards, which threads would ask one after the other", "");
    }
    const crew = tier === "threads" ? { team: machine.team, threads } : undefined;
    const runner = new WasmMap(machine, kernel, { ...shape, crew });
    return {
      tier,
      get code() {
        return text();
      },
      codeSize: kernel.bytes.length,
      compileMs: jit.clock.now() - startedMs,
      run: (call) => runner.run(call),
    };
  };
  const ways: Way[] = [
    {
      tier: "wasm",
      expectedNs: (call) => wasmNs(work, call.length, copiedOf(call, locate)),
      make: () => make("wasm", 1),
    },
  ];
  if (jit.allows("threads") && settings.threads !== 1) {
    const threads = Math.min(jit.machine.cores, settings.threads ?? Number.POSITIVE_INFINITY);
    const expectedNs = (call: KernelCall) => threadsNs(work, call.length, threads, copiedOf(call, locate));
    if (threads > 1) ways.push({ tier: "threads", expectedNs, make: () => make("threads", threads) });
  }
  return ways;
}

interface Built {
  readonly kernel: WasmKernel;
  readonly shape: MapShape & { readonly guarded: boolean };
  text(): string;
}

function buildMap(
  fn: Fn,
  { map }: Signature,
  { jit, original, settings }: MapSource,
  locate: (array: NumericArray) => number | undefined,
): Built {
  const { machine } = jit;
  const stage = inLanes(fn, settings);
  const { memory, pages } = machine.arena;
  const kernel = compileWasm(stage.fn, {
    memory,
    maximumPages: pages.maximum,
    math: machine.math(settings.precision === "fast" ? "fast" : "exact"),
    // What is redone is called: an async function would give promises.
    repair: !isAsyncFunction(original),
  });
  const shape = {
    slots: slotsOf(fn, map?.mapped ?? []),
    out: map?.out ?? "f64",
    returns: settings.returns,
    original: original as (this: unknown, ...args: unknown[]) => unknown,
    locate,
    guarded: stage.fn.guards.length > 0,
  };
  return { kernel, shape, text: () => print(stage.fn) };
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
