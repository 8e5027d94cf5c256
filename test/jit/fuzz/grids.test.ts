/**
 * Random functions over arrays of arrays through the public API, each tier forced: what a call gives, throws and leaves
 * behind is what the function itself does, where rows are in the arena, back to back, apart, ragged, shared or missing.
 */
import fc from "fast-check";
import { Jit, offload, type Tier } from "../../../src/jit";
import { interpret } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { type GridKind as GridArgument, Grids } from "../../../src/jit/grids";
import type { Node } from "../../../src/jit/ir/node";
import { Refusal } from "../../../src/jit/ir/refusal";
import type { ArgKind } from "../../../src/jit/ir/signature";
import { verify } from "../../../src/jit/ir/verify";
import type { NumericArray } from "../../../src/jit/memory/views";
import { proveRows } from "../../../src/jit/passes/row-proofs";
import { argKind, deepKindOf, makeArray } from "../../../src/jit/values";
import { type GridShape, gridShapes, isSameGrid, makeGrid, type Rows, rankOf, shownGrid } from "./grids";
import { type GridKind, gridProgram } from "./programs";
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

/** The program over flat copies, by the interpreter, which finds reads that were wrongly proven to be inside. */
function interpreted(
  text: string,
  kinds: readonly GridKind[],
  args: readonly unknown[],
): Interpreted | undefined {
  const signature = kinds.map((kind, at) => argKind(deepKindOf(args[at], rankOf(kind))) as ArgKind);
  const { fn: lowered, rowUses } = lower(
    parseFunction(text),
    { args: [...signature, { tag: "number" }] },
    globalsOnly,
  );
  const { fn, guards } = proveRows(verify(lowered, "lower"), rowUses, new Map());
  const grids = kinds.map((_, at) =>
    new Grids(new Jit().alloc).look(args[at], signature[at] as GridArgument),
  );
  if (!grids.every((grid) => grid !== undefined)) return undefined;
  const flats = grids.map(({ kind, length, rows }) => {
    const flat = makeArray(kind.elem, length);
    let at = 0;
    for (const row of rows) {
      for (const value of row) flat[at++] = value;
    }
    return flat;
  });
  const values = [...flats, args.at(-1) as number, ...grids.flatMap(({ sizes }) => sizes)];
  const holds = (guard: Node) =>
    interpret(
      { ...fn, body: [{ tag: "return", value: guard }], result: { tag: "value", type: "bool" } },
      values,
    );
  if (fn.undefinedReads || !guards.every(holds)) return undefined;
  return { result: interpret(verify(fn, "proofs"), values, { stepsMax: 1e6 }), flats };
}

function elementsOf(grid: unknown): unknown[] {
  if (typeof grid === "number") return [grid];
  return Array.from(grid as ArrayLike<unknown>).flatMap(elementsOf);
}

interface Interpreted {
  readonly result: unknown;
  readonly flats: readonly NumericArray[];
}

test("fuzz: what is proven of arrays of arrays is so", () => {
  const jit = new Jit();
  let ran = 0;
  let all = 0;
  fc.assert(
    fc.property(cases, ({ tape, shapes, isAlike, number }) => {
      const { text, grids } = gridProgram(new Tape(tape));
      const [first, second] = shapes as [GridShape, GridShape];
      const { planes, rows, columns } = first;
      const make = () =>
        grids.map((kind, at) => {
          const own = { ...(at === 0 ? first : second), oddity: "none", where: "apart" } as const;
          return makeGrid(jit, kind, isAlike ? { ...own, planes, rows, columns } : own, []);
        });
      const [theirs, ours] = [make(), make()];
      all++;
      let mine: Interpreted | undefined;
      try {
        mine = interpreted(text, grids, [...ours, number]);
      } catch (error) {
        if (error instanceof Refusal) return;
        throw new Error(`${text}\n${(error as Error).stack}`);
      }
      if (mine === undefined) return;
      ran++;
      const fn = new Function(`return (${text})`)() as Called;
      const expected = [fn(...theirs, number), ...theirs.map(elementsOf)];
      const found = [mine.result, ...mine.flats.map((flat) => Array.from(flat))];
      if (!expected.every((value, at) => isSameGrid(value, found[at]))) {
        throw new Error(
          `${text}\ncalled with ${shownGrid(make())}, ${number}\nexpected ${shownGrid(expected)}\nfound    ${shownGrid(found)}`,
        );
      }
    }),
    { numRuns: runsOf(150) },
  );
  expect(ran / all).toBeGreaterThan(0.3);
});

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
      { numRuns: runsOf(120) },
    );
    if (process.env.FUZZ_SHOW) console.log(tier, Object.fromEntries([...ran, ...reasons]));
    if (tier !== "js" && tier !== "wasm") return;
    const all = [...ran.values()].reduce((sum, count) => sum + count, 0);
    expect((ran.get(tier) ?? 0) / all).toBeGreaterThan(0.35);
  });
});
