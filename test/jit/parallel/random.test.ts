/** Random loop nests, cut and run in parts in any order: the same as the function itself, wherever they may be cut. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import type { Fn } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { Refusal } from "../../../src/jit/ir/refusal";
import type { ArgKind } from "../../../src/jit/ir/signature";
import { mapPieces } from "../../../src/jit/passes/parallel";
import { proofsIn } from "../../../src/jit/passes/sharing";
import { copies, guardsHold, type Value } from "../narrow/proven";
import { backwards, type Cut, cut, inLanes, parts, runPieces } from "./pieces";
import { nests } from "./programs";

const array: ArgKind = { tag: "array", elem: "f64", plain: false };
const number: ArgKind = { tag: "number" };
const kinds = [array, array, array, number, number];

const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 2.5, Number.NaN, 2 ** 31) },
);
const length = fc.oneof({ weight: 3, arbitrary: fc.constant(260) }, { weight: 1, arbitrary: fc.nat(90) });

/** Outcome of the function as it was lowered; undefined when it takes too long here. */
function expectedOf(fn: Fn, values: readonly Value[]): unknown[] | undefined {
  const own = copies(values);
  try {
    return [interpret(fn, own, { stepsMax: 3_000 }), ...own];
  } catch (error) {
    if (/more than \d+ steps/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Runs random nests; gives how many were cut, refused, and split in earnest. */
function round(numRuns: number, proofs = proofsIn): Record<"cut" | "refused" | "split", number> {
  const counts = { cut: 0, refused: 0, split: 0 };
  const property = fc.property(
    nests,
    size,
    size,
    length,
    length,
    fc.integer({ min: 1, max: 3 }),
    (...drawn) => {
      const [text, n, m, xs, outs, step] = drawn;
      const { fn } = lower(parseFunction(text), { args: kinds }, globalsOnly);
      let done: Cut;
      try {
        done = cut(fn, proofs);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        counts.refused++;
        return;
      }
      counts.cut++;
      const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => ((i * 37) % 19) / 3);
      const values = [numbers(xs), numbers(outs), numbers(260), n, m];
      if (!guardsHold(done.whole, values)) return;
      const expected = expectedOf(fn, values);
      if (expected === undefined) return;
      for (const [pieces, split, roundsMax] of [
        [done.cut, backwards, undefined],
        [done.cut, parts(step), 1],
        [inLanes(done.cut), parts(step), 2],
      ] as const) {
        try {
          const { outcome, splits } = runPieces(pieces, values, split, roundsMax);
          counts.split += splits;
          expect(outcome).toEqual(expected);
        } catch (error) {
          const texts: string[] = [];
          mapPieces(pieces.pieces, (code) => texts.push(print(code)));
          throw new Error(`${(error as Error).message}\n${text}\n${values.map(String)}\n${texts.join("\n")}`);
        }
      }
    },
  );
  // A wrong proof need not be shrunk.
  fc.assert(property, { numRuns, endOnFailure: proofs !== proofsIn });
  return counts;
}

test("random nests: parts in any order give what the loop gives", () => {
  const runs = Number(process.env.RUNS ?? 100);
  const counts = round(runs);
  if (process.env.FUZZ_SHOW) console.log(counts);
  // Both happen: loops that are shared in earnest, and loops that must not be.
  expect(counts.split).toBeGreaterThan(runs / 8);
  expect(counts.refused).toBeGreaterThan(runs / 10);
});

const wrong: readonly [string, typeof proofsIn][] = [
  ["that all indices are apart", () => () => ({ apart: () => true, conditions: [] })],
  ["that forgets its conditions", (fn) => (loop) => ({ apart: proofsIn(fn)(loop).apart, conditions: [] })],
];

test.each(wrong)("random nests: a wrong proof is found, one %s", (_, proofs) => {
  // It ends with the first nest that shows it: so many are only drawn where none does.
  expect(() => round(4_000, proofs)).toThrow(/function f/);
});
