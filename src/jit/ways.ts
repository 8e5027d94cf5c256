/** The ways of running one signature: what each should take, and its code when it is wanted. */
import { Lazy } from "../lazy";
import type { Way } from "./compiled";
import { jsCallNs, jsNs, sharedNs, threadsNs, wasmCallNs, wasmNs, workOf } from "./cost";
import type { Fn } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import { jsVariant } from "./js-way";
import type { NumericArray } from "./memory/views";
import { cyclesOf } from "./passes/rounds";
import type { KernelCall } from "./tier";
import { isTypedKind, kindOf } from "./values";
import type { BuildSource } from "./wasm-way";

/** Of code, and of threads that start: what calls take before it is worth it. */
const priceMs = Object.freeze({ wasm: 10, threads: 15 });

const loadWasm = new Lazy(() => require("./wasm-way") as typeof import("./wasm-way"));
const loadLoops = new Lazy(() => require("./wasm-loops") as typeof import("./wasm-loops"));

/**
 * Generated JavaScript first. With a deadline there is only the way that keeps it.
 *
 * @throws Refusal for a deadline that cannot be kept
 */
export function waysOf(fn: Fn, signature: Signature, source: BuildSource): Way[] {
  if (source.settings.deadlineMs !== undefined) {
    checkBoundable(fn, source);
    return [boundedWay(fn, signature, source, source.settings.threads ?? source.jit.cores)];
  }
  const ways = signature.map === undefined ? callWays(fn, source) : mapWays(fn, signature, source);
  // Only JavaScript reads beyond the end of an array as JavaScript does.
  return fn.undefinedReads ? ways.slice(0, 1) : ways;
}

function jsWay(fn: Fn, { jit }: BuildSource, expectedNs: Way["expectedNs"]): Way {
  return { tier: "js", priceMs: 0, expectedNs, make: () => jsVariant(fn, jit) };
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
    priceMs: 0,
    expectedNs: () => 0,
    make() {
      const { buildMap, wasmCall, wasmMap } = loadWasm.module;
      if (signature.map === undefined) return wasmCall(fn, source);
      return wasmMap(buildMap(fn, signature, source), source, threads);
    },
  };
}

function callWays(fn: Fn, source: BuildSource): Way[] {
  const cycles = ({ args, hidden }: KernelCall) => cyclesOf(fn, [...args, ...hidden]);
  const aloneNs = (call: KernelCall) => wasmCallNs(cycles(call), copiedOf(call, source), call.length);
  const js = jsWay(fn, source, (call) => jsCallNs(cycles(call)));
  const wasm: Way = {
    tier: "wasm",
    priceMs: priceMs.wasm,
    expectedNs: aloneNs,
    make: () => loadWasm.module.wasmCall(fn, source),
  };
  const threads = threadsOf(source);
  if (threads === 1) return [js, wasm];
  const shared: Way = {
    tier: "threads",
    priceMs: priceMs.threads,
    expectedNs: (call) => sharedNs(aloneNs(call), threads),
    make: () => loadLoops.module.wasmLoops(fn, source, threads),
  };
  return [js, wasm, shared];
}

/** How many threads may take part in a call. */
function threadsOf({ jit, settings }: BuildSource): number {
  if (!jit.allows("threads")) return 1;
  return Math.min(jit.cores, settings.threads ?? Number.POSITIVE_INFINITY);
}

function mapWays(fn: Fn, signature: Signature, source: BuildSource): Way[] {
  const work = workOf(fn);
  const js = jsWay(fn, source, ({ length }) => jsNs(work, length));
  const built = new Lazy(() => loadWasm.module.buildMap(fn, signature, source));
  const wasm: Way = {
    tier: "wasm",
    priceMs: priceMs.wasm,
    expectedNs: (call) => wasmNs(work, call.length, copiedOf(call, source)),
    make: () => loadWasm.module.wasmMap(built.module, source),
  };
  const threads = threadsOf(source);
  if (threads === 1) return [js, wasm];
  const shared: Way = {
    tier: "threads",
    priceMs: priceMs.threads,
    expectedNs: (call) => threadsNs(work, call.length, threads, copiedOf(call, source)),
    make: () => loadWasm.module.wasmMap(built.module, source, threads),
  };
  return [js, wasm, shared];
}

/** How many arrays of a call have to be copied. */
function copiedOf({ args, out }: KernelCall, { jit }: BuildSource): number {
  let copied = 0;
  for (const array of [...args, out]) {
    if (isTypedKind(kindOf(array)) && jit.alloc.locate(array as NumericArray) === undefined) copied++;
  }
  return copied;
}
