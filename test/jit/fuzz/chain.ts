/**
 * A program through the compiler, stage by stage, each stage run on the same arguments: what the differential tests
 * compare with the program itself.
 */

import { Evaluator } from "../../../src/jit/backends/evaluate";
import { interpret } from "../../../src/jit/backends/interpret";
import { compileJs } from "../../../src/jit/backends/js";
import { compileWasm } from "../../../src/jit/backends/wasm/compile";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import type { Fn, Param } from "../../../src/jit/ir/node";
import type { ArgKind, Signature } from "../../../src/jit/ir/signature";
import { type Elem, elemBytes } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { elemByName, type NumericArray } from "../../../src/jit/memory/views";
import { wasm } from "../../../src/jit/memory/webassembly";
import { mapOver } from "../../../src/jit/passes/map";
import { vectorize } from "../../../src/jit/passes/vectorize";
import type { ParamKind, Program } from "./programs";
import { type Argument, isSame } from "./values";

function kindOf(kind: ParamKind): ArgKind {
  if (kind === "number" || kind === "boolean") return { tag: kind };
  return { tag: "array", elem: elemByName[kind] as Elem, plain: false };
}

/** The program as IR, for a plain call. @throws Refusal */
export function lowered(program: Program): Fn {
  const parsed = parseFunction(program.text);
  const { fn } = lower(parsed, { args: program.params.map(kindOf) }, globalsOnly);
  return verify(fn, "lower");
}

/** The program as a loop over `mapped` arrays of doubles. @throws Refusal */
export function looped(program: Program, mapped: readonly boolean[], out: Elem = "f64"): Fn {
  const args = program.params.map(
    (kind, at): ArgKind => (mapped[at] ? { tag: "array", elem: "f64", plain: false } : kindOf(kind)),
  );
  const signature: Signature = { args, map: { mapped, out } };
  return verify(mapOver(lowered(program), signature), "map");
}

/** What a run came to: its result and what is in its arrays after it. */
export interface Outcome {
  readonly result: unknown;
  readonly args: readonly Argument[];
}

export type Runner = (fn: Fn, args: Argument[]) => unknown;

const evaluator = new Evaluator();

export function runJs(fn: Fn, args: Argument[]): unknown {
  const kernel = compileJs(fn, evaluator);
  if (kernel === undefined) throw new Error("no code could be made");
  return kernel(...args);
}

export function runInterpreter(fn: Fn, args: Argument[]): unknown {
  return interpret(fn, args, { stepsMax: 1e6 });
}

const CONTROL = 1024;
const FIRST = 65_536;
const memory = new wasm.Memory({ initial: 64, maximum: 64, shared: true });

/** A guard that fails gives "guarded": the caller then runs another tier. */
export const GUARDED = Symbol("a guard failed");

export function runWasm(fn: Fn, args: Argument[]): unknown {
  const { run } = compileWasm(fn, { memory, maximumPages: 64 });
  const memoryBytes = new Uint8Array(memory.buffer);
  memoryBytes.fill(0xa5, CONTROL, FIRST + 65_536); // what was there before must not matter
  let next = FIRST;
  const views: [NumericArray, Uint8Array][] = [];
  const flat = args.flatMap((value, at) => {
    if (typeof value !== "object") return [Number(value)];
    const param = fn.params[at] as Extract<Param, { tag: "array" }>;
    const view = memoryBytes.subarray(next, next + value.length * elemBytes[param.array.elem]);
    view.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    views.push([value, view]);
    const pointer = next;
    next += (value.byteLength + 8 + 15) & ~15; // gaps of other bytes: a write outside shows
    return [pointer, value.length];
  });
  const control = new DataView(memory.buffer, CONTROL, 64);
  control.setInt32(8, 0, true);
  control.setInt32(12, FIRST - 16_384, true);
  const status = run(CONTROL, ...flat);
  if (status === 1) return GUARDED;
  for (const [value, view] of views)
    new Uint8Array(value.buffer, value.byteOffset, value.byteLength).set(view);
  const number = control.getFloat64(0, true);
  if (fn.result.tag === "void") return undefined;
  if (fn.result.tag === "array") throw new Error("random programs return no arrays");
  return fn.result.type === "bool" ? number !== 0 : number;
}

/** Lanes where they can be used: what loops stay as they are is the business of other tests. */
export function inLanes(fn: Fn, lanes?: 2 | 4 | 8): Fn {
  return verify(vectorize(fn, { lanes }).fn, "vectorize");
}

export function expectSame(text: string, stage: string, expected: Outcome, found: Outcome): void {
  const isEqual =
    isSame(expected.result, found.result) &&
    expected.args.every((value, at) => isSame(value, found.args[at]));
  if (isEqual) return;
  const show = ({ result, args }: Outcome) => `${shown(result)} with ${args.map(shown).join(", ")}`;
  throw new Error(`${stage} differs\n${text}\nexpected ${show(expected)}\nfound    ${show(found)}`);
}

export function shown(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as NumericArray, shown).join(" ")}]`;
  return Object.is(value, -0) ? "-0" : String(value);
}
