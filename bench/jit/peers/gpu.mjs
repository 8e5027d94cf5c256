/** gpu.js: `cpu` and `webasm` modes, which compute in f32. */
import { createRequire } from "node:module";
import { inputs } from "../lib/data.mjs";
import { serve } from "../lib/serve.mjs";

const { GPU } = createRequire(import.meta.url)("gpu.js");

/** gpu.js reads the function's text: each kernel once more in its dialect. */
const dialect = {
  saxpy(x, y, a) {
    return a * x[this.thread.x] + y[this.thread.x];
  },
  vecmag(x, y, z) {
    const a = x[this.thread.x];
    const b = y[this.thread.x];
    const c = z[this.thread.x];
    return Math.sqrt(a * a + b * b + c * c);
  },
  wave(x, y, z) {
    return Math.sin(x[this.thread.x]) * Math.cos(y[this.thread.x]) + Math.sqrt(z[this.thread.x]) - 1.5;
  },
};

function prepare(kernel, n, variant) {
  const text = dialect[kernel.map?.name];
  if (text === undefined) return "not written for gpu.js";
  const { arrays } = inputs(kernel, n, (count) => new Float32Array(count));
  const run = new GPU({ mode: variant }).createKernel(text, { output: [n] });
  let last;
  return {
    run: () => {
      last = run(...arrays, ...kernel.scalars);
    },
    result: () => last,
  };
}

serve(prepare, (count) => new Float32Array(count));
