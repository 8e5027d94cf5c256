/** Functions as users write them, from their source into lanes. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside

import type { Fn } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { vectorize } from "../../../src/jit/passes/vectorize";
import * as kernels from "../narrow/kernels";
import { guardsHold, narrowed, type Program, runFn, runProgram, type Value } from "../narrow/proven";
import { inLanes } from "./parts";

const random = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => ((at * 7919) % 101) / 7 - 3);

const square = (n: number): Float64Array => random(n * n);

const cases: readonly [string, Program, (n: number) => readonly Value[]][] = [
  ["matmul", kernels.matmul, (n) => [square(n), square(n), square(n), n]],
  ["heat", kernels.heat, (n) => [square(n), square(n), n, 0.25]],
  ["picture", kernels.picture, (n) => [random(3 * n), n, 3, 20]],
];

test.each(cases)("%s runs in lanes, bit for bit", (_, program, args) => {
  const before = narrowed(program, args(5));
  const after = inLanes(before);
  for (const n of [0, 1, 2, 3, 5, 7, 8, 9, 10, 17]) {
    expect(guardsHold(after, args(n))).toBe(true);
    expect(runFn(after, args(n))).toEqual(runProgram(program, args(n)));
  }
});

const disjointNames = (fn: Fn): string[] => (fn.disjoint ?? []).map(([a, b]) => `${a.name} ${b.name}`);

test("arrays that must not overlap are named", () => {
  expect(disjointNames(inLanes(narrowed(kernels.matmul, [square(2), square(2), square(2), 2])))).toEqual([
    "c a",
    "c b",
  ]);
  expect(disjointNames(inLanes(narrowed(kernels.heat, [square(2), square(2), 2, 1])))).toEqual(["v u"]);
});

test("the text of matmul in lanes", () => {
  expect(print(inLanes(narrowed(kernels.matmul, [square(2), square(2), square(2), 2])))).toMatchSnapshot();
});

const reductions: readonly [string, Program, (n: number) => readonly Value[]][] = [
  ["sum", kernels.sum, (n) => [random(n)]],
  ["dot", kernels.dot, (n) => [random(n), random(n)]],
  ["sines", kernels.sines, (n) => [n]],
];

test.each(reductions)("%s keeps its order, unless it may change it", (_, program, args) => {
  const before = narrowed(program, args(3));
  const { vectorized, notes } = vectorize(before);
  expect(vectorized).toBe(false);
  expect(notes[0]?.reason).toContain("reassociate");
  const after = inLanes(before, { reassociate: true });
  for (const n of [0, 1, 2, 3, 7, 8, 9, 16, 17, 40]) {
    const [found] = runFn(after, args(n)) as [number];
    const [expected] = runProgram(program, args(n)) as [number];
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * (Math.abs(expected) + n));
  }
  const wild = narrowed(kernels.sum, [random(1)]);
  const infinite = [Float64Array.of(1, Number.POSITIVE_INFINITY, 2, 3, 4, 5, 6, 7, 8)];
  expect(runFn(inLanes(wild, { reassociate: true }), infinite)[0]).toBe(Number.POSITIVE_INFINITY);
});

test("sums of int32, least and greatest need no leave", () => {
  const extremes = (x: Float64Array): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < x.length; i++) {
      low = Math.min(low, x[i] as number);
      high = Math.max(x[i] as number, high);
    }
    return high - low;
  };
  const after = inLanes(narrowed(extremes, [random(3)]));
  for (const n of [0, 1, 7, 8, 17])
    expect(runFn(after, [random(n)])).toEqual(runProgram(extremes, [random(n)]));
  const odd = [Float64Array.of(1, Number.NaN, 2, 3, 4, 5, 6, 7, 8)];
  expect(runFn(after, odd)[0]).toBeNaN();
});

test.each([
  [
    "prefix sums",
    (x: Float64Array) => {
      for (let i = 1; i < x.length; i++) x[i] = x[i]! + x[i - 1]!;
    },
    "may write",
  ],
  [
    "a last value",
    (x: Float64Array) => {
      let last = 0;
      for (let i = 0; i < x.length; i++) {
        last = x[i]!;
        x[i] = 1;
      }
      return last;
    },
    "after the loop",
  ],
  [
    "a sieve",
    (x: Float64Array) => {
      for (let i = 0; i < x.length; i++) {
        x[i] = 1;
        if (Math.sin(i) > 0.5) break;
      }
    },
    "left early",
  ],
  [
    "columns",
    (x: Float64Array, n: number) => {
      for (let i = 0; i < n; i++) x[i * n] = 1;
    },
    "neighbouring",
  ],
] as const)("%s stay scalar, and say why", (_, program, why) => {
  const { vectorized, notes } = vectorize(narrowed(program as Program, [random(9), 3]));
  expect(vectorized).toBe(false);
  expect(notes[0]?.reason).toContain(why);
  expect(notes[0]?.at).toBeGreaterThan(0);
});

test("a search stops at the group that holds what it looks for", () => {
  const search = (x: Float64Array, key: number): number => {
    for (let i = 0; i < x.length; i++) if (x[i] === key) return i;
    return -1;
  };
  const positive = (x: Float64Array): number => {
    for (let i = 0; i < x.length; i++) {
      if (!(x[i]! > 0)) break;
      x[i] = Math.sqrt(x[i]!);
    }
    return x.length;
  };
  const before = narrowed(search, [random(3), 1]);
  const after = inLanes({ ...before, undefinedReads: false });
  for (let at = 0; at < 19; at++) {
    const x = Float64Array.from({ length: 18 }, (_, i) => (i === at ? 1 : 2));
    expect(runFn(after, [x, 1])).toEqual(runProgram(search, [x, 1]));
    expect(runFn(inLanes(narrowed(positive, [x])), [x.map((value) => 1.5 - value)])).toEqual(
      runProgram(positive, [x.map((value) => 1.5 - value)]),
    );
  }
});

test("a counted loop that lanes leave apart: one counter for all, one test a round", () => {
  const out = (n: number): readonly Value[] => [random(3 * n), n, 3, 20];
  const text = print(inLanes(narrowed(kernels.picture, out(5)), { lanes: 4 }));
  expect(text).toMatchSnapshot();
});
