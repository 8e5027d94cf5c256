/**
 * What is computed: each kernel as a user writes it, its inputs, and how much work one call is.
 *
 * The functions here are what the JavaScript candidates run and what iris compiles; peers/native.c and peers/numpeer.py
 * say the same in C and Python, in the same order of operations.
 */

export const wave = (x, y, z) => Math.sin(x) * Math.cos(y) + Math.sqrt(z) - 1.5;
export const saxpy = (x, y, a) => a * x + y;
export const vecmag = (x, y, z) => Math.sqrt(x * x + y * y + z * z);

export const poly10 = (x) =>
  1 +
  x *
    (0.5 +
      x *
        (0.25 +
          x *
            (0.125 +
              x *
                (0.0625 +
                  x *
                    (0.03125 +
                      x *
                        (0.015625 +
                          x * (0.0078125 + x * (0.00390625 + x * (0.001953125 + x * 0.0009765625)))))))));

/** The normal distribution, by Abramowitz and Stegun 26.2.17. */
export function normal(x) {
  const z = Math.abs(x);
  const u = 1 / (1 + 0.2316419 * z);
  const tail =
    0.3989422804014327 *
    Math.exp(-0.5 * z * z) *
    u *
    (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

export function blackscholes(s, k, t, r, v) {
  const spread = v * Math.sqrt(t);
  const d1 = (Math.log(s / k) + (r + 0.5 * v * v) * t) / spread;
  const d2 = d1 - spread;
  return s * normal(d1) - k * Math.exp(-r * t) * normal(d2);
}

export function mandelbrot(cx, cy, limit) {
  let x = 0;
  let y = 0;
  let n = 0;
  while (n < limit && x * x + y * y <= 4) {
    const next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    n++;
  }
  return n;
}

export function matmul(a, b, c, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  }
}

/** One step of the heat equation on a square. */
export function heat(from, to, n, c) {
  for (let i = 1; i < n - 1; i++) {
    for (let j = 1; j < n - 1; j++) {
      const at = i * n + j;
      to[at] = from[at] + c * (from[at - 1] + from[at + 1] + from[at - n] + from[at + n] - 4 * from[at]);
    }
  }
}

/** The same two over arrays of rows, as most people write them. */
export function matmulRows(a, b, c) {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  }
}

export function heatRows(from, to, c) {
  for (let i = 1; i < from.length - 1; i++) {
    for (let j = 1; j < from[i].length - 1; j++) {
      to[i][j] =
        from[i][j] + c * (from[i][j - 1] + from[i][j + 1] + from[i - 1][j] + from[i + 1][j] - 4 * from[i][j]);
    }
  }
}

export function sum(x) {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i];
  return total;
}

export function dot(x, y) {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * y[i];
  return total;
}

export function sumsin(n) {
  let total = 0;
  for (let i = 0; i < n; i++) total += Math.sin(i);
  return total;
}

export function logistic(x, r, n) {
  for (let i = 0; i < n; i++) x = r * x * (1 - x);
  return x;
}

/** Column of uniform numbers in [low, high). */
const uniform = (low, high) => ({ low, high });

/**
 * `columns`: the arrays of a map, one row for each element; `scalars` follow them. `elements(n)`: how many results, or
 * steps, one call is: times are told for one. `sizes`: what `n` is, the first one in quick runs.
 */
export const kernels = {
  saxpy: { map: saxpy, columns: [uniform(-1, 1), uniform(-1, 1)], scalars: [2.5] },
  vecmag: { map: vecmag, columns: [uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)], scalars: [] },
  poly10: { map: poly10, columns: [uniform(-1, 1)], scalars: [] },
  wave: { map: wave, columns: [uniform(-10, 10), uniform(-10, 10), uniform(0, 10)], scalars: [] },
  blackscholes: {
    map: blackscholes,
    columns: [uniform(50, 150), uniform(50, 150), uniform(0.1, 2)],
    scalars: [0.03, 0.2],
  },
  /** C compilers fuse multiplications and additions, and some points then escape a step earlier or later. */
  mandelbrot: {
    map: mandelbrot,
    columns: "plane",
    scalars: [256],
    sizes: [1_024, 1_048_576],
    tolerance: 1e-5,
  },
  matmul: { call: matmul, square: true, sizes: [32, 512], elements: (n) => n ** 3 },
  heat: { call: heat, square: true, sizes: [32, 1_024], elements: (n) => n ** 2 },
  matmulRows: { call: matmulRows, square: true, sizes: [32, 512], elements: (n) => n ** 3 },
  heatRows: { call: heatRows, square: true, sizes: [32, 1_024], elements: (n) => n ** 2 },
  sum: { call: sum, columns: [uniform(0, 1)], reassociate: true },
  dot: { call: dot, columns: [uniform(0, 1), uniform(0, 1)], reassociate: true },
  sumsin: { call: sumsin, columns: [], reassociate: true },
  /** Chaotic: a difference of one bit becomes a different number, so that only exact candidates can be checked. */
  logistic: { call: logistic, columns: [], chaotic: true },
};

export const defaultSizes = [1_000, 1_000_000];
export const allSizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
