import { advance, mayAdvance, Phase } from "../../src/runtime/actor/phase";

const names = Object.keys(Phase) as (keyof typeof Phase)[];

/** Every step an actor may take, written down a second time: all others are bugs. */
const legal: Record<keyof typeof Phase, readonly (keyof typeof Phase)[]> = {
  Dormant: ["Created", "Stopping", "Stopped"],
  Created: ["Starting", "Restarting", "Draining", "Stopping", "Stopped"],
  Starting: ["Running", "Restarting", "Draining", "Stopping", "Stopped"],
  Running: ["Restarting", "Passivating", "Draining", "Stopping", "Stopped"],
  Restarting: ["Starting", "Stopping", "Stopped"],
  Passivating: ["Dormant", "Created", "Stopping", "Stopped"],
  Draining: ["Stopping", "Stopped"],
  Stopping: ["Stopped"],
  Stopped: [],
};

describe("phases: all states × all next states", () => {
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));

  test.each(pairs)("%s → %s", (from, to) => {
    const cell = { phase: Phase[from] };
    const may = legal[from].includes(to);
    expect(mayAdvance(Phase[from], Phase[to])).toBe(may);
    if (may) {
      advance(cell, Phase[to]);
      expect(cell.phase).toBe(Phase[to]);
    } else {
      expect(() => advance(cell, Phase[to])).toThrow("illegal phase change");
      expect(cell.phase).toBe(Phase[from]);
    }
  });

  test("numbers grow along the way to the end, which comparisons rely on", () => {
    expect([Phase.Running, Phase.Draining, Phase.Stopping, Phase.Stopped]).toEqual([3, 6, 7, 8]);
    expect(Phase.Passivating).toBeLessThan(Phase.Draining);
  });
});
