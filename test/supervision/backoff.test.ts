import fc from "fast-check";
import type { BackoffOptions } from "../../src/options";
import { SeededRandom } from "../../src/random";
import { backoffMs } from "../../src/supervision/backoff";
import { judge } from "../../src/supervision/judge";
import { backoff, noHistory, restartPolicy } from "../../src/supervision/policy";

/** The delays of the first restarts in a row. */
function delaysOf(options: BackoffOptions, chances: readonly number[]): number[] {
  const delays = backoff(options);
  return chances.map((chance, streak) => backoffMs(delays, streak, chance));
}

const noChance = [0, 0, 0, 0, 0];
const fourSame = (chance: number): number[] => [chance, chance, chance, chance];

test.each([
  ["the defaults", {}, noChance, [100, 200, 400, 800, 1_600]],
  ["initialMs", { initialMs: 7 }, noChance, [7, 14, 28, 56, 112]],
  ["a factor", { initialMs: 1, factor: 3 }, noChance, [1, 3, 9, 27, 81]],
  ["a broken factor", { initialMs: 8, factor: 1.5 }, noChance, [8, 12, 18, 27, 40.5]],
  ["a factor of 1 stays", { initialMs: 5, factor: 1 }, noChance, [5, 5, 5, 5, 5]],
  ["maxMs", { initialMs: 100, maxMs: 350 }, noChance, [100, 200, 350, 350, 350]],
  ["maxMs as initialMs", { initialMs: 9, maxMs: 9 }, noChance, [9, 9, 9, 9, 9]],
  ["maxMs below the default initialMs", { maxMs: 50 }, noChance, [50, 50, 50, 50, 50]],
  ["maxMs by default, where initialMs is more", { initialMs: 40_000 }, noChance, Array(5).fill(40_000)],
  ["no delay at all", { initialMs: 0 }, noChance, [0, 0, 0, 0, 0]],
  ["full jitter, at worst", { initialMs: 8, jitter: 1 }, fourSame(0), [0, 0, 0, 0]],
  ["full jitter, in the middle", { initialMs: 8, jitter: 1 }, fourSame(0.5), [4, 8, 16, 32]],
  ["equal jitter, at least", { initialMs: 8, jitter: 0.5 }, fourSame(0), [4, 8, 16, 32]],
  ["equal jitter, in the middle", { initialMs: 8, jitter: 0.5 }, fourSame(0.5), [6, 12, 24, 48]],
  [
    "jitter is a share of the capped delay",
    { initialMs: 8, maxMs: 8, jitter: 0.5 },
    fourSame(0),
    [4, 4, 4, 4],
  ],
  ["without jitter chance means nothing", { initialMs: 8 }, fourSame(0.7), [8, 16, 32, 64]],
] as const)("the delays grow from initialMs to maxMs: %s", (_, options, chances, delays) => {
  expect(delaysOf(options, chances)).toEqual(delays);
});

test("defaults: 100 ms, twice as long each time, up to 30 seconds, nothing by chance", () => {
  expect(backoff({})).toEqual({ initialMs: 100, maxMs: 30_000, factor: 2, jitter: 0 });
  expect(Object.isFrozen(backoff({}))).toBe(true);
});

test.each([
  [{ factor: 2 }, 30_000],
  [{ factor: Number.MAX_VALUE }, 30_000],
  [{ initialMs: Number.MIN_VALUE, factor: 2 }, 30_000],
  [{ initialMs: Number.MAX_VALUE }, Number.MAX_VALUE],
  [{ initialMs: Number.MAX_VALUE, factor: 1 }, Number.MAX_VALUE],
  [{ initialMs: 0, factor: 2 }, 0],
  [{ initialMs: 0, factor: Number.MAX_VALUE }, 0],
])(
  "a million restarts in a row with %j end at the longest delay, and not beyond numbers",
  (options, longest) => {
    expect(backoffMs(backoff(options), 1_000_000, 0)).toBe(longest);
  },
);

const options = fc.record({
  initialMs: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60_000, noNaN: true })),
  maxMs: fc.option(fc.double({ min: 60_000, max: 1e9, noNaN: true }), { nil: undefined }),
  factor: fc.double({ min: 1, max: 100, noNaN: true }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("one more restart in a row never shortens the delay, and it ends at maxMs (property)", () => {
  fc.assert(
    fc.property(options, fc.nat({ max: 3_000 }), chances, (given, streak, chance) => {
      const delays = backoff(given);
      const [now, next] = [backoffMs(delays, streak, chance), backoffMs(delays, streak + 1, chance)];
      expect(next).toBeGreaterThanOrEqual(now);
      expect(next).toBeLessThanOrEqual(delays.maxMs);
      expect(backoffMs({ ...delays, jitter: 0 }, 0, chance)).toBe(delays.initialMs);
    }),
  );
});

test("chance takes off at most the share that jitter says, the more the smaller it is (property)", () => {
  fc.assert(
    fc.property(options, fc.nat({ max: 100 }), chances, chances, (given, streak, one, other) => {
      const delays = backoff(given);
      const whole = backoffMs({ ...delays, jitter: 0 }, streak, 0);
      const delay = backoffMs(delays, streak, one);
      expect(delay).toBeLessThanOrEqual(whole);
      expect(delay).toBeGreaterThanOrEqual(whole * (1 - delays.jitter) * (1 - 1e-12));
      const less = backoffMs(delays, streak, Math.min(one, other));
      expect(less).toBeLessThanOrEqual(backoffMs(delays, streak, Math.max(one, other)));
    }),
  );
});

describe("seen over the life of a child,", () => {
  const policy = restartPolicy({
    maxRestarts: 1_000,
    withinMs: 1_000,
    backoff: { initialMs: 10, maxMs: 500, jitter: 0.5 },
  });

  /** The delays of a child that falls as soon as it is back, but for one pause of calm. */
  function play(seed: number, calmMs: number): number[] {
    const random = new SeededRandom(seed);
    let [history, nowMs] = [noHistory, 0];
    return Array.from({ length: 12 }, (_, at) => {
      if (at === 6) nowMs += calmMs;
      const verdict = judge(policy, history, { isNormal: false }, nowMs, random.next());
      if (verdict.do !== "restart") throw new Error(`not a restart: ${verdict.do}`);
      [history, nowMs] = [verdict.history, verdict.history.lastMs];
      return verdict.afterMs;
    });
  }

  test("the same seed gives the same delays, another one others", () => {
    expect(play(1, 0)).toEqual(play(1, 0));
    expect(play(1, 0)).not.toEqual(play(2, 0));
  });

  test("withinMs of calm begin them anew, less does not", () => {
    const [kept, anew] = [play(1, 999), play(1, 1_000)];
    expect(kept).toEqual(play(1, 0));
    expect(anew.slice(0, 6)).toEqual(kept.slice(0, 6));
    expect(kept[6]).toBeGreaterThanOrEqual(250);
    expect(anew[6]).toBeLessThanOrEqual(10);
  });
});
