/** Functions cut at their outermost loops, for threads: which can be, why others cannot, and what they give. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside

import { print } from "../../../src/jit/ir/print";
import { mapPieces } from "../../../src/jit/passes/parallel";
import { together } from "../../../src/jit/wasm-loops";
import * as kernels from "../narrow/kernels";
import { guardsHold, type Program, runProgram, type Value } from "../narrow/proven";
import { backwards, cutProgram, inLanes, parts, runPieces, whyWhole } from "./pieces";

const random = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => ((at * 7919) % 101) / 7 - 3);
const square = (n: number): Float64Array => random(n * n);

function scaled(x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) out[i] = 2 * x[i]!;
}

/** Work before, between and after the loops, and locals that go through all of it. */
function normalised(x: Float64Array, out: Float64Array, n: number): number {
  let most = 0;
  for (let k = 0; k < n; k++) most = Math.max(most, x[k]!);
  const isFlat = most === 0;
  if (isFlat) return -1;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = x[i]! * x[j]! + most;
  const corner = out[n * n - 1]! / 2;
  const row = n * 2;
  for (let i = 0; i < n; i++) for (let j = 0; j < 2 * n; j++) out[i * row + j] = isFlat ? 0 : x[i]! + corner;
  return corner + most;
}

function blocks(x: Float64Array, out: Float64Array, n: number, m: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) for (let k = 0; k < 3; k++) out[i * m * 3 + j * 3 + k] = x[i * m + j]! * k;
}

function triangle(x: Float64Array, out: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * n + j] = x[i]! - x[j]!;
}

/** Rows with a margin, each read and written by its own iteration. */
function smoothed(rows: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const start = i * (n + 2) + 1;
    for (let j = 1; j < n; j++) rows[start + j] = (rows[start + j - 1]! + rows[start + j]!) / 2;
  }
}

function columns(x: Float64Array, out: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) out[i * n + j] = x[j * n + i]!;
}

function extremes(x: Float64Array, n: number): number {
  let most = n;
  for (let i = 0; i < x.length; i++) most = Math.max(most, x[i]!);
  let least = most;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) least = Math.min(x[j]! * i, least);
  return most * 1_000 + least;
}

/** Over time, there and back. */
function simulated(u: Float64Array, v: Float64Array, n: number, steps: number): number {
  let time = 0;
  for (let step = 0; step < steps; step++) {
    for (let i = 1; i < n - 1; i++) for (let j = 1; j < n - 1; j++) v[i * n + j] = u[(i - 1) * n + j]! + time;
    time += 0.25;
    for (let i = 1; i < n - 1; i++) for (let j = 1; j < n - 1; j++) u[i * n + j] = v[i * n + j + 1]! / 2;
    if (time > 100) return -1;
  }
  return time;
}

/** Until little changes. */
function settled(u: Float64Array, v: Float64Array, n: number): number {
  let change = 1;
  let rounds = 0;
  while (change > 0.1 && rounds < 20) {
    change = 0;
    for (let i = 1; i < n - 1; i++) v[i] = (u[i - 1]! + u[i + 1]!) / 2;
    for (let i = 1; i < n - 1; i++) {
      change = Math.max(change, Math.abs(v[i]! - u[i]!));
      u[i] = v[i]!;
    }
    rounds++;
  }
  return rounds + change;
}

function gathered(x: Float64Array, out: Float64Array, at: Int32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[at[i]! & 3]!;
}

const cuts: readonly [string, Program, (n: number) => readonly Value[]][] = [
  ["matmul", kernels.matmul, (n) => [square(n), square(n), square(n), n]],
  ["heat", kernels.heat, (n) => [square(n), square(n), n, 0.25]],
  ["picture", kernels.picture, (n) => [random(3 * n), n, 3, 20]],
  ["one loop", scaled, (n) => [random(n), random(n)]],
  ["two loops and what is around them", normalised, (n) => [random(n), random(2 * n * n), n]],
  ["three dimensions", blocks, (n) => [random(2 * n), random(6 * n), n, 2]],
  ["a triangle", triangle, (n) => [random(n), square(n), n]],
  ["rows with a margin, in place", smoothed, (n) => [random(n * (n + 2) + 2), n]],
  ["columns", columns, (n) => [square(n), square(n), n]],
  ["the least and the greatest", extremes, (n) => [random(n), n]],
  ["loops over time", simulated, (n) => [square(n), square(n), n, 3]],
  ["rounds until little changes", settled, (n) => [random(n), random(n), n]],
  ["reads from anywhere", gathered, (n) => [random(4), random(n), new Int32Array(n).fill(n)]],
];

test.each(cuts)("parallel: %s is cut, and gives the same in parts", (_, program, args) => {
  const { whole, cut } = cutProgram(program, args(5));
  const laned = inLanes(cut);
  for (const n of [0, 1, 2, 3, 5, 9, 17]) {
    if (!guardsHold(whole, args(n))) continue;
    const expected = runProgram(program, args(n));
    for (const [split, roundsMax] of [[backwards], [parts(1), 1], [parts(4), 2]] as const) {
      for (const pieces of [cut, laned]) {
        const { outcome, splits } = runPieces(pieces, args(n), split, roundsMax);
        expect(outcome).toEqual(expected);
        if (n === 9) expect(splits).toBeGreaterThan(0);
      }
    }
  }
});

function prefix(x: Float64Array, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i]!;
    out[i] = sum;
  }
}

function relaxed(u: Float64Array, n: number): void {
  for (let i = 1; i < n - 1; i++)
    for (let j = 1; j < n - 1; j++) u[i * n + j] = (u[(i - 1) * n + j]! + u[(i + 1) * n + j]!) / 2;
}

function repeated(x: Float64Array, times: number): void {
  for (let k = 0; k < times; k++) for (let i = 1; i < x.length; i++) x[i] = x[i - 1]! / 2;
}

/** Shortest ways: the row and the column of `k` are read by all. */
function waves(d: Float64Array, n: number): void {
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) d[i * n + j] = Math.min(d[i * n + j]!, d[i * n + k]! + d[k * n + j]!);
}

function shifted(x: Float64Array): void {
  for (let i = 0; i < x.length - 1; i++) x[i] = x[i + 1]!;
}

function scattered(x: Float64Array, out: Float64Array, at: Int32Array): void {
  for (let i = 0; i < x.length; i++) out[at[i]!] = x[i]!;
}

function doubled(x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length - 1; i++) {
    out[i] = x[i]!;
    out[i + 1] = x[i]! * 2;
  }
}

function latest(x: Float64Array, out: Float64Array): number {
  let last = 0;
  for (let i = 0; i < x.length; i++) {
    last = x[i]! * 2;
    out[i] = last;
  }
  return last;
}

function found(x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i]! > 2) break;
    out[i] = x[i]!;
  }
}

function rounds(x: Float64Array, out: Float64Array): void {
  let i = 0;
  while (i < x.length) {
    out[i] = x[i]! * 2;
    i += 1 + (x[i]! > 3 ? 1 : 0);
  }
}

/** Whole numbers that are too large to tell apart. */
function blurred(x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) out[i + 1e16 - 1e16] = x[i]!;
}

const n = 5;
const wholes: readonly [string, Program, readonly Value[], RegExp][] = [
  ["one row for all", repeated, [random(n), n], /writes an element of x that another one may write/],
  ["a sum that goes on", prefix, [random(n), random(n)], /^sum goes from one iteration to the next$/],
  ["rows that read other rows", relaxed, [square(n), n], /reads an element of u that another one may write/],
  ["elements that read their neighbours", shifted, [random(n)], /reads an element of x that another one may/],
  ["writes anywhere", scattered, [random(n), random(n), new Int32Array(n)], /writes an element of out that/],
  ["writes that overlap", doubled, [random(n), random(n)], /writes an element of out that another one may/],
  [
    "rows that others need, in each round",
    waves,
    [square(n), n],
    /writes an element of d that another one may/,
  ],
  ["the last value", latest, [random(n), random(n)], /^what last holds in the last iteration is read after/],
  ["an end before the end", found, [random(n), random(n)], /^it may be left early$/],
  [
    "indices that are rounded",
    blurred,
    [random(n), random(n)],
    /writes an element of out that another one may/,
  ],
  ["an end that nobody knows", rounds, [random(n), random(n)], /^it does not count$/],
];

test.each(wholes)("parallel: %s is not cut, and the reason has a place", (_, program, args, reason) => {
  const why = whyWhole(program, args);
  expect(why?.reason).toMatch(reason);
  expect(program.toString().slice(why?.at)).toMatch(/^(for|while)\b/);
});

test("parallel: sums of doubles keep their order, unless they may change it", () => {
  const x = random(100);
  expect(whyWhole(kernels.sum, [x])?.reason).toContain("the sum in s keeps its order");
  const { cut } = cutProgram(kernels.sum, [x], true);
  const [expected] = runProgram(kernels.sum, [x]) as [number];
  for (const split of [backwards, parts(7)]) {
    const { outcome, splits } = runPieces(cut, [x], split);
    expect(splits).toBe(1);
    expect(Math.abs((outcome[0] as number) - expected)).toBeLessThan(1e-10);
  }
  expect(runPieces(cut, [new Float64Array(0)], backwards).outcome[0]).toBe(0);
});

test("parallel: whole numbers are added up in any order, and wrap", () => {
  const total = { op: "add", word: 0, isInt32: true } as const;
  expect(together(total, 2 ** 31 - 1, [1, 2 ** 31 - 1, 5])).toBe((2 ** 32 + 4) | 0);
  expect(together({ ...total, isInt32: false }, -0, [-0, -0])).toBe(-0);
  expect(together({ ...total, op: "min" }, 3, [0, -0, 7])).toBe(-0);
  expect(together({ ...total, op: "max" }, 3, [Number.NaN, 7])).toBe(Number.NaN);
});

/** Rows of `m` in lines of `n`. */
function tiled(x: Float64Array, out: Float64Array, n: number, m: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[i * n + j] = x[j]! + i;
}

test("parallel: rows that overlap with these arguments are not split, rows that do not are", () => {
  const args = (m: number): readonly Value[] => [random(20), random(200), 9, m];
  const { cut } = cutProgram(tiled, args(4));
  for (const [m, splits] of [
    [4, 1],
    [8, 1],
    [9, 1],
    [10, 0],
    [17, 0],
  ] as const) {
    const done = runPieces(cut, args(m), backwards);
    expect(done.outcome).toEqual(runProgram(tiled, args(m)));
    expect([m, done.splits]).toEqual([m, splits]);
  }
});

test("the text of heat in pieces", () => {
  const { cut } = cutProgram(kernels.heat, [square(3), square(3), 3, 0.5]);
  const texts: string[] = [];
  mapPieces(cut.pieces, (fn) => texts.push(print(fn)));
  expect(texts.join("\n")).toMatchSnapshot();
});
