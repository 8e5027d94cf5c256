/** Small kernels for tests of threads, written by hand: `run(control, start, end, from, to, lengths…)`. */

import type { TeamKernel } from "../../../src/jit/backends/threads/team";
import type { FunctionBuilder } from "../../../src/jit/backends/wasm/encode";
import { ModuleBuilder } from "../../../src/jit/backends/wasm/encode";
import type { Arena } from "../../../src/jit/memory/arena";
import { wasm } from "../../../src/jit/memory/webassembly";

type Body = (f: FunctionBuilder, imports: { readonly sin: number }) => void;

/** `run(control, start, end, source address, target address)` with a status as the result. */
export function kernelOf(arena: Arena, body: Body): TeamKernel {
  const builder = new ModuleBuilder();
  builder.importMemory(true, arena.pages.initial, arena.pages.maximum);
  const sin = builder.importFunction("env", "sin", ["f64"], ["f64"]);
  builder.addFunction("run", ["i32", "i32", "i32", "i32", "i32"], ["i32"], (f) => body(f, { sin }));
  const module = new wasm.Module(builder.finish());
  const instance = new wasm.Instance(module, { env: { memory: arena.memory, sin: Math.sin } });
  return { module, run: instance.exports.run as TeamKernel["run"] };
}

const [control, start, end, source, target] = [0, 1, 2, 3, 4];

/** For all elements of the chunk. */
function each(f: FunctionBuilder, body: (index: number) => void): void {
  const index = f.local("i32");
  f.get(start).set(index);
  f.block().loop();
  f.get(index).get(end).op("i32.ge_s").brIf(1);
  body(index);
  f.get(index).i32(1).op("i32.add").set(index).br(0).end().end();
}

function place(f: FunctionBuilder, array: number, index: number): void {
  f.get(array).get(index).i32(3).op("i32.shl").op("i32.add");
}

/** target[i] = sin(source[i]); the control block gets the chunk's start. */
export function sineKernel(arena: Arena): TeamKernel {
  return kernelOf(arena, (f, { sin }) => {
    f.get(control).get(start).op("f64.convert_i32_s").store("f64.store");
    each(f, (index) => {
      place(f, target, index);
      place(f, source, index);
      f.load("f64.load").call(sin).store("f64.store");
    });
    f.i32(0);
  });
}

/** target[i] = source[i] * 2. */
export function doubleKernel(arena: Arena): TeamKernel {
  return kernelOf(arena, (f) => {
    each(f, (index) => {
      place(f, target, index);
      place(f, source, index);
      f.load("f64.load").f64(2).op("f64.mul").store("f64.store");
    });
    f.i32(0);
  });
}

/** Never ends, and adds 1 to target[0] all the time. */
export function endlessKernel(arena: Arena): TeamKernel {
  return kernelOf(arena, (f) => {
    f.loop();
    f.get(target).get(target).load("f64.load").f64(1).op("f64.add").store("f64.store");
    f.br(0).end().i32(0);
  });
}

/** A guard that fails for the chunks from `source` on. */
export function guardedKernel(arena: Arena): TeamKernel {
  return kernelOf(arena, (f) => {
    f.get(start).get(source).op("i32.ge_s");
  });
}

export function trappingKernel(arena: Arena): TeamKernel {
  return kernelOf(arena, (f) => {
    f.op("unreachable").i32(0);
  });
}
