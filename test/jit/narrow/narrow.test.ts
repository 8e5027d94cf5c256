/** Counters and indices that become int32, reads and writes that lose their check, and the guards this rests on. */
import { print } from "../../../src/jit/ir/print";
import * as kernels from "./kernels";
import {
  accesses,
  guardsHold,
  lowered,
  narrowed,
  type Program,
  runFn,
  runProgram,
  type Value,
} from "./proven";

const random = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => ((at * 7919) % 101) / 7 - 3);

const matrices = [random(25), random(25), random(25), 5];
const plate = [random(49), random(49), 7, 0.25];

const cases: readonly [string, Program, readonly Value[]][] = [
  ["matmul", kernels.matmul, matrices],
  ["heat", kernels.heat, plate],
  ["sum", kernels.sum, [random(9)]],
  ["dot", kernels.dot, [random(9), random(9)]],
  ["sines", kernels.sines, [9]],
  ["lowerTriangle", kernels.lowerTriangle, [random(36), 6]],
  ["backwards", kernels.backwards, [random(9), random(9)]],
  ["histogram", kernels.histogram, [Uint8Array.from([1, 2, 1, 255]), new Float64Array(256)]],
  ["picture", kernels.picture, [new Float64Array(35), 7, 5, 20]],
];

test.each(cases)("%s: every access is proven inside, and nothing changes", (_, program, args) => {
  const fn = narrowed(program, args);
  expect(accesses(fn).checked).toBe(0);
  expect(print(fn)).not.toMatch(/for .* step 1 .*while .* lt v\d+: f64/);
  expect(guardsHold(fn, args)).toBe(true);
  expect(runFn(fn, args)).toEqual(runProgram(program, args));
});

test("a counter of two loops of which one cannot be proven stays a double in both", () => {
  const program = (a: Float64Array, n: number) => {
    let i: number;
    let s = 0;
    for (i = 0; i < n; i++) s += a[i] as number;
    for (i = 0; i < (a[0] as number); i++) s += i * 2;
    return s;
  };
  const args = [Float64Array.of(5.5, 1, 2), 3];
  expect(runFn(narrowed(program as Program, args), args)).toEqual(runProgram(program as Program, args));
});

test("a counter that is declared before its loop is one", () => {
  const program = (a: Float64Array) => {
    let s = 0;
    let i = 0;
    while (i < a.length) {
      s += a[i] as number;
      i++;
    }
    return s;
  };
  const args = [random(5)];
  const fn = narrowed(program as Program, args);
  expect(accesses(fn).checked).toBe(0);
  expect(runFn(fn, args)).toEqual(runProgram(program as Program, args));
});

test("the text of matmul", () => {
  expect(print(narrowed(kernels.matmul, matrices))).toMatchSnapshot();
});

test("the text of heat", () => {
  expect(print(narrowed(kernels.heat, plate))).toMatchSnapshot();
});

test("guards fail where an index would be outside, or a size is no int32", () => {
  const fn = narrowed(kernels.matmul, matrices);
  expect(guardsHold(fn, [random(24), random(25), random(25), 5])).toBe(false);
  expect(guardsHold(fn, [random(25), random(25), random(24), 5])).toBe(false);
  expect(guardsHold(fn, [random(25), random(25), random(25), 4.5])).toBe(false);
  expect(guardsHold(fn, [random(25), random(25), random(25), Number.NaN])).toBe(false);
  expect(guardsHold(fn, [random(25), random(25), random(25), 2 ** 40])).toBe(false);
});

test("guards hold where nothing runs", () => {
  const fn = narrowed(kernels.matmul, matrices);
  for (const n of [0, -0, -3]) expect(guardsHold(fn, [random(0), random(0), random(0), n])).toBe(true);
});

test("that nothing runs is believed only where the bounds are what they are taken for", () => {
  // 2^32 | 0 is 0: the outer loop runs, and the inner one goes beyond the array.
  const wrapped = (x: Float64Array, n: number, m: number) => {
    let s = 0;
    for (let i = 3; i > (n | 0); i -= 0.5) for (let j = 0; j < m; j++) s += x[j] as number;
    return s;
  };
  const fn = narrowed(wrapped, [random(3), 1, 1]);
  expect(guardsHold(fn, [random(3), 2 ** 32, 20])).toBe(false);
  expect(guardsHold(fn, [random(3), 3, 20])).toBe(true);
  expect(guardsHold(fn, [random(20), 1, 20])).toBe(true);
});

test("what a condition looks after stays checked: its guard would never hold", () => {
  const args = [random(9), random(9), 9];
  const fn = narrowed(kernels.edges, args);
  expect(accesses(fn)).toEqual({ checked: 2, inside: 2 });
  expect(guardsHold(fn, args)).toBe(true);
  expect(runFn(fn, args)).toEqual(runProgram(kernels.edges, args));
});

test("without guards only what always holds is used", () => {
  const fn = narrowed(kernels.sum, [random(3)], false);
  expect(fn.guards).toEqual([]);
  expect(accesses(fn).checked).toBe(0);
  const args = [random(25), random(25), random(25), 5];
  const matmul = narrowed(kernels.matmul, args, false);
  expect(matmul.guards).toEqual([]);
  expect(accesses(matmul).checked).toBe(3);
  expect(runFn(matmul, args)).toEqual(runProgram(kernels.matmul, args));
});

test("a read outside that could be seen cannot happen where all are inside", () => {
  const last = (x: Float64Array, n: number) => x[n - 1];
  const args = [random(3), 3];
  expect(lowered(last, args).undefinedReads).toBe(true);
  expect(narrowed(last, args).undefinedReads).toBe(false);
  expect(narrowed(last, args, false).undefinedReads).toBe(true);
});

test("a counter that starts from -0 keeps it: the guard fails", () => {
  const inverse = (from: number, n: number) => {
    let s = 0;
    for (let i = from; i < n; i++) s = Math.min(s, 1 / i);
    return s;
  };
  const fn = narrowed(inverse, [1, 2]);
  expect(guardsHold(fn, [-0, 3])).toBe(false);
  expect(guardsHold(fn, [0, 3])).toBe(true);
  expect(runFn(fn, [0, 3])).toEqual(runProgram(inverse, [0, 3]));
});

test("guards that differ only deep inside are all asked", () => {
  const program = (x: Float64Array, out: Float64Array, n: number, m: number) => {
    for (let i = n - 3; i < n; i++) {
      for (let j = 2; j < n + 1; j++) {
        out[i * n + j] = x[i * m + j] as number;
        out[i * n + j] = x[i * n + j] as number;
      }
    }
  };
  const args = (n: number, m: number) => [new Float64Array(30), new Float64Array(30), n, m];
  const fn = narrowed(program, args(2, 1));
  // x[-1 * 5 + 2] is outside.
  expect(guardsHold(fn, args(2, 5))).toBe(false);
  expect(guardsHold(fn, args(2, 1))).toBe(true);
});

test("whole numbers that are too large for a double stay doubles", () => {
  const rounded = (x: Float64Array) => {
    let s = 0;
    for (let i = 3; i < x.length; i++) s = s * 2 + (x[i + 1e16 - 1e16 - 1] as number);
    return s;
  };
  const added = (x: Float64Array, n: number, m: number) => {
    let s = 0;
    for (let i = 0; i < n; i++) s = s * 2 + (x[i + n * m - n * m] as number);
    return s;
  };
  const fn = narrowed(rounded, [random(9)]);
  expect(accesses(fn).inside).toBe(0);
  expect(runFn(fn, [random(9)])).toEqual(runProgram(rounded, [random(9)]));
  const sums = narrowed(added, [random(9), 3, 1]);
  expect(guardsHold(sums, [random(9), 3, 4])).toBe(true);
  expect(guardsHold(sums, [random(9), 2 ** 25, 2 ** 30])).toBe(false);
});

test("a loop is not taken for one that never runs because its bounds should be int32", () => {
  const far = (x: Float64Array, m: number) => {
    let s = 0;
    for (let k = 2147483648; k < m; k++) s += x[5] as number;
    return s;
  };
  const fn = narrowed(far, [random(9), 3]);
  expect(guardsHold(fn, [random(2), 2 ** 31 + 2])).toBe(false);
  expect(guardsHold(fn, [random(9), 2 ** 31 + 2])).toBe(true);
});
