/** Random loops in lanes against the same loops one by one. */
import fc from "fast-check";
import { print } from "../../../src/jit/ir/print";
import { inLanes, runBoth, special } from "./parts";
import { programs } from "./programs";

const numbers = fc.oneof(fc.constantFrom(...special), fc.integer({ min: -4, max: 4 }), fc.double());

test("random branches, loops and jumps give the same in lanes", () => {
  const run = fc.property(
    programs,
    fc.constantFrom(2, 4, 8, undefined),
    fc.array(numbers, { minLength: 34, maxLength: 34 }),
    fc.nat({ max: 17 }),
    fc.integer({ min: -1, max: 3 }),
    (fn, lanes, values, size, k) => {
      const [x, y] = [
        Float64Array.from(values.slice(0, size)),
        Float64Array.from(values.slice(17, 17 + size)),
      ];
      const outs = [new Float64Array(size), new Float64Array(size)];
      const after = inLanes(fn, { lanes: lanes as 4 });
      const [expected, found] = runBoth(fn, after, [x, y, [1, 2], ...outs, k, 0, size]);
      try {
        expect(found).toEqual(expected);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${print(fn)}\n${print(after)}`);
      }
    },
  );
  fc.assert(run, { numRuns: Number(process.env.RUNS ?? 100) });
});
