/**
 * The intrinsics: loops as calls, for functions that read as formulas. Here they are plain functions, and this is
 * their definition: the compiler recognises them by a mark, and turns each into the loop that stands here.
 *
 *   for (const i of range(n)) …                         0, 1, … below n
 *   sum(range(n), (i) => a[i] * b[i])                   in order, from 0
 *   any(a, (x) => x > limit)                            ends at the first
 *   sumWhile(range(n), (i) => a[i] >= 0, (i) => a[i])   as long as the condition holds
 */
import { describe, errors } from "../errors";

/** Numbers to go through: those of `range`, or the elements of an array, by index. */
export type Numbers = Range | ArrayLike<number>;

/** What is done with one number; `index` counts from 0. */
export type Each<R> = (value: number, index: number) => R;

/** On each intrinsic, its name, and on ranges: the same in all copies of the package, which may meet in one process. */
const mark = Symbol.for("iris-actors/intrinsic");

/** The numbers from `start` on, each the one before plus `step`, as long as `end` is not reached: as a `for` counts. */
export class Range implements Iterable<number> {
  static {
    Object.defineProperty(Range.prototype, mark, { value: "Range" });
  }

  constructor(
    readonly start: number,
    readonly end: number,
    readonly step: number,
  ) {}

  /** The numbers, one after the other. */
  *[Symbol.iterator](): Generator<number, void, undefined> {
    const { start, end, step } = this;
    for (let at = start; step > 0 ? at < end : at > end; at += step) yield at;
  }
}

/**
 * `range(n)`: 0, 1, … below n. `range(start, end)`: from start, below end. `range(start, end, step)`: by steps, down
 * where step is negative. Fractions and an infinite end are fine.
 *
 * @throws ERR_INVALID_ARG for a step of 0, and for one that is not a finite number
 */
export function range(end: number): Range;
export function range(start: number, end: number, step?: number): Range;
export function range(first: number, second?: number, step = 1): Range {
  if (!Number.isFinite(step) || step === 0) {
    throw errors.invalidArg({
      argument: "step",
      expected: "a finite number, not 0",
      received: describe(step),
    });
  }
  return second === undefined ? new Range(0, first, step) : new Range(first, second, step);
}

/** Adds up the numbers, or what `term` gives for each, in order, starting with 0. A boolean counts as 0 or 1. */
export function sum(numbers: Numbers, term?: Each<number | boolean>): number {
  let total = 0;
  visit(numbers, (value, index) => {
    total += Number(term === undefined ? value : term(value, index));
    return true;
  });
  return total;
}

/**
 * Whether `test` is truthy for any of the numbers, or any of them is; those after the first such one are not looked
 * at.
 */
export function any(numbers: Numbers, test?: Each<unknown>): boolean {
  return !visit(numbers, (value, index) => !(test === undefined ? value : test(value, index)));
}

/**
 * Whether `test` is truthy for all of the numbers, or all of them are; those after the first other one are not looked
 * at.
 */
export function all(numbers: Numbers, test?: Each<unknown>): boolean {
  return visit(numbers, (value, index) => Boolean(test === undefined ? value : test(value, index)));
}

/** `sum` up to, not including, the first number for which `condition` is not truthy. */
export function sumWhile(numbers: Numbers, condition: Each<unknown>, term?: Each<number | boolean>): number {
  let total = 0;
  visit(numbers, (value, index) => {
    if (!condition(value, index)) return false;
    total += Number(term === undefined ? value : term(value, index));
    return true;
  });
  return total;
}

/** `any` among the numbers before the first for which `condition` is not truthy. */
export function anyWhile(numbers: Numbers, condition: Each<unknown>, test?: Each<unknown>): boolean {
  let found = false;
  visit(numbers, (value, index) => {
    if (!condition(value, index)) return false;
    found = Boolean(test === undefined ? value : test(value, index));
    return !found;
  });
  return found;
}

/** `all` of the numbers before the first for which `condition` is not truthy. */
export function allWhile(numbers: Numbers, condition: Each<unknown>, test?: Each<unknown>): boolean {
  let held = true;
  visit(numbers, (value, index) => {
    if (!condition(value, index)) return false;
    held = Boolean(test === undefined ? value : test(value, index));
    return held;
  });
  return held;
}

/**
 * Goes through the numbers as long as `step` says so; whether it came to the end. An array is asked for its length
 * each time.
 */
function visit(numbers: Numbers, step: (value: number, index: number) => boolean): boolean {
  let index = 0;
  if (isRange(numbers)) {
    const { start, end, step: by } = numbers;
    for (let at = start; by > 0 ? at < end : at > end; at += by) {
      if (!step(at, index++)) return false;
    }
    return true;
  }
  for (; index < numbers.length; index++) {
    if (!step(numbers[index] as number, index)) return false;
  }
  return true;
}

function isRange(numbers: Numbers): numbers is Range {
  return (numbers as { readonly [mark]?: unknown })[mark] === "Range";
}

/** All of them by name. */
export const intrinsics = Object.freeze({ range, sum, any, all, sumWhile, anyWhile, allWhile });
for (const [name, fn] of Object.entries(intrinsics)) Object.defineProperty(fn, mark, { value: name });

/** The name of an intrinsic, of whatever copy of the package; undefined for any other function. */
export function intrinsicName(fn: unknown): string | undefined {
  const isMarked = typeof fn === "function" && Object.hasOwn(fn, mark);
  return isMarked ? (fn as { readonly [mark]?: string })[mark] : undefined;
}
