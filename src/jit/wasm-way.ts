/** The tiers of WebAssembly, on one thread and on several. Loaded when the first of them is wanted. */
import { isAsyncFunction } from "node:util/types";
import { compileWasm, type WasmKernel } from "./backends/wasm/compile";
import type { Fn } from "./ir/node";
import { print } from "./ir/print";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./numeric-array";
import type { Settings } from "./offload-options";
import { inLanes, type Stage } from "./stages";
import type { Tier, Variant } from "./tier";
import { WasmCall } from "./wasm-call";
import { type MapShape, slotsOf, WasmMap } from "./wasm-map";

/** What a function is compiled of. */
export interface BuildSource {
  readonly jit: Jit;
  readonly original: (this: unknown, ...args: never[]) => unknown;
  readonly settings: Settings;
}

/** A compiled map: the kernel that one thread runs, or several. */
export interface BuiltMap {
  readonly kernel: WasmKernel;
  readonly stage: Stage;
  readonly shape: MapShape;
  readonly compileMs: number;
}

export function buildMap(fn: Fn, { map }: Signature, source: BuildSource): BuiltMap {
  const { jit, original, settings } = source;
  const startedMs = jit.clock.now();
  const stage = inLanes(fn, settings);
  // What is redone is called: an async function would give promises.
  const kernel = kernelOf(stage, source, !isAsyncFunction(original));
  const shape: MapShape = {
    slots: slotsOf(fn, map?.mapped ?? []),
    out: map?.out ?? "f64",
    returns: settings.returns,
    original: original as (this: unknown, ...args: unknown[]) => unknown,
    locate: locateIn(jit),
  };
  return { kernel, stage, shape, compileMs: jit.clock.now() - startedMs };
}

/** @throws Refusal for several threads where the kernel rests on guards, which must be asked before anything is written */
export function wasmMap(built: BuiltMap, { jit }: BuildSource, threads = 1): Variant {
  const { kernel, stage, shape, compileMs } = built;
  if (threads > 1 && stage.fn.guards.length > 0) {
    const reason = "it rests on conditions that have to be checked before any thread begins";
    throw new Refusal("guarded-map", reason, "One thread runs it.");
  }
  const { machine } = jit;
  const crew = threads > 1 ? { team: machine.team, threads } : undefined;
  const runner = new WasmMap(machine, kernel, { ...shape, crew });
  return variantOf(threads > 1 ? "threads" : "wasm", stage, kernel, compileMs, (call) => runner.run(call));
}

/** A function of whole arrays. */
export function wasmCall(fn: Fn, source: BuildSource): Variant {
  const { jit, settings } = source;
  const startedMs = jit.clock.now();
  const stage = inLanes(fn, settings);
  const kernel = kernelOf(stage, source, false);
  const runner = new WasmCall(jit.machine, kernel, { fn: stage.fn, locate: locateIn(jit) });
  return variantOf("wasm", stage, kernel, jit.clock.now() - startedMs, (call) => runner.run(call));
}

function kernelOf({ fn }: Stage, { jit, settings }: BuildSource, repair: boolean): WasmKernel {
  const { machine } = jit;
  const { memory, pages } = machine.arena;
  const math = machine.math(settings.precision === "fast" ? "fast" : "exact");
  return compileWasm(fn, { memory, maximumPages: pages.maximum, math, repair });
}

function variantOf(
  tier: Tier,
  { fn }: Stage,
  { bytes }: WasmKernel,
  compileMs: number,
  run: Variant["run"],
): Variant {
  return {
    tier,
    get code() {
      return print(fn);
    },
    codeSize: bytes.length,
    compileMs,
    run,
  };
}

function locateIn({ alloc }: Jit): (array: NumericArray) => number | undefined {
  return (array) => alloc.locate(array);
}
