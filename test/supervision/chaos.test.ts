/**
 * Chaos: random trees of hundreds of actors under random policies, crashed at every step of their lives, for hundreds
 * of thousands of messages in virtual time. After each step: nothing lost (S4), nobody without a parent, order kept
 * (S2), one at a time (S1), every budget and back-off obeyed; at rest everybody who lives is up and answers.
 *
 * `CHAOS_SEED=7 CHAOS_MESSAGES=100000 npx jest test/supervision/chaos.test` repeats a seed, or goes on for longer;
 * `CHAOS_ACTORS` and `CHAOS_RATE` say how many actors there are and how bad they are, `CHAOS_TRACE=500` prints the last
 * lines of what happened before a failure.
 */
import { type Outcome, run } from "./chaos/driver";
import { possible } from "./chaos/mischief";
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

const outcomes: Outcome[] = [];

test.each(seeds)(
  "seed %i: every law holds, whoever crashes when (S1, S2, S4, S6, S7, S8, S11)",
  async (seed) => {
    try {
      const outcome = await run(settingsOf(seed));
      outcomes.push(outcome);
      expect(outcome.messages).toBeGreaterThanOrEqual(messages);
      if (process.env.CHAOS_SEED !== undefined) print(JSON.stringify(outcome, undefined, 1));
    } catch (error) {
      const { lines } = error as { lines?: readonly string[] };
      const { CHAOS_TRACE } = process.env;
      if (CHAOS_TRACE !== undefined) print(lines?.slice(-Number(CHAOS_TRACE)).join("\n"));
      throw error;
    }
  },
);

function print(text: string | undefined): void {
  process.stdout.write(`${text}\n`);
}

/** A chaos in which nothing goes wrong would prove nothing. */
(process.env.CHAOS_SEED === undefined ? test : test.skip)(
  "the seeds together do all that they may do",
  () => {
    const deeds = new Set(outcomes.flatMap(({ done }) => Object.keys(done)));
    expect(possible().filter((deed) => !deeds.has(deed))).toEqual([]);
    for (const count of ["restarted", "swapped", "retried", "stashed", "exited"] as const)
      expect(outcomes.filter((outcome) => outcome[count] === 0)).toEqual([]);
    for (const verdict of ["restart", "resume", "stop", "escalate"] as const)
      expect(outcomes.filter(({ verdicts }) => verdicts[verdict] === 0)).toEqual([]);
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
    const again = "CHAOS_SEED=11 CHAOS_MESSAGES=3000 CHAOS_ACTORS=120 CHAOS_RATE=1 npx jest";
    expect(found).toContain(`${again} test/supervision/chaos.test`);
  });

  test("repeats a seed exactly (S10)", async () => {
    const runs: Outcome[] = [await run(small), await run(small), await run({ ...small, seed: 12 })];
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]?.hash).not.toBe(runs[0]?.hash);
  });
});
