/** The tiers of WebAssembly, on one thread and on several. Loaded when the first of them is wanted. */
import { isAsyncFunction } from "node:util/types";
import { compileWasm, type WasmKernel } from "./backends/wasm/compile";
import { wasmText } from "./backends/wasm/text";
import { controlBytes, type Place } from "./bench";
import { bounded, sharing } from "./crews";
import type { Fn, Local, Param } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import { hasWebAssembly } from "./memory/webassembly";
import type { Settings } from "./offload-options";
import { inLanes, type Stage } from "./stages";
import type { Called, Tier, Variant } from "./tier";
import { WasmCall } from "./wasm-call";
import { type MapShape, slotsOf, WasmMap } from "./wasm-map";

/** What a function is compiled of. */
export interface BuildSource {
  readonly jit: Jit;
  readonly name: string;
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
  // What is redone is called: an async function would give promises, and none computes in 32 bits by itself.
  const repair = !isAsyncFunction(original) && settings.precision !== "f32";
  const kernel = kernelOf(stage, source, repair);
  const shape: MapShape = {
    slots: slotsOf(fn, map?.mapped ?? []),
    out: map?.out ?? "f64",
    returns: settings.returns,
    original: original as Called,
    locate: locateIn(jit),
  };
  return { kernel, stage, shape, compileMs: jit.clock.now() - startedMs };
}

/**
 * @throws Refusal for several threads where the kernel rests on guards, which must be asked before anything is
 * written
 */
export function wasmMap(built: BuiltMap, source: BuildSource, threads = 1): Variant {
  const { kernel, stage, shape, compileMs } = built;
  const { jit, name, settings } = source;
  const isGuarded = stage.fn.guards.length > 0;
  const { deadlineMs } = settings;
  if (threads > 1 && isGuarded && deadlineMs === undefined) {
    const reason = "it rests on conditions that have to be checked before any thread begins";
    throw new Refusal("guarded-map", reason, "One thread runs it.");
  }
  const crew =
    deadlineMs !== undefined
      ? bounded(jit, isGuarded ? 1 : threads, name, deadlineMs)
      : threads > 1
        ? sharing(jit, threads, name)
        : undefined;
  const runner = new WasmMap(jit.machine, kernel, { ...shape, crew });
  const tier = crew === undefined ? "wasm" : "threads";
  return variantOf(tier, stage, kernel, compileMs, (call) => runner.run(call));
}

/** A function of whole arrays. */
export function wasmCall(fn: Fn, source: BuildSource): Variant {
  const { jit, name, settings } = source;
  const { deadlineMs } = settings;
  const startedMs = jit.clock.now();
  const stage = inLanes(fn, settings);
  const crew = deadlineMs === undefined ? undefined : bounded(jit, 1, name, deadlineMs);
  const kernel = kernelOf(crew === undefined ? stage : { ...stage, fn: asJob(stage.fn) }, source, false);
  const execute = (place: Place, args: readonly number[]): number => {
    const control = place.address;
    if (crew === undefined) return kernel.run(control, ...args);
    return crew.run(kernel, { start: 0, end: 1, step: 1, control, stride: controlBytes, args }, place);
  };
  const runner = new WasmCall(jit.machine, { fn: stage.fn, locate: locateIn(jit), execute });
  const compileMs = jit.clock.now() - startedMs;
  const tier = crew === undefined ? "wasm" : "threads";
  return variantOf(tier, stage, kernel, compileMs, (call) => runner.run(call));
}

/** The function as a job of threads, which get a range of work first: here, all of it. */
function asJob(fn: Fn): Fn {
  const free = fn.locals.reduce((most, { id }) => Math.max(most, id + 1), 0);
  const range = ["start", "end"].map((word, i): Local => ({ id: free + i, name: word, type: "i32" }));
  const params = range.map((local): Param => ({ tag: "scalar", local }));
  return { ...fn, params: [...params, ...fn.params], locals: [...range, ...fn.locals] };
}

export function kernelOf({ fn }: Stage, { jit, settings }: BuildSource, repair: boolean): WasmKernel {
  if (!hasWebAssembly()) throw new Refusal("no-webassembly", "this process has no WebAssembly", "Allow it.");
  const { machine } = jit;
  const { memory, pages } = machine.arena;
  const math = machine.math(settings.precision === "fast" ? "fast" : "exact");
  const singles = settings.precision === "f32" ? machine.singles : undefined;
  return compileWasm(fn, { memory, maximumPages: pages.maximum, math, singles, repair });
}

function variantOf(
  tier: Tier,
  { notes }: Stage,
  { bytes }: WasmKernel,
  compileMs: number,
  run: Variant["run"],
): Variant {
  return {
    tier,
    get code() {
      return wasmText(bytes);
    },
    codeSize: bytes.length,
    compileMs,
    loops: notes,
    run,
  };
}

export function locateIn({ alloc }: Jit): (array: NumericArray) => number | undefined {
  return (array) => alloc.locate(array);
}
