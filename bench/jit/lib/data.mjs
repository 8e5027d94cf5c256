/** The inputs of a kernel: the same numbers in every process and language, from one generator (seed 1 for the first column). */

/** Numerical Recipes' linear congruential generator: the same few lines in C and, in numpy, by blocks. */
export function fill(array, { low, high }, seed) {
  let state = seed >>> 0;
  for (let i = 0; i < array.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    array[i] = low + (high - low) * (state / 4294967296);
  }
  return array;
}

/** Points of the plane that show the whole set: the columns of mandelbrot. */
export function plane(cx, cy) {
  const side = Math.round(Math.sqrt(cx.length));
  for (let i = 0; i < cx.length; i++) {
    cx[i] = -2 + (3 * (i % side)) / side;
    cy[i] = -1.5 + (3 * Math.floor(i / side)) / side;
  }
}

/** All arrays of one call: `inputs`, then `out` where the kernel has one. `make(n)` gives an array of doubles. */
export function inputs(kernel, n, make) {
  if (kernel.square) {
    const arrays = [make(n * n), make(n * n), make(n * n)];
    for (const [at, array] of arrays.slice(0, 2).entries()) fill(array, { low: 0, high: 1 }, at + 1);
    return { arrays, out: arrays[2] };
  }
  if (kernel.columns === "plane") {
    const arrays = [make(n), make(n)];
    plane(...arrays);
    return { arrays, out: make(n) };
  }
  const arrays = kernel.columns.map((range, at) => fill(make(n), range, at + 1));
  return { arrays, out: kernel.map === undefined ? undefined : make(n) };
}

/** What the work came to: a weighted sum of the output, so that an order that changed shows. */
export function checksum(out) {
  if (typeof out === "number") return out;
  let total = 0;
  for (let i = 0; i < out.length; i++) total += out[i] * (1 + (i % 7));
  return total;
}

/** The rows of a square that lie back to back. */
function rowsOf(array, n) {
  return Array.from({ length: n }, (_, i) => array.subarray(i * n, (i + 1) * n));
}

/** What a kernel that is no map is called with. */
export function argumentsOf(kernel, arrays, n) {
  const name = kernel.call.name;
  if (name === "matmulRows") return arrays.map((array) => rowsOf(array, n));
  if (name === "heatRows") return [rowsOf(arrays[0], n), rowsOf(arrays[2], n), 0.1];
  if (name === "matmul") return [...arrays, n];
  if (name === "heat") return [arrays[0], arrays[2], n, 0.1];
  if (name === "sumsin") return [n];
  if (name === "logistic") return [0.5, 3.7, n];
  return arrays;
}
