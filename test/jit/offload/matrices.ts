/** Functions over matrices, and matrices in every place where rows may lie. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside

export type Matrix = Float64Array[];

export function matmul(
  a: readonly ArrayLike<number>[],
  b: readonly ArrayLike<number>[],
  c: (Float64Array | number[])[],
) {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b[0]!.length; j++) {
      let s = 0;
      for (let k = 0; k < b.length; k++) s += a[i]![k]! * b[k]![j]!;
      c[i]![j] = s;
    }
  }
  return c;
}

export function blur(image: Matrix, out: Matrix, weight: number) {
  for (let y = 0; y < image.length; y++) {
    const row = image[y]!;
    for (let x = 0; x < row.length; x++) {
      const up = y > 0 ? image[y - 1]![x]! : row[x]!;
      const down = y + 1 < image.length ? image[y + 1]![x]! : row[x]!;
      const left = row[Math.max(x - 1, 0)]!;
      const right = row[Math.min(x + 1, row.length - 1)]!;
      out[y]![x] = row[x]! * (1 - weight) + (weight / 4) * (up + down + left + right);
    }
  }
}

export const valueAt = (i: number) => ((i * 7919) % 101) / 7 - 3;
export const heap = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: columns }, (_, j) => valueAt(i * columns + j)),
  );
export const ordinary = (rows: number, columns: number) => heap(rows, columns).map((row) => [...row]);
export const inBuffer = (rows: number, columns: number): Matrix => {
  const all = Float64Array.from({ length: rows * columns }, (_, i) => valueAt(i));
  return Array.from({ length: rows }, (_, i) => all.subarray(i * columns, (i + 1) * columns));
};
export const numbers = (grid: readonly ArrayLike<number>[]) => grid.map((row) => Array.from(row));
