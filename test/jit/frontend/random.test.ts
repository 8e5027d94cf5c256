/** Random functions, lowered and run by the interpreter, do what they do as JavaScript. */
import fc from "fast-check";
import { sameForAll, special, written } from "./lowered";
import { programs } from "./program";

const values = fc.constantFrom(...special);
const elements = fc.array(values, { maxLength: 5 });

test("results, and what is left in arrays, are the same bit for bit", () => {
  const args = fc.tuple(values, values, elements, elements);
  fc.assert(
    fc.property(programs(), fc.array(args, { minLength: 3, maxLength: 3 }), (text, lists) => {
      const fn = written(text);
      sameForAll(
        fn,
        lists.map(([x, y, a, b]) => [x, y, Float64Array.from(a), Uint8Array.from(b)]),
      );
    }),
    { numRuns: Number(process.env.RUNS ?? 60) },
  );
});
