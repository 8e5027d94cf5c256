/** gpu.js: `cpu` and `webasm` modes, which compute in f32. */
import { createRequire } from "node:module";
import { inputs } from "../lib/data.mjs";
import { serve } from "../lib/serve.mjs";

const { GPU, input } = createRequire(import.meta.url)("gpu.js");

/** gpu.js reads the text of a function, which has to begin with `function`: each kernel once more in its dialect. */
const dialect = {
  saxpy: function saxpy(x, y, a) {
    return a * x[this.thread.x] + y[this.thread.x];
  },
  vecmag: function vecmag(x, y, z) {
    const a = x[this.thread.x];
    const b = y[this.thread.x];
    const c = z[this.thread.x];
    return Math.sqrt(a * a + b * b + c * c);
  },
  wave: function wave(x, y, z) {
    return Math.sin(x[this.thread.x]) * Math.cos(y[this.thread.x]) + Math.sqrt(z[this.thread.x]) - 1.5;
  },
  mandelbrot: function mandelbrot(cx, cy, limit) {
    let x = 0;
    let y = 0;
    let n = 0;
    for (let i = 0; i < limit; i++) {
      if (x * x + y * y > 4) break;
      const next = x * x - y * y + cx[this.thread.x];
      y = 2 * x * y + cy[this.thread.x];
      x = next;
      n++;
    }
    return n;
  },
  matmul: function matmul(a, b) {
    let sum = 0;
    for (let k = 0; k < this.constants.n; k++) {
      sum += a[this.thread.y][k] * b[k][this.thread.x];
    }
    return sum;
  },
};

/** Rows of a square, written after one another. */
function flat(rows) {
  if (!Array.isArray(rows)) return rows;
  const all = new Float32Array(rows.length * rows[0].length);
  for (const [i, row] of rows.entries()) all.set(row, i * row.length);
  return all;
}

function prepare(kernel, n, variant) {
  const text = dialect[(kernel.map ?? kernel.call).name];
  if (text === undefined) return "not written for gpu.js";
  const { arrays } = inputs(kernel, n, (count) => new Float32Array(count));
  const settings = kernel.square ? { output: [n, n], constants: { n } } : { output: [n] };
  const run = new GPU({ mode: variant }).createKernel(text, settings);
  const args = kernel.square
    ? arrays.slice(0, 2).map((array) => input(array, [n, n]))
    : [...arrays, ...kernel.scalars];
  let last;
  return {
    run: () => {
      last = run(...args);
    },
    result: () => flat(last),
  };
}

serve(prepare, (count) => new Float32Array(count));
