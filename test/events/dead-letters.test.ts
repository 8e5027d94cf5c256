import { limits } from "../../src/limits";
import { type DeadLetter, type DeadLetterFate, DeadLetters } from "../../src/runtime/messages/dead-letters";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

function setUp() {
  const clock = new VirtualClock({ settle: async () => {} });
  const warnings: string[] = [];
  const facts: object[] = [];
  const complaints: unknown[] = [];
  const emitted: DeadLetter[] = [];
  const logger = {
    debug() {},
    info() {},
    warn(fact: object, text: string) {
      warnings.push(text);
      facts.push(fact);
    },
    error: (fact: object) => void complaints.push((fact as { error: unknown }).error),
  };
  const letters = new DeadLetters(clock, logger, (letter) => emitted.push(letter));
  const report = (fate: DeadLetterFate, times = 1) => {
    for (let n = 0; n < times; n++) {
      letters.report({ fate, target: 12, actor: "Account#12", message: "deposit", payload: [5] });
    }
  };
  return { clock, warnings, facts, complaints, emitted, logger, letters, report };
}

const max = limits.deadLetterWarningsMax;

describe("dead letters", () => {
  test.each([
    ["dead", "Account#12 has ended or is stopping: deposit was not delivered."],
    ["unknown", "Account#12 was never spawned in this runtime: deposit was not delivered."],
    ["unhandled", "Account#12 has no handler for deposit, which was dropped. Add @Receive(...)"],
    ["evicted", "The mailbox of Account#12 is full: deposit was dropped for a newer message."],
    ["discarded", "Account#12 ended before it had handled deposit, which was lost. Its exit"],
  ] as const)("%s: the warning says what happened and what to do, without the payload", (fate, text) => {
    const { warnings, facts, report } = setUp();
    report(fate);
    expect(warnings[0]).toContain(text);
    expect(facts).toEqual([{ fate, target: 12, actor: "Account#12", message: "deposit" }]);
  });

  test("labels without a pid get one, and an actor nobody knows is called Actor", () => {
    const { warnings, letters } = setUp();
    const letter = { fate: "unknown", target: 99, message: "deposit", payload: [] } as const;
    letters.report({ ...letter, actor: "" });
    letters.report({ ...letter, actor: "Account" });
    expect(warnings.map((text) => text.split(" ")[0])).toEqual(["Actor#99", "Account#99"]);
  });

  test("failed ones are emitted and counted but not logged: the crash report speaks", () => {
    const { warnings, emitted, letters, report } = setUp();
    report("failed", 100);
    report("dead");
    expect([emitted.length, warnings.length, letters.counts.failed, letters.counts.dead]).toEqual([
      101, 1, 100, 1,
    ]);
  });

  test("a flood is logged in full up to the limit, then summed up at the next report after that second", async () => {
    const { clock, warnings, emitted, letters, report } = setUp();
    report("dead", max + 4_000);
    report("evicted", 990);
    expect([warnings.length, emitted.length]).toEqual([max, max + 4_990]);
    await clock.advance(999);
    report("discarded", 1);
    expect(warnings).toHaveLength(max);
    await clock.advance(1);
    report("dead");
    expect(warnings.slice(max)).toEqual([
      "… and 4,991 more dead letters in that second: 4,000 dead, 990 evicted, 1 discarded.",
      expect.stringContaining("has ended or is stopping"),
    ]);
    expect(letters.counts).toEqual({
      dead: max + 4_001,
      unknown: 0,
      unrouted: 0,
      failed: 0,
      unhandled: 0,
      evicted: 990,
      discarded: 1,
    });
  });

  test("flush sums up what is left, once", () => {
    const { warnings, letters, report } = setUp();
    letters.flush();
    report("dead", max + 1);
    letters.flush();
    letters.flush();
    expect(warnings.slice(max)).toEqual(["… and 1 more dead letter in that second: 1 dead."]);
  });

  test("each second has its own budget", async () => {
    const { clock, warnings, report } = setUp();
    for (let second = 0; second < 5; second++) {
      report("dead", max);
      await clock.advance(1_000);
    }
    expect(warnings).toHaveLength(5 * max);
  });

  test("a throwing emit is logged, does not escape, and does not stop the warning", () => {
    const { clock, logger, complaints, warnings } = setUp();
    const letters = new DeadLetters(clock, logger, () => {
      throw new Error("bad emit");
    });
    letters.report({ fate: "dead", target: 1, actor: "A#1", message: "m", payload: undefined });
    expect(complaints.map(String)).toEqual(["Error: bad emit"]);
    expect(warnings).toHaveLength(1);
  });

  test("a throwing logger does not escape, neither from report nor from flush", () => {
    const { clock, emitted } = setUp();
    const broken = () => {
      throw new Error("bad logger");
    };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const letters = new DeadLetters(clock, logger, (letter) => emitted.push(letter));
    const letter = { fate: "dead", target: 1, actor: "A#1", message: "m", payload: undefined } as const;
    for (let n = 0; n < max + 5; n++) letters.report(letter);
    letters.flush();
    expect(emitted).toHaveLength(max + 5);
  });
});
