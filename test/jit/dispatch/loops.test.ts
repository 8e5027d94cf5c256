/** Functions with loops of their own on several threads: the same as plain calls, and the tier really ran. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside

import { Jit, offload } from "../../../src/jit/index";
import * as kernels from "../narrow/kernels";
import { copies, type Program, type Value } from "../narrow/proven";

const jit = new Jit({ tiers: ["threads"] });
afterAll(() => jit.dispose());

const random = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => ((at * 7919) % 101) / 7 - 3);
const square = (n: number): Float64Array => random(n * n);

type Offloaded = ((...args: unknown[]) => unknown) & { explain(): { tier: string; reason: string } };

function offloaded(program: Program, options: object = {}): Offloaded {
  return offload({ jit, ...options })(program as never) as unknown as Offloaded;
}

/** The same values in the arena. */
function inArena(values: readonly Value[]): Value[] {
  return values.map((value) => {
    if (!(value instanceof Float64Array)) return value;
    const array = jit.alloc.float64(value.length);
    array.set(value);
    return array;
  });
}

const plain = (values: readonly unknown[]) =>
  values.map((value) => (typeof value === "object" ? [...(value as [])] : value));

function rowSums(x: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += x[i * n + j]!;
    out[i] = sum;
  }
  return out;
}

function sines(x: Float64Array, out: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, x[i]!);
  if (most > 1_000) return -1;
  for (let i = 0; i < x.length; i++) out[i] = Math.sin(x[i]! / most);
  return most;
}

/** Loops that are shared, in a loop over time. */
function steps(u: Float64Array, v: Float64Array, n: number, count: number): number {
  let heat = 0;
  for (let step = 0; step < count; step++) {
    for (let i = 1; i < n - 1; i++)
      for (let j = 1; j < n - 1; j++) v[i * n + j] = (u[i * n + j - 1]! + u[(i + 1) * n + j]!) / 2;
    for (let i = 1; i < n - 1; i++) for (let j = 1; j < n - 1; j++) u[i * n + j] = v[i * n + j]! + step;
    heat += step * 0.1;
  }
  return heat;
}

/** A store outside of an array does nothing, a read gives NaN. */
function outside(x: Float64Array, out: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) if (i < out.length) out[i] = i < x.length ? x[i]! : 0;
}

const cases: readonly [string, Program, (n: number) => readonly Value[]][] = [
  ["matmul", kernels.matmul, (n) => [square(n), square(n), square(n), n]],
  ["heat", kernels.heat, (n) => [square(n), square(n), n, 0.25]],
  ["picture", kernels.picture, (n) => [random(n * n), n, n, 50]],
  ["sums of rows, in an array of its own", rowSums, (n) => [square(n), n]],
  ["a result, and a way out before the loop", sines, (n) => [random(n * 9), random(n * 9)]],
  ["steps in time", steps, (n) => [square(n), square(n), n, 5]],
  ["indices that are checked", outside, (n) => [random(n), random(n + 3), n + 9]],
];

describe.each(cases)("loops on threads: %s", (_, program, args) => {
  test.each([
    ["in the arena", inArena],
    ["elsewhere", copies],
  ])("%s", (__, place) => {
    const kernel = offloaded(program);
    for (const n of [33, 64, 7, 2, 1, 0]) {
      const expected = copies(args(n));
      const result = program(...(expected as never[]));
      for (let round = 0; round < 3; round++) {
        const own = place(args(n));
        expect(plain([kernel(...own)])).toEqual(plain([result]));
        expect(plain(own)).toEqual(plain(expected));
        expect(kernel.explain().tier).toBe("threads");
      }
    }
  });
});

test("loops on threads: arrays of arrays", () => {
  function product(a: Float64Array[], b: Float64Array[], c: Float64Array[]): void {
    for (let i = 0; i < a.length; i++) {
      const row = c[i]!;
      for (let j = 0; j < b.length; j++) {
        let sum = 0;
        for (let k = 0; k < b.length; k++) sum += a[i]![k]! * b[k]![j]!;
        row[j] = sum;
      }
    }
  }
  const kernel = offload({ jit })(product);
  const grid = (at: number) => {
    const rows = jit.alloc.float64(50, 50);
    for (const [i, row] of rows.entries()) row.set(square(50).subarray(i + at, i + at + 50));
    return rows;
  };
  const [a, b, expected, found] = [grid(1), grid(2), grid(3), grid(4)];
  product(a, b, expected);
  kernel(a, b, found);
  expect(found.map((row) => [...row])).toEqual(expected.map((row) => [...row]));
  expect(kernel.explain().tier).toBe("threads");
});

test("loops on threads: arrays that overlap are served otherwise, with the same result", () => {
  const memory = jit.alloc.float64(500);
  const expected = Float64Array.from(memory.fill(1.5));
  const args = (of: Float64Array): Value[] => [of.subarray(0, 400), of.subarray(40, 440), 20, 0.25];
  kernels.heat(...(args(expected) as [Float64Array, Float64Array, number, number]));
  const kernel = offloaded(kernels.heat);
  kernel(...args(memory));
  expect([...memory]).toEqual([...expected]);
  expect(kernel.explain().tier).toBe("inline");
});

test("loops on threads: rows that overlap are done one after the other, with the same result", () => {
  function tiled(out: Float64Array, n: number, m: number): void {
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[i * n + j] = out[i * n + j]! + i * j;
  }
  const kernel = offloaded(tiled);
  for (const m of [20, 40, 70]) {
    const [expected, found] = [random(2_000), random(2_000)];
    tiled(expected, 40, m);
    kernel(found, 40, m);
    expect([...found]).toEqual([...expected]);
    expect(kernel.explain().tier).toBe("threads");
  }
});

test("loops on threads: what was shared is told; what could not be, with the place", () => {
  const kernel = offloaded(kernels.heat);
  kernel(square(9), square(9), 9, 0.5);
  const text = String(kernel.explain());
  expect(text).toContain("the loop in line 2: shared among threads, one at a time");
  expect(text).toMatch(/the loop in line 3: \d at a time/);
  const whole = offloaded(function prefix(x: Float64Array) {
    let s = 0;
    for (let i = 0; i < x.length; i++) {
      s += x[i]!;
      x[i] = s;
    }
  });
  whole(random(50));
  expect(String(whole.explain())).toContain(
    "threads: not possible (line 3): s goes from one iteration to the next",
  );
});

test("loops on threads: sums that may change their order are the same each time", () => {
  const kernel = offloaded(kernels.sum, { reassociate: true });
  const x = random(10_001);
  const [expected, first] = [kernels.sum(x), kernel(x) as number];
  expect(Math.abs(first - expected)).toBeLessThan(1e-7);
  for (let round = 0; round < 10; round++) expect(kernel(x)).toBe(first);
  expect(kernel(new Float64Array(0))).toBe(0);
  expect(kernel.explain().tier).toBe("threads");
  function least(x: Float64Array): number {
    let low = 0;
    for (let i = 0; i < x.length; i++) low = Math.min(low, x[i]!);
    return low;
  }
  const exact = offloaded(least);
  expect(exact(x)).toBe(least(x));
  x[5_000] = Number.NaN;
  expect(exact(x)).toBe(Number.NaN);
  expect(exact.explain().tier).toBe("threads");
});

describe("loops on threads: where there is a choice", () => {
  const free = new Jit({ tiers: ["js", "wasm", "threads"] });
  afterAll(() => free.dispose());

  /** The tiers that take part in the contest of such calls. */
  function tried(program: Program, args: readonly Value[], options: object = {}): string[] | undefined {
    const kernel = offload({ jit: free, ...options })(program as () => void);
    return kernel.compile(...(args as [])).signatures[0]?.sizes[0]?.tiers.map(({ tier }) => tier);
  }

  test("long calls try them, short ones do not", () => {
    const args = (n: number) => [square(n), square(n), square(n), n];
    expect(tried(kernels.matmul, args(300))).toContain("threads");
    expect(tried(kernels.matmul, args(8))).not.toContain("threads");
  });

  test("`threads: 1` says no", () => {
    const args = [square(300), square(300), square(300), 300];
    expect(tried(kernels.matmul, args, { threads: 1 })).toEqual(expect.not.arrayContaining(["threads"]));
  });

  test("a long call that cannot be shared is served by the next best, not by the slowest", () => {
    const kernel = offload({ jit: free })(function total(x: Float64Array, n: number) {
      let s = 0;
      for (let k = 0; k < n; k++) for (let i = 0; i < x.length; i++) s += x[i]!;
      return s;
    });
    expect(kernel(Float64Array.of(1, 2, 3), 2_000_000)).toBe(12_000_000);
    const [signature] = kernel.explain().signatures;
    expect(signature?.tier).toBe("wasm");
    expect(signature?.variants.find(({ tier }) => tier === "threads")?.refusal).toMatchObject({
      code: "one-thread",
      reason: "the sum in s keeps its order; `reassociate: true` gives leave to change it",
      line: 3,
    });
  });
});
