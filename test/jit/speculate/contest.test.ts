/** The contest of the variants of a kernel, on a clock that the test moves. */
import fc from "fast-check";
import { Contender, Contest } from "../../../src/jit/speculate";
import { limits } from "../../../src/limits";
import { VirtualClock } from "../../../src/runtime/testing/index";

/** A contest whose variants take so many milliseconds a call; `play` runs calls and counts who served them. */
function contestOf(
  costs: Record<string, number>,
  expected: Record<string, number> = {},
  prices: Record<string, number> = {},
) {
  const clock = new VirtualClock();
  const names = Object.keys(costs);
  const contest = new Contest(
    names.map((name) => new Contender(name, expected[name] ?? costs[name] ?? 0, prices[name])),
    clock,
  );
  const play = async (calls: number) => {
    const served: Record<string, number> = {};
    for (let i = 0; i < calls; i++) {
      const contender = contest.next();
      served[contender.variant] = (served[contender.variant] ?? 0) + 1;
      const costMs = costs[contender.variant] as number;
      await clock.advance(costMs);
      if (contest.measures) contest.record(contender, costMs, 100);
    }
    return served;
  };
  const of = (name: string) =>
    contest.contenders.find(({ variant }) => variant === name) as Contender<string>;
  return { contest, clock, play, of, costs };
}

describe("a contest", () => {
  test("of one is over before it begins: nothing is measured", () => {
    const { contest } = contestOf({ js: 1 });
    expect([contest.measures, contest.next().variant]).toEqual([false, "js"]);
  });

  test("tries all in turn, and the fastest leads, whatever was expected", async () => {
    const { contest, play, of } = contestOf(
      { js: 2.5, wasm: 0.5, threads: 1.5 },
      { js: 1, wasm: 2, threads: 3 },
    );
    const tried = await play(15);
    expect(Object.keys(tried).sort()).toEqual(["js", "threads", "wasm"]);
    expect(await play(50)).toEqual({ wasm: 50 });
    expect(contest.measures).toBe(false);
    expect(["js", "wasm", "threads"].map((name) => of(name).standing)).toEqual([
      "resting",
      "leading",
      "resting",
    ]);
  });

  test("one that is hopeless is not tried to the end: one long call is enough", async () => {
    const { play } = contestOf({ fast: 1, slow: 1_000 }, { fast: 1, slow: 1 });
    expect(await play(30)).toEqual({ fast: 29, slow: 1 });
    const short = contestOf({ fast: 1, slow: 9 });
    expect((await short.play(30)).slow).toBe(2);
  });

  test("what takes long to make is not tried before calls took as long without it", async () => {
    const { play } = contestOf({ js: 0.125, wasm: 0.03125 }, {}, { wasm: 4 });
    expect(await play(32)).toEqual({ js: 32 });
    expect((await play(1)).wasm).toBe(1);
    await play(100);
    expect(await play(10)).toEqual({ wasm: 10 });
  });

  test("all others go on, and are decided, while one is not paid for", async () => {
    const { contest, play, of } = contestOf({ js: 1, wasm: 0.5, threads: 0.25 }, {}, { threads: 40 });
    await play(20);
    expect(await play(10)).toEqual({ wasm: 10 });
    expect([contest.measures, of("threads").runs]).toEqual([true, 0]);
    await play(200);
    expect([contest.measures, of("threads").standing]).toEqual([false, "leading"]);
  });

  test("long calls go where they should be fastest until a trial of another is paid for", async () => {
    const { contest, play } = contestOf({ wasm: 30, js: 200 }, { wasm: 1, js: 4 });
    // A call of js should take 120 ms: forty calls take ten times as long.
    expect(await play(40)).toEqual({ wasm: 40 });
    expect(await play(12)).toEqual({ js: 1, wasm: 11 });
    expect(contest.measures).toBe(false);
  });

  test("long calls, too, correct a model that is wrong", async () => {
    const { play } = contestOf({ wasm: 300, js: 100 }, { wasm: 1, js: 2 });
    expect(await play(20)).toEqual({ wasm: 20 });
    expect(await play(10)).toEqual({ js: 10 });
  });

  test("a loser rests twice as long each time, and up to a limit", async () => {
    const { play, of, clock } = contestOf({ good: 1, bad: 2 });
    const rests: number[] = [];
    for (let round = 0; round < 12; round++) {
      await play(40);
      expect(of("bad").standing).toBe("resting");
      rests.push(of("bad").restMs);
      await clock.advance(of("bad").restMs);
      await play(240);
    }
    expect(rests.slice(0, 3)).toEqual([1, 2, 4].map((times) => times * limits.kernelCooldownMs));
    expect(rests.at(-1)).toBe(limits.kernelCooldownMsMax);
  });

  test("one whose optimised code comes after its trial is looked at again soon, at the usual cooldown", async () => {
    const { play, of, costs } = contestOf({ js: 2, wasm: 5 });
    await play(12);
    expect(of("js").standing).toBe("leading");
    costs.wasm = 1;
    await play(200);
    expect(of("wasm").standing).toBe("leading");
    expect(of("js").restMs).toBeLessThanOrEqual(2 * limits.kernelCooldownMs);
  });

  test("who loses rests until calls have taken ten times as long as its trial, however seldom they come", async () => {
    const { play, of, clock } = contestOf({ js: 1_000, wasm: 300 }, { js: 1, wasm: 1 });
    await play(12);
    expect([of("js").standing, of("js").spentMs]).toEqual(["resting", 2_000]);
    await clock.advance(3_600_000);
    expect(await play(50)).toEqual({ wasm: 50 });
    expect((await play(20)).js).toBe(2);
  });

  test("a long first run counts only where the engine replaces code that runs", () => {
    const times = { js: [150], wasm: [700, 66] };
    const ran = { js: 0, wasm: 0 };
    const contenders = (["js", "wasm"] as const).map((name) => new Contender(name, 1, 0, name === "js"));
    const contest = new Contest(contenders, new VirtualClock());
    for (let call = 0; call < 8; call++) {
      const contender = contest.next();
      const list = times[contender.variant];
      const ms = list[Math.min(ran[contender.variant]++, list.length - 1)] as number;
      if (contest.measures) contest.record(contender, ms, 100);
    }
    expect([contest.measures, contest.next().variant]).toEqual([false, "wasm"]);
  });

  test("a trial goes on while a contender gets faster", () => {
    const costs = { js: [0.5], wasm: [4, 2, 1.5, 1.2, 0.9, 0.6, 0.4, 0.3, 0.3, 0.3] };
    const ran = { js: 0, wasm: 0 };
    const contenders = (["js", "wasm"] as const).map((name) => new Contender(name, 0));
    const contest = new Contest(contenders, new VirtualClock());
    for (let i = 0; i < 100 && contest.measures; i++) {
      const contender = contest.next();
      const list = costs[contender.variant];
      const ms = list[Math.min(ran[contender.variant]++, list.length - 1)] as number;
      contest.record(contender, ms, 1);
    }
    expect(contest.next().variant).toBe("wasm");
  });

  test("what calls usually take decides, not the fastest of them", () => {
    const costs = { wasm: [0.9], threads: [2, 0.5, 2, 2, 0.5, 2, 2, 2] };
    const ran = { wasm: 0, threads: 0 };
    const contenders = (["wasm", "threads"] as const).map((name, i) => new Contender(name, i === 0 ? 2 : 1));
    const contest = new Contest(contenders, new VirtualClock());
    for (let i = 0; i < 100 && contest.measures; i++) {
      const contender = contest.next();
      const list = costs[contender.variant];
      contest.record(contender, list[ran[contender.variant]++ % list.length] as number, 1);
    }
    expect(contenders.map(({ bestMs }) => bestMs)).toEqual([0.9, 0.5]);
    expect(contest.next().variant).toBe("wasm");
  });

  test("a run that the system interrupted decides nothing", () => {
    const contenders = (["js", "wasm"] as const).map((name) => new Contender(name, 1));
    const contest = new Contest(contenders, new VirtualClock());
    for (let i = 0; i < 200 && contest.measures; i++) {
      const contender = contest.next();
      const isSlow = contender.variant === "wasm" && contender.runs % 5 === 4;
      contest.record(contender, contender.variant === "js" ? 0.5 : isSlow ? 9 : 0.3, 1);
    }
    expect(contest.next().variant).toBe("wasm");
  });

  test("one that became faster is promoted when its rest is over, and the leader is demoted", async () => {
    const { play, of, clock, costs } = contestOf({ one: 1, other: 3 });
    await play(30);
    costs.other = 0.5;
    expect(await play(10)).toEqual({ one: 10 });
    await clock.advance(2 * limits.kernelCooldownMs);
    await play(200);
    expect([of("one").standing, of("other").standing]).toEqual(["resting", "leading"]);
    expect(await play(10)).toEqual({ other: 10 });
  });

  test("one that fails while it leads rests at once, and the next best leads", async () => {
    const { contest, play, of } = contestOf({ js: 2, wasm: 1 });
    await play(30);
    contest.fail(of("wasm"));
    expect([of("wasm").standing, of("wasm").failures]).toEqual(["resting", 1]);
    expect(await play(20)).toEqual({ js: 20 });
  });

  test("one that cannot be had never comes back", async () => {
    const { contest, play, of, clock } = contestOf({ js: 2, wasm: 1 });
    contest.drop(of("wasm"));
    for (let i = 0; i < 5; i++) {
      await clock.advance(limits.kernelCooldownMsMax);
      expect(await play(100)).toEqual({ js: 100 });
    }
  });

  test("calls that take no time at all are decided by their number", async () => {
    const { contest, play } = contestOf({ a: 0, b: 0 });
    await play(1_000);
    expect(contest.measures).toBe(false);
  });

  test("there is always one to run, and exactly one that leads", () => {
    const acts = fc.array(
      fc.record({ act: fc.constantFrom("run", "fail", "drop", "wait"), which: fc.nat(2) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(acts, fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), (plan, costs) => {
        let nowMs = 0;
        const clock = { now: () => nowMs } as never;
        const contest = new Contest(
          costs.map((cost, i) => new Contender(i, cost)),
          clock,
        );
        for (const { act, which } of plan) {
          const contender = contest.contenders[which] as Contender<number>;
          if (act === "fail") contest.fail(contender);
          if (act === "drop") contest.drop(contender);
          if (act === "wait") nowMs += 1_000;
          for (let i = 0; act === "run" && i < 70; i++) {
            const chosen = contest.next();
            nowMs += costs[chosen.variant] as number;
            if (contest.measures) contest.record(chosen, costs[chosen.variant] as number, 1);
          }
          expect(contest.contenders).toContain(contest.next());
        }
      }),
    );
  });
});
