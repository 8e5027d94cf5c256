/** Functions with loops over arrays, as users write them. */
// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside

export function matmul(a: Float64Array, b: Float64Array, c: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let s = 0;
      for (let k = 0; k < n; k++) s += a[i * n + k]! * b[k * n + j]!;
      c[i * n + j] = s;
    }
  }
}

export function heat(u: Float64Array, v: Float64Array, n: number, rate: number): void {
  for (let i = 1; i < n - 1; i++) {
    for (let j = 1; j < n - 1; j++) {
      const at = i * n + j;
      v[at] = u[at]! + rate * (u[at - 1]! + u[at + 1]! + u[at - n]! + u[at + n]! - 4 * u[at]!);
    }
  }
}

export function sum(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i]!;
  return s;
}

export function dot(x: Float64Array, y: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i]! * y[i]!;
  return s;
}

export function sines(n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.sin(i);
  return s;
}

export function lowerTriangle(a: Float64Array, n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) s += a[i * n + j]!;
  return s;
}

export function backwards(x: Float64Array, out: Float64Array): void {
  for (let i = x.length - 1; i >= 0; i--) out[i] = x[i]! * 2;
}

export function histogram(x: Uint8Array, counts: Float64Array): void {
  for (let i = 0; i < x.length; i++) counts[x[i]!] = counts[x[i]!]! + 1;
}

export function edges(x: Float64Array, out: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let s = x[i]!;
    if (i > 0) s += x[i - 1]!;
    if (i < n - 1) s += x[i + 1]!;
    out[i] = s;
  }
}

export function picture(out: Float64Array, width: number, height: number, limit: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x0 = (column / width) * 3 - 2;
      const y0 = (row / height) * 2 - 1;
      let x = 0;
      let y = 0;
      let n = 0;
      while (n < limit && x * x + y * y <= 4) {
        const t = x * x - y * y + x0;
        y = 2 * x * y + y0;
        x = t;
        n++;
      }
      out[row * width + column] = n;
    }
  }
}
