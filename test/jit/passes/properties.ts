/** What every pass must hold: its result is well formed, and means the same. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import type { Fn } from "../../../src/jit/ir/node";
import { verify } from "../../../src/jit/ir/verify";
import { freshArgs, type RandomFn, randomFns } from "../ir/random";

const stepsMax = 100_000;

export function expectSame(before: Fn, after: Fn, args: RandomFn["args"]): void {
  const [expected, found] = [freshArgs(before, args), freshArgs(after, args)];
  const value = interpret(before, expected, { stepsMax });
  expect(interpret(after, found, { stepsMax: 2 * stepsMax })).toBe(value);
  expect(found).toEqual(expected);
}

export function keepsMeaning(name: string, pass: (fn: Fn) => Fn, numRuns = 100): void {
  fc.assert(
    fc.property(randomFns, ({ fn, args }) => {
      expectSame(fn, verify(pass(fn), name), args);
    }),
    { numRuns },
  );
}
