/**
 * iris: `exact`, one thread, arrays of the arena; `exact-all`, as many threads as there are cores; `fast`, `fast-all`: by
 * request, 2 ulp; `plain`: ordinary typed arrays, into a given output; `fresh`: the same, into a new one.
 */
import { createRequire } from "node:module";
import { argumentsOf, inputs } from "../lib/data.mjs";
import { serve } from "../lib/serve.mjs";

const require = createRequire(import.meta.url);
const { jit, offload } = require("iris-actors/jit");

function prepare(kernel, n, variant, make) {
  const precision = variant.startsWith("fast") ? "fast" : "exact";
  const threads = variant.endsWith("-all") ? undefined : 1;
  const { arrays, out } = inputs(kernel, n, make);
  const options = { precision, threads, reassociate: kernel.reassociate === true };
  if (kernel.map !== undefined) {
    const mapped = offload(options)(kernel.map);
    const args = [...arrays, ...kernel.scalars];
    if (variant !== "fresh") return { run: () => mapped.map(...args, { out }), result: () => out };
    let last = out;
    return {
      run: () => {
        last = mapped.map(...args);
      },
      result: () => last,
    };
  }
  const called = offload(options)(kernel.call);
  const args = argumentsOf(kernel, arrays, n);
  let value = out;
  return {
    run: () => {
      value = called(...args) ?? out;
    },
    result: () => value,
  };
}

serve(prepare, (count, variant) =>
  variant === "plain" || variant === "fresh" ? new Float64Array(count) : jit.alloc.float64(count),
);
