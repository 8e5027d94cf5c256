/** The tier of generated JavaScript. */
import { compileJs, emitJs } from "./backends/js";
import type { Fn } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Jit } from "./jit";
import { forScript } from "./stages";
import { declined, type KernelCall, type Variant } from "./tier";

/** @throws Refusal where no code may be made of text */
export function jsVariant(given: Fn, jit: Jit): Variant {
  const startedMs = jit.clock.now();
  const fn = forScript(given);
  const kernel = compileJs(fn, jit.evaluator);
  if (kernel === undefined) {
    const fix = "Allow it, or let the wasm tier serve: with arrays of jit.alloc.";
    throw new Refusal("no-code-generation", "this process may not make code of text", fix);
  }
  const code = emitJs(fn);
  const isMap = fn.arrays.some(({ origin }) => origin === "out");
  return {
    tier: "js",
    code,
    codeSize: code.length,
    compileMs: jit.clock.now() - startedMs,
    run: isMap
      ? ({ args, hidden, length, out }: KernelCall) => kernel(0, length, ...args, ...hidden, out)
      : ({ args, hidden }: KernelCall) => orDeclined(() => kernel(...args, ...hidden)),
  };
}

/**
 * A kernel makes its arrays before anything else: where a length will not do, the function itself throws when it
 * comes by there.
 */
function orDeclined(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === "RangeError") return declined;
    throw error;
  }
}
