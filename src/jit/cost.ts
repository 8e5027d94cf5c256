/**
 * What a call should take on each tier, in nanoseconds: good enough to say which tiers are worth a try and which one is
 * tried first. Live calls are measured after that.
 */
import type { Fn } from "./ir/node";
import { costOf } from "./passes/costs";

/** Of one function: its work for one element, and how much of it moves when arrays are copied. */
export interface Work {
  /** About cycles of one element on one lane. */
  readonly cycles: number;
}

/** Fixed costs of a call. */
const callNs = Object.freeze({ js: 60, wasm: 150, copies: 350, threads: 20_000 });
/** Nanoseconds for a cycle of the cost estimate, in JavaScript and in lanes. */
const cycleNs = Object.freeze({ js: 0.4, wasm: 0.17 });
/** For an element besides its work. */
const elementNs = Object.freeze({ js: 1.5, wasm: 0.5, copy: 1 });

/** Of a map. */
export function workOf(fn: Fn): Work {
  const [loop] = fn.body;
  const isMap = loop?.tag === "for" && loop.independent === true && fn.body.length === 1;
  return { cycles: costOf(isMap ? loop.body : fn.body) };
}

/** What a function of whole arrays should take on generated JavaScript, by the cycles of one call. */
export function jsCallNs(cycles: number): number {
  return callNs.js + cycles * cycleNs.js;
}

/** On WebAssembly: half of that, whether loops run in lanes or not; live calls tell. */
export function wasmCallNs(cycles: number, copied: number, length: number): number {
  const copies = copied === 0 ? 0 : callNs.copies + copied * length * elementNs.copy;
  return callNs.wasm + copies + (cycles * cycleNs.js) / 2;
}

export function jsNs({ cycles }: Work, length: number): number {
  return callNs.js + length * (elementNs.js + cycles * cycleNs.js);
}

/** @param copied how many arrays are copied, in or out */
export function wasmNs({ cycles }: Work, length: number, copied: number): number {
  const copies = copied === 0 ? 0 : callNs.copies + copied * length * elementNs.copy;
  return callNs.wasm + copies + length * (elementNs.wasm + cycles * cycleNs.wasm);
}

export function threadsNs(work: Work, length: number, threads: number, copied: number): number {
  const copies = wasmNs({ cycles: 0 }, length, copied) - wasmNs({ cycles: 0 }, length, 0);
  return copies + sharedNs(wasmNs(work, length, 0), threads);
}

/** What so many threads take for what one does in `aloneNs`. */
export function sharedNs(aloneNs: number, threads: number): number {
  return callNs.threads + aloneNs / (0.9 * threads);
}
