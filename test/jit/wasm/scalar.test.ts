import fc from "fast-check";
import { interpret } from "../../../src/jit/backends/interpret";
import { print } from "../../../src/jit/ir/print";
import { freshArgs, randomFns } from "../ir/random";
import { runWasm } from "./run";

test("scalar functions give what the interpreter gives, bit for bit, and write what it writes", () => {
  fc.assert(
    fc.property(randomFns, ({ fn, args }) => {
      const [expected, actual] = [freshArgs(fn, args), freshArgs(fn, args)];
      const value = interpret(fn, expected);
      const { status, result } = runWasm(fn, actual);
      if (status !== 0 || !Object.is(result, Number(value))) {
        throw new Error(`${print(fn)}\nexpected ${value}, got ${result}, status ${status}`);
      }
      expect(actual).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
