/**
 * The WebAssembly backend: from the IR to the bytes of a module with one kernel,
 *
 *   run(control: i32, ...parameters) → status: i32
 *
 * Parameters, in the order of the function's: a scalar as f64, f32 or i32 (bool: 0 or 1), an array as its address and
 * its length (two i32). The arrays that the function makes itself come last, by slot. `control` is the address of a
 * block of 16 bytes: [0] the result, a double; [8] how many entries the repair list has (i32); [12] the repair list's
 * address (i32, the caller's). Status 0: done. Status 1: a guard did not hold, and nothing was written.
 */
import { limits } from "../../../limits";
import type { ArrayRef, Fn, Local } from "../../ir/node";
import { Refusal } from "../../ir/refusal";
import { type FunctionBuilder, ModuleBuilder, type ValType } from "./encode";
import { compute } from "./expression";
import { type ArrayPlace, type Callees, Frame } from "./frame";
import { eachNodeOf, maskBitsOf, partsOf, valTypeOf } from "./layout";
import { countOf, importsOf } from "./math-calls";
import { openList, repairableOf } from "./repair";
import { body, finish } from "./statements";
import { addRemainder, addToInt32 } from "./subroutines";
import { noVectorMath, type VectorMath } from "./vector-math";

export interface EmitOptions {
  /** Of the imported memory, in pages of 64 KiB. */
  readonly initialPages: number;
  readonly maximumPages: number;
  readonly shared: boolean;
  /** Vectorised functions; without them each lane is a call. */
  readonly math?: VectorMath | undefined;
  /** The same on four floats (single-calls.ts): not exact, so for `precision: "f32"` only. */
  readonly singles?: VectorMath | undefined;
  /** The caller redoes blocks on the repair list with the original function: of maps only. */
  readonly repair?: boolean | undefined;
}

export interface Emitted {
  readonly bytes: Uint8Array;
  /** Functions it imports from `env`, besides `memory`: see math-calls.ts. */
  readonly imports: readonly string[];
  /**
   * How many elements, from the one that it names, each entry of the repair list stands for; 0: it has no list. The
   * caller gives room for an entry (4 bytes) for each such block of its range.
   */
  readonly repairLanes: number;
}

/**
 * Writes the module. The same function gives the same bytes.
 *
 * @throws Refusal when the code is longer than `limits.kernelCodeMax`
 */
export function emitWasm(fn: Fn, options: EmitOptions): Emitted {
  const math = options.math ?? noVectorMath;
  const module = new ModuleBuilder();
  module.importMemory(options.shared, options.initialPages, options.maximumPages);
  const imports = importsOf(fn);
  const repairable = options.repair === true ? repairableOf(fn, math) : undefined;
  const callees = declare(module, fn, imports);
  module.addFunction("run", ["i32", ...parameterTypes(fn)], ["i32"], (f) => {
    const { locals, arrays } = places(fn, f);
    const frame = new Frame(f, locals, arrays, compute, callees, maskBitsOf(fn), math, options.singles);
    guards(frame, fn);
    openList(frame, repairable);
    body(frame, fn.body);
    if (fn.body.at(-1)?.tag !== "return") finish(frame);
    f.op("unreachable");
  });
  const bytes = module.finish();
  if (bytes.length > limits.kernelCodeMax) throw tooLong(bytes.length);
  return { bytes, imports, repairLanes: repairable?.step ?? 0 };
}

function tooLong(bytes: number): Refusal {
  const reason = `its code is ${bytes} bytes long, more than ${limits.kernelCodeMax}`;
  return new Refusal(
    "code-size",
    reason,
    "Split the function into several that are called one after another.",
  );
}

/** Imports, and the subroutines that the function needs. */
function declare(module: ModuleBuilder, fn: Fn, names: readonly string[]): Callees {
  const imports = new Map<string, number>();
  for (const name of names) {
    const params = Array.from({ length: countOf(name) }, (): ValType => "f64");
    imports.set(name, module.importFunction("env", name, params, ["f64"]));
  }
  const general = imports.get("rem");
  const rem = general === undefined ? -1 : addRemainder(module, general);
  return { imports, rem, toInt32: needsToInt32(fn) ? addToInt32(module) : -1 };
}

/** Stores convert, too. */
function needsToInt32(fn: Fn): boolean {
  let found = fn.arrays.some(({ elem }) => elem !== "f64" && elem !== "f32");
  eachNodeOf(fn, (node) => {
    found ||= node.op === "toI32";
  });
  return found;
}

function madeArrays(fn: Fn): readonly ArrayRef[] {
  return fn.arrays.filter(({ origin }) => origin === "alloc").sort((a, b) => a.slot - b.slot);
}

function parameterTypes(fn: Fn): readonly ValType[] {
  const given = fn.params.flatMap((param): ValType[] =>
    param.tag === "array" ? ["i32", "i32"] : [valTypeOf(param.local.type)],
  );
  return [...given, ...madeArrays(fn).flatMap((): ValType[] => ["i32", "i32"])];
}

/** Gives parameters, arrays and locals their WebAssembly locals. */
function places(
  fn: Fn,
  f: FunctionBuilder,
): { locals: Map<Local, readonly number[]>; arrays: Map<ArrayRef, ArrayPlace> } {
  const locals = new Map<Local, readonly number[]>();
  const arrays = new Map<ArrayRef, ArrayPlace>();
  const bits = maskBitsOf(fn);
  let next = 1;
  const array = (ref: ArrayRef) => arrays.set(ref, { pointer: next++, length: next++ });
  for (const param of fn.params) {
    if (param.tag === "array") array(param.array);
    else locals.set(param.local, [next++]);
  }
  for (const ref of madeArrays(fn)) array(ref);
  for (const local of fn.locals) {
    if (locals.has(local)) continue;
    const parts = Array.from({ length: partsOf(local.type, bits) }, () => f.local(valTypeOf(local.type)));
    locals.set(local, parts);
  }
  return { locals, arrays };
}

/** All hold, or the kernel does nothing. */
function guards(frame: Frame, fn: Fn): void {
  for (const guard of fn.guards) {
    frame.statement([guard], () => frame.emit(guard));
    frame.f.op("i32.eqz").if().i32(1).ret().end();
  }
}
