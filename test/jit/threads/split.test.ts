/** How jobs are cut into chunks. */
import fc from "fast-check";
import { chunksOf } from "../../../src/jit/backends/threads/board";
import { stepOf } from "../../../src/jit/backends/threads/split";
import { limits } from "../../../src/limits";

const job = (end: number, step: number) => ({ start: 0, end, step, control: 0, stride: 0, args: [] });

test("split: chunks begin at multiples, as many as fit, and cover everything", () => {
  const elements = fc.oneof(fc.nat(1_000), fc.nat(2 ** 28));
  const threads = fc.integer({ min: 1, max: limits.kernelThreadsMax });
  const multiples = fc.constantFrom(1, 2, 8, 64);
  fc.assert(
    fc.property(elements, threads, multiples, (count, most, multiple) => {
      const step = stepOf(count, most, multiple);
      const chunks = chunksOf(job(count, step));
      expect(step % multiple).toBe(0);
      expect(chunks).toBeLessThanOrEqual(Math.min(limits.kernelChunksMax, 4 * most));
      expect(chunks * step).toBeGreaterThanOrEqual(count);
      expect((chunks - 1) * step).toBeLessThan(Math.max(count, 1));
    }),
  );
});

test.each([
  [0, 2, 64, 1],
  [64, 2, 64, 1],
  [65, 2, 64, 2],
  [1_000_000, 2, 125_056, 8],
  [1_000_000, 256, 3_968, 253],
])("split: %p elements for %p threads are chunks of %p, %p of them", (count, threads, step, chunks) => {
  expect([stepOf(count, threads), chunksOf(job(count, step))]).toEqual([step, chunks]);
});
