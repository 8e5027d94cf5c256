/**
 * Random functions through the public API, each tier forced: arrays of all kinds, in the arena and out of it, ordinary
 * ones, outputs that overlap inputs. What a call gives and leaves behind is what plain calls give.
 */
import fc from "fast-check";
import { Jit, offload, type Tier } from "../../../src/jit";
import type { NumericArray } from "../../../src/jit/memory/views";
import { shown } from "./chain";
import { type ArrayKind, arrayProgram, scalarProgram } from "./programs";
import { runsOf } from "./rounds";
import { Tape, tapes } from "./tape";
import { type Argument, arrayOf, isSame, numbers } from "./values";

const kinds: readonly ArrayKind[] = [
  "Float64Array",
  "Float32Array",
  "Int32Array",
  "Uint32Array",
  "Int16Array",
  "Uint16Array",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
];

type Where = "arena" | "heap" | "plain";

function place(jit: Jit, array: NumericArray, where: Where): NumericArray | number[] {
  if (where === "heap") return array.slice();
  if (where === "plain") return Array.from(array);
  const made = allocate(jit, array);
  made.set(array);
  return made;
}

function allocate({ alloc }: Jit, array: NumericArray): NumericArray {
  if (array instanceof Float64Array) return alloc.float64(array.length);
  if (array instanceof Float32Array) return alloc.float32(array.length);
  if (array instanceof Int32Array) return alloc.int32(array.length);
  if (array instanceof Uint32Array) return alloc.uint32(array.length);
  if (array instanceof Int16Array) return alloc.int16(array.length);
  if (array instanceof Uint16Array) return alloc.uint16(array.length);
  if (array instanceof Int8Array) return alloc.int8(array.length);
  if (array instanceof Uint8ClampedArray) return alloc.uint8Clamped(array.length);
  return alloc.uint8(array.length);
}

const returning = {
  none: { make: (n: number): NumericArray => new Float64Array(n), options: {} },
  f32: { make: (n: number): NumericArray => new Float32Array(n), options: { returns: "f32" } },
  i32: { make: (n: number): NumericArray => new Int32Array(n), options: { returns: "i32" } },
} as const;

const tiers: readonly (readonly [Tier, readonly Tier[]])[] = [
  ["inline", []],
  ["js", ["js"]],
  ["wasm", ["wasm"]],
  ["threads", ["threads"]],
];

const mapCases = fc.record({
  tape: tapes(200),
  length: fc.nat(23),
  columns: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      where: fc.constantFrom<Where>("arena", "heap", "plain"),
      values: fc.array(numbers, { minLength: 1, maxLength: 23 }),
      single: numbers,
    }),
    { minLength: 4, maxLength: 4 },
  ),
  returns: fc.constantFrom("none" as const, "f32" as const, "i32" as const),
  out: fc.constantFrom("new" as const, "other" as const, "first" as const),
});

describe.each(tiers)("fuzz: offload on the tier %s", (tier, allowed) => {
  const jit = new Jit({ tiers: allowed });
  afterAll(() => jit.dispose());

  test("maps", () => {
    const ran = new Map<string, number>();
    fc.assert(
      fc.property(mapCases, ({ tape: values, length, columns, returns, out }) => {
        const tape = new Tape(values);
        const program = scalarProgram(tape);
        const fn = new Function(`return (${program.text})`)() as (...args: unknown[]) => number;
        const isMapped = program.params.map((kind, at) => kind === "number" && (at === 0 || !tape.chance(3)));
        const args = program.params.map((kind, at) => {
          const {
            kind: arrayKind,
            where,
            values: numbersOf,
            single,
          } = columns[at] as (typeof columns)[number];
          if (kind === "boolean") return single > 0;
          if (!isMapped[at]) return single;
          const made = new (globalThis[arrayKind] as new (n: number) => NumericArray)(length);
          for (let i = 0; i < length; i++) made[i] = numbersOf[i % numbersOf.length] as number;
          return place(jit, made, where);
        });
        const { make, options } = returning[returns];
        const first = args[0] as NumericArray | number[];
        const target =
          out === "new" ? undefined : out === "first" && !Array.isArray(first) ? first : make(length);
        const expected = (target ?? make(length)).slice() as NumericArray;
        const results = Array.from({ length }, (_, i) =>
          fn(...args.map((value, at) => (isMapped[at] ? (value as NumericArray)[i] : value))),
        );
        results.forEach((value, i) => {
          expected[i] = returns === "f32" ? Math.fround(value) : returns === "i32" ? value | 0 : value;
        });
        const text = `${program.text}\nmapped over ${args.map(shown).join(" | ")}, returns ${returns}`;
        const kernel = offload({ jit, ...options })(fn) as unknown as {
          map: (...args: unknown[]) => NumericArray;
          explain: () => { tier: string; reason: string };
        };
        const mine = kernel.map(...args, ...(target === undefined ? [] : [{ out: target }]));
        if (!isSame(expected, mine))
          throw new Error(`${text}\nexpected ${shown(expected)}\nfound    ${shown(mine)}`);
        const { tier: used } = kernel.explain();
        ran.set(used, (ran.get(used) ?? 0) + 1);
      }),
      { numRuns: runsOf(150) },
    );
    // Empty arrays need no kernel; all else must have run where it was told to.
    const all = [...ran.values()].reduce((sum, count) => sum + count, 0);
    expect((ran.get(tier) ?? 0) / all).toBeGreaterThan(0.8);
  });

  test("calls with arrays", () => {
    const ran = new Map<string, number>();
    const cases = tapes(250).chain((values) => {
      const program = arrayProgram(new Tape(values));
      const args = program.params.map((kind): fc.Arbitrary<Argument> => {
        if (kind === "number") return numbers;
        return kind === "boolean" ? fc.boolean() : arrayOf(kind);
      });
      return fc.record({
        program: fc.constant(program),
        args: fc.tuple(...args),
        where: fc.array(fc.constantFrom<Where>("arena", "heap"), { minLength: 6, maxLength: 6 }),
        aliased: fc.boolean(),
      });
    });
    fc.assert(
      fc.property(cases, ({ program, args, where, aliased }) => {
        const fn = new Function(`return (${program.text})`)() as (...args: unknown[]) => unknown;
        const copies = () => {
          const made = args.map((value, at) =>
            typeof value === "object" ? place(jit, value, where[at] ?? "heap") : value,
          );
          // The same array twice, where kinds allow it.
          if (aliased && program.params[0] === program.params[1] && typeof made[0] === "object")
            made[1] = made[0];
          return made;
        };
        const [theirs, ours] = [copies(), copies()];
        const expected = fn(...theirs);
        const kernel = offload({ jit })(fn) as unknown as ((...args: unknown[]) => unknown) & {
          explain: () => { tier: string; reason: string };
        };
        const found = kernel(...ours);
        const text = `${program.text}\ncalled with ${args.map(shown).join(" | ")}${aliased ? ", aliased" : ""}`;
        if (!isSame(expected, found) || !theirs.every((value, at) => isSame(value, ours[at]))) {
          throw new Error(
            `${text}\nexpected ${shown(expected)}: ${theirs.map(shown)}\nfound    ${shown(found)}: ${ours.map(shown)}`,
          );
        }
        const { tier: used } = kernel.explain();
        ran.set(used, (ran.get(used) ?? 0) + 1);
      }),
      { numRuns: runsOf(150) },
    );
    // Threads share loops only where iterations do not depend on each other, as few of these do.
    if (tier === "threads") return;
    const all = [...ran.values()].reduce((sum, count) => sum + count, 0);
    expect((ran.get(tier) ?? 0) / all).toBeGreaterThan(tier === "wasm" ? 0.3 : 0.8);
  });
});
