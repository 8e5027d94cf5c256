/**
 * Chaos: random trees of hundreds of actors under random policies, crashed at every step of their lives, for hundreds
 * of thousands of messages in virtual time. After each step: nothing lost (S4), nobody without a parent, order kept
 * (S2), one at a time (S1), every budget and back-off obeyed; at rest everybody who lives is up and answers.
 *
 * `CHAOS_SEED=7 CHAOS_MESSAGES=100000 npx jest test/supervision/chaos.test` repeats a seed, or goes on for longer.
 */
import { type Outcome, run } from "./chaos/driver";
import type { Settings } from "./chaos/world";

const messages = Number(process.env.CHAOS_MESSAGES ?? 25_000);
const seeds = process.env.CHAOS_SEED?.split(",").map(Number) ?? [1, 2, 3, 4, 5, 6, 7, 8];

/** Settings differ from seed to seed. */
function settingsOf(seed: number): Settings {
  return {
    seed,
    messages,
    actors: Number(process.env.CHAOS_ACTORS ?? [300, 150, 500, 60][seed % 4]),
    rate: Number(process.env.CHAOS_RATE ?? [1, 2.5, 0.4][seed % 3]),
    trace: process.env.CHAOS_TRACE !== undefined,
  };
}

test.each(seeds)(
  "seed %i: every law holds, whoever crashes when (S1, S2, S4, S6, S7, S8, S11)",
  async (seed) => {
    try {
      const outcome = await run(settingsOf(seed));
      if (process.env.CHAOS_SEED !== undefined)
        process.stdout.write(`${JSON.stringify(outcome, undefined, 1)}\n`);
      expect(outcome.restarted).toBeGreaterThan(50);
    } catch (error) {
      const { lines } = error as { lines?: readonly string[] };
      if (process.env.CHAOS_TRACE !== undefined)
        process.stdout.write(`${lines?.slice(-Number(process.env.CHAOS_TRACE)).join("\n")}\n`);
      throw error;
    }
  },
);

describe("the harness itself", () => {
  const small: Settings = { seed: 11, messages: 3_000, actors: 120, rate: 1 };

  /** What it has found. */
  async function findingsOf(settings: Settings): Promise<string> {
    return run(settings).then(
      () => "nothing",
      (error: Error) => error.message,
    );
  }

  test.each([
    ["count twice", /the runtime counts \d+ handled, the test \d+/],
    ["tight budgets", /is restarted for the \d+th time of \d+ in \d+ ms/],
    ["lose a message", /was accepted and is lost/],
    ["swap two messages", /began after \d+ of the same sender \(S2\)/],
    ["forget an actor", /does not answer at rest|is up, its child|at rest: phase/],
  ] as const)("is able to fail: %s", async (sabotage, finding) => {
    const found = await findingsOf({ ...small, sabotage });
    expect(found).toMatch(finding);
    expect(found).toContain("seed 11");
    expect(found).toContain("CHAOS_SEED=11 CHAOS_MESSAGES=3000 npx jest test/supervision/chaos.test");
  });

  test("repeats a seed exactly (S10)", async () => {
    const runs: Outcome[] = [await run(small), await run(small), await run({ ...small, seed: 12 })];
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]?.hash).not.toBe(runs[0]?.hash);
  });
});
