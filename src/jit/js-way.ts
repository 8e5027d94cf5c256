/** The tier of generated JavaScript. */
import { compileJs, emitJs, type JsKernel } from "./backends/js";
import type { Fn } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Jit } from "./jit";
import { optimize } from "./passes/pipeline";
import { declined, type KernelCall, type Variant } from "./tier";

/** @throws Refusal where no code may be made of text */
export function jsVariant(given: Fn, jit: Jit): Variant {
  const startedMs = jit.clock.now();
  const fn = optimize(given, "js");
  const code = emitJs(fn);
  const kernel = compileJs(fn, jit.evaluator, code);
  if (kernel === undefined) {
    const fix = "Allow it, or let the wasm tier serve: with arrays of jit.alloc.";
    throw new Refusal("no-code-generation", "this process may not make code of text", fix);
  }
  const isMap = fn.arrays.some(({ origin }) => origin === "out");
  return {
    tier: "js",
    code,
    codeSize: code.length,
    compileMs: jit.clock.now() - startedMs,
    run: isMap ? (call) => runMap(kernel, call) : (call) => orDeclined(kernel, call),
  };
}

function valuesOf({ args, hidden }: KernelCall): readonly unknown[] {
  return hidden.length === 0 ? args : [...args, ...hidden];
}

/** `kernel(0, length, ...values, out)`, spelled out: spreading a list takes longer than a small kernel. */
function runMap(kernel: JsKernel, call: KernelCall): unknown {
  const { length, out } = call;
  const values = valuesOf(call);
  const [a, b, c, d] = values;
  switch (values.length) {
    case 1:
      return kernel(0, length, a, out);
    case 2:
      return kernel(0, length, a, b, out);
    case 3:
      return kernel(0, length, a, b, c, out);
    case 4:
      return kernel(0, length, a, b, c, d, out);
    default:
      return kernel(0, length, ...values, out);
  }
}

/** `kernel(...values)`, likewise. */
function runCall(kernel: JsKernel, call: KernelCall): unknown {
  const values = valuesOf(call);
  const [a, b, c, d] = values;
  switch (values.length) {
    case 1:
      return kernel(a);
    case 2:
      return kernel(a, b);
    case 3:
      return kernel(a, b, c);
    case 4:
      return kernel(a, b, c, d);
    default:
      return kernel(...values);
  }
}

/**
 * A kernel makes its arrays before anything else: where a length will not do, the function itself throws when it
 * comes by there.
 */
function orDeclined(kernel: JsKernel, call: KernelCall): unknown {
  try {
    return runCall(kernel, call);
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === "RangeError") return declined;
    throw error;
  }
}
