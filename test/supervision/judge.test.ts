import fc from "fast-check";
import { judge } from "../../src/supervision/judge";
import { type RestartPolicy, restartPolicy } from "../../src/supervision/policy";

const policy = (options: Partial<RestartPolicy>): RestartPolicy => restartPolicy(options);
const stop = { do: "stop" };

describe("judge: one crash, one verdict", () => {
  test.each([
    ["without a policy", undefined, [], 0, stop],
    ["temporary", policy({ restart: "temporary" }), [], 0, stop],
    ["transient, first crash", policy({ restart: "transient" }), [], 7, { do: "restart", history: [7] }],
    ["permanent, first crash", policy({ restart: "permanent" }), [], 7, { do: "restart", history: [7] }],
    ["maxRestarts 0", policy({ maxRestarts: 0 }), [], 0, stop],
    ["one below the budget", policy({ maxRestarts: 3 }), [1, 2], 3, { do: "restart", history: [1, 2, 3] }],
    ["at the budget", policy({ maxRestarts: 3 }), [1, 2, 3], 4, stop],
    ["all at one instant", policy({ maxRestarts: 2 }), [5, 5], 5, stop],
    ["the oldest exactly withinMs ago still counts", policy({ maxRestarts: 1, withinMs: 10 }), [0], 10, stop],
    [
      "the oldest just out of the window",
      policy({ maxRestarts: 1, withinMs: 10 }),
      [0],
      10.001,
      { do: "restart", history: [10.001] },
    ],
    [
      "what is out of the window is forgotten",
      policy({ maxRestarts: 2, withinMs: 10 }),
      [0, 5, 11],
      20,
      { do: "restart", history: [11, 20] },
    ],
  ] as const)("%s", (_, given, history, nowMs, verdict) => {
    const before = [...history];
    expect(judge(given, history, nowMs)).toEqual(verdict);
    expect(history).toEqual(before);
  });

  test("defaults: transient, 3 restarts within 5 seconds, fresh state, children restarted", () => {
    expect(restartPolicy({})).toEqual({
      restart: "transient",
      maxRestarts: 3,
      withinMs: 5_000,
      shutdownMs: 5_000,
      children: "restart",
      state: "renew",
    });
  });

  /** OTP's `add_restart`, told again: note the restart first, drop what is too old, then count. */
  class Intensity {
    private restarts: number[] = [];

    constructor(
      private readonly intensity: number,
      private readonly period: number,
    ) {}

    /** Whether the supervisor gives the child another life. */
    crashed(now: number): boolean {
      const recent: number[] = [now];
      for (const at of this.restarts) if (at + this.period >= now) recent.push(at);
      this.restarts = recent;
      return recent.length <= this.intensity;
    }
  }

  test("agrees with OTP's intensity over any series of crashes (property)", () => {
    const series = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.nat({ max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        series,
        (maxRestarts, withinMs, gaps) => {
          const model = new Intensity(maxRestarts, withinMs);
          let history: readonly number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            const verdict = judge(policy({ maxRestarts, withinMs }), history, now);
            expect(verdict.do === "restart").toBe(model.crashed(now));
            if (verdict.do === "stop") return;
            history = verdict.history;
            // The window bounds what is remembered, and so the memory of a child that crashes forever.
            expect(history.length).toBeLessThanOrEqual(maxRestarts);
          }
        },
      ),
    );
  });
});
