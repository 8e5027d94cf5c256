/**
 * Random mixes of all overflow policies over actors that point at each other, in chains and circles: whatever is sent,
 * asked, awaited, piped, aborted and killed, and whatever listeners do. After every step: the books are balanced (S4),
 * no mailbox holds more than its capacity, each level fits its mailbox, and nobody is overtaken (S2). In the end each
 * message that was accepted has had exactly one fate, by its identity, and nobody is left in any line.
 */
import * as fc from "fast-check";
import { expectQuiet } from "../messaging/fixture";
import { plans } from "./policies-plan";
import { World } from "./policies-world";

test("S2, S4: any mix of policies keeps the books, the capacity, the order and the levels (random)", async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const run = new World(plan);
      for (const next of plan.steps) {
        await run.take(next);
        run.check(`after ${next.op}`);
        run.checkLevels(`after ${next.op}`);
        if (run.problems.length > 0) break;
      }
      await run.end();
      run.checkFates();
      expect(run.problems).toEqual([]);
      expect(run.pending).toBe(0);
      expectQuiet(run.rt);
    }),
    { numRuns: 80 },
  );
}, 120_000);
