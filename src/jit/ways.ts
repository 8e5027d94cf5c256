/** The ways of running one signature: what each should take, and its code when it is wanted. */
import { Lazy } from "../lazy";
import { jsNs, threadsNs, type Work, wasmNs, workOf } from "./cost";
import type { Way } from "./entry";
import type { Fn } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import { jsVariant } from "./js-way";
import type { NumericArray } from "./memory/views";
import type { KernelCall } from "./tier";
import { isTypedKind, kindOf } from "./values";
import type { BuildSource } from "./wasm-way";

const loadWasm = new Lazy(() => require("./wasm-way") as typeof import("./wasm-way"));

/**
 * Generated JavaScript first. With a deadline there is only the way that keeps it.
 *
 * @throws Refusal for a deadline that cannot be kept
 */
export function waysOf(fn: Fn, signature: Signature, source: BuildSource): Way[] {
  const work = workOf(fn);
  const js: Way = {
    tier: "js",
    expectedNs: ({ length }) => jsNs(work, length),
    make: () => jsVariant(fn, source.jit),
  };
  if (source.settings.deadlineMs !== undefined) {
    checkBoundable(fn, source);
    return [boundedWay(fn, signature, source, source.settings.threads ?? source.jit.cores)];
  }
  // Only JavaScript reads beyond the end of an array as JavaScript does.
  if (fn.undefinedReads) return [js];
  return [js, ...(signature.map === undefined ? callWays : mapWays)(fn, signature, source, work)];
}

/** @throws Refusal where no other thread can run it: this one cannot be stopped */
function checkBoundable({ undefinedReads }: Fn, { jit }: BuildSource): void {
  if (undefinedReads) {
    const reason = "no other thread can run it, which `deadlineMs` needs: what it reads may be undefined";
    throw new Refusal("unbounded", reason, "Compare each index with the length before it is read.");
  }
  if (jit.allows("threads")) return;
  const reason = "`deadlineMs` needs other threads, and the tier threads is not allowed";
  throw new Refusal("unbounded", reason, "Allow the tier threads, or leave out the deadline.");
}

/** With a deadline only other threads may serve, as they can be ended: whatever it takes. */
function boundedWay(fn: Fn, signature: Signature, source: BuildSource, threads: number): Way {
  return {
    tier: "threads",
    expectedNs: () => 0,
    make() {
      const { buildMap, wasmCall, wasmMap } = loadWasm.module;
      if (signature.map === undefined) return wasmCall(fn, source);
      return wasmMap(buildMap(fn, signature, source), source, threads);
    },
  };
}

function callWays(fn: Fn, _signature: Signature, source: BuildSource, work: Work): Way[] {
  // How often its loops run is not known: it is measured beside JavaScript, whatever it should take.
  const expectedNs = (call: KernelCall) =>
    Math.max(jsNs(work, call.length) / 2, wasmNs(work, call.length, copiedOf(call, source)));
  return [{ tier: "wasm", expectedNs, make: () => loadWasm.module.wasmCall(fn, source) }];
}

function mapWays(fn: Fn, signature: Signature, source: BuildSource, work: Work): Way[] {
  const { jit, settings } = source;
  const built = new Lazy(() => loadWasm.module.buildMap(fn, signature, source));
  const wasm: Way = {
    tier: "wasm",
    expectedNs: (call) => wasmNs(work, call.length, copiedOf(call, source)),
    make: () => loadWasm.module.wasmMap(built.module, source),
  };
  const isAlone = settings.threads === 1 || !jit.allows("threads");
  const threads = isAlone ? 1 : Math.min(jit.cores, settings.threads ?? Number.POSITIVE_INFINITY);
  if (threads === 1) return [wasm];
  const shared: Way = {
    tier: "threads",
    expectedNs: (call) => threadsNs(work, call.length, threads, copiedOf(call, source)),
    make: () => loadWasm.module.wasmMap(built.module, source, threads),
  };
  return [wasm, shared];
}

/** How many arrays of a call have to be copied. */
function copiedOf({ args, out }: KernelCall, { jit }: BuildSource): number {
  let copied = 0;
  for (const array of [...args, out]) {
    if (isTypedKind(kindOf(array)) && jit.alloc.locate(array as NumericArray) === undefined) copied++;
  }
  return copied;
}
