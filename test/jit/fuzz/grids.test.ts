/**
 * Random functions over arrays of arrays through the public API, each tier forced: what a call gives, throws and leaves
 * behind is what the function itself does, where rows are in the arena, back to back, apart, ragged, shared or missing.
 */
import fc from "fast-check";
import { Jit, offload, type Tier } from "../../../src/jit";
import { gridShapes, isSameGrid, makeGrid, type Rows, rankOf, shownGrid } from "./grids";
import { gridProgram } from "./programs";
import { runsOf } from "./rounds";
import { Tape, tapes } from "./tape";
import { numbers } from "./values";

const tiers: readonly (readonly [string, readonly Tier[]])[] = [
  ["inline", []],
  ["js", ["js"]],
  ["wasm", ["wasm"]],
  ["threads", ["threads"]],
  ["all in contest", ["inline", "js", "wasm"]],
];

const cases = fc.record({
  tape: tapes(250),
  shapes: fc.array(gridShapes, { minLength: 2, maxLength: 2 }),
  isAlike: fc.boolean(),
  isTwice: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
  number: numbers,
});

type Called = (...args: readonly unknown[]) => unknown;

function outcome(fn: Called, args: readonly unknown[]): unknown {
  try {
    return fn(...args);
  } catch (error) {
    return `throws ${(error as Error).name}`;
  }
}

describe.each(tiers)("fuzz: arrays of arrays on %s", (tier, allowed) => {
  const jit = new Jit({ tiers: allowed });
  afterAll(() => jit.dispose());

  test("calls", () => {
    const ran = new Map<string, number>();
    const reasons = new Map<string, number>();
    fc.assert(
      fc.property(cases, ({ tape, shapes, isAlike, isTwice, number }) => {
        const { text, grids } = gridProgram(new Tape(tape));
        const fn = new Function(`return (${text})`)() as Called;
        const made: Disposable[] = [];
        const args = (): (Rows | number)[] => {
          const list = grids.map((kind, at) => {
            const own = shapes[at] as (typeof shapes)[number];
            const { planes, rows, columns } = shapes[0] as (typeof shapes)[number];
            return makeGrid(jit, kind, isAlike ? { ...own, planes, rows, columns } : own, made);
          });
          if (isTwice && grids[1] !== undefined && rankOf(grids[0] as never) === rankOf(grids[1]))
            list[1] = list[0] as Rows;
          return [...list, number];
        };
        const [theirs, ours] = [args(), args()];
        const expected = outcome(fn, theirs);
        const kernel = offload({ jit })(fn) as unknown as Called & {
          explain: () => { tier: string; reason: string };
        };
        const found = outcome(kernel, ours);
        if (!isSameGrid(expected, found) || !isSameGrid(theirs, ours)) {
          throw new Error(
            `${text}\ncalled with ${args().map(shownGrid).join(", ")}\nexpected ${shownGrid(expected)}: ${shownGrid(theirs)}\nfound    ${shownGrid(found)}: ${shownGrid(ours)}\n${kernel.explain()}`,
          );
        }
        const { tier: used, reason } = kernel.explain();
        ran.set(used, (ran.get(used) ?? 0) + 1);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        for (const block of made) block[Symbol.dispose]();
      }),
      { numRuns: runsOf(250) },
    );
    if (process.env.FUZZ_SHOW) console.log(tier, Object.fromEntries([...ran, ...reasons]));
    if (tier !== "js" && tier !== "wasm") return;
    const all = [...ran.values()].reduce((sum, count) => sum + count, 0);
    expect((ran.get(tier) ?? 0) / all).toBeGreaterThan(0.35);
  });
});
