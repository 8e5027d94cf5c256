/** Random loop nests on real threads: the same as plain calls, and shared in earnest where they can be. */
import fc from "fast-check";
import { Jit, offload } from "../../../src/jit/index";
import { isSame } from "../fuzz/values";
import { nests } from "./programs";

type Nest = (...args: unknown[]) => unknown;

const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 2.5, Number.NaN) },
);

/** Runs random nests; gives how many calls several threads served. */
function round(jit: Jit, numRuns: number): number {
  let shared = 0;
  const property = fc.property(nests, size, size, fc.boolean(), fc.boolean(), (...drawn) => {
    const [text, n, m, isHere, isAliased] = drawn;
    const nest = new Function(`return (${text})`)() as Nest;
    const made = (length: number) => {
      const array = isHere ? jit.alloc.float64(length) : new Float64Array(length);
      for (let i = 0; i < length; i++) array[i] = ((i * 37) % 19) / 3;
      return array;
    };
    const args = () => {
      const out = made(2_000);
      return [isAliased ? out : made(500), out, made(1_000), n, m];
    };
    const [theirs, ours] = [args(), args()];
    const expected = nest(...theirs);
    const kernel = offload({ jit })(nest) as unknown as Nest & { explain(): { tier: string } };
    const found = kernel(...ours);
    const same = (a: unknown, b: unknown) => isSame(a as number, b as number);
    if (!same(expected, found) || !theirs.every((value, at) => same(value, ours[at]))) {
      throw new Error(`${text}\ncalled with ${n}, ${m}, ${kernel.explain()}`);
    }
    if (kernel.explain().tier === "threads") shared++;
  });
  fc.assert(property, { numRuns });
  return shared;
}

test("random nests on threads: the same bit for bit", async () => {
  await using jit = new Jit({ tiers: ["threads"] });
  const runs = Number(process.env.RUNS ?? 60);
  const shared = round(jit, runs);
  if (process.env.FUZZ_SHOW) console.log({ shared });
  expect(shared).toBeGreaterThan(runs / 12);
});
