/** Random counting and indexing: where the guards hold, what was proven is true, and nothing changes. */
import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import type { Fn } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import type { ArgKind } from "../../../src/jit/ir/signature";
import { verify } from "../../../src/jit/ir/verify";
import { narrow } from "../../../src/jit/passes/narrow";
import { finish, prepare } from "../../../src/jit/passes/pipeline";
import { vectorize } from "../../../src/jit/passes/vectorize";
import { programs } from "./programs";
import { copies, guardsHold, type Value } from "./proven";

const array = (elem: "f64" | "u8"): ArgKind => ({ tag: "array", elem, plain: false });
const number: ArgKind = { tag: "number" };
const args = [array("f64"), array("f64"), array("u8"), number, number];

const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 9 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-0, 1.4, 2.5, Number.NaN, 2 ** 31, -(2 ** 31), 2 ** 32 + 1, 1e300),
  },
);

function outcome(fn: Fn, values: readonly Value[]): unknown[] | undefined {
  const own = copies(values);
  try {
    return [interpret(fn, own, { stepsMax: 20_000 }), ...own];
  } catch (error) {
    if (/more than \d+ steps/.test((error as Error).message)) return undefined; // too long to run here
    throw error;
  }
}

test("random loops and indices: proofs are true where the guards hold", () => {
  let held = 0;
  const run = fc.property(
    programs,
    sizes,
    sizes,
    fc.array(fc.nat({ max: 12 }), { maxLength: 80 }),
    fc.nat({ max: 80 }),
    (text, n, m, bytes, length) => {
      const { fn } = lower(parseFunction(text), { args }, globalsOnly);
      const values = [
        Float64Array.from({ length }, (_, i) => i / 7),
        new Float64Array(64).fill(0.5),
        Uint8Array.from(bytes),
        n,
        m,
      ];
      const narrowed = verify(narrow(prepare(fn)), "narrow");
      if (!guardsHold(narrowed, values)) return;
      const expected = outcome(fn, values);
      if (expected === undefined) return;
      if (narrowed.guards.length > 0) held++;
      const wide = vectorize(narrowed);
      for (const after of [narrowed, verify(wide.fn, "vectorize"), finish(wide.fn, "wasm")]) {
        try {
          expect(outcome(after, values)).toEqual(expected);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${text}\n${print(after)}`);
        }
      }
    },
  );
  fc.assert(run, { numRuns: Number(process.env.RUNS ?? 150) });
  expect(held).toBeGreaterThan(20);
});
