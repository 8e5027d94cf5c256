/** Each tier alone, on arrays of the arena and others: the same results as the plain calls, and the tier really ran. */
import fc from "fast-check";
import { Jit, offload, type Tier } from "../../../src/jit/index";

const tiers: readonly Tier[] = ["js", "wasm", "threads"];
const only = new Map(tiers.map((tier) => [tier, new Jit({ tiers: [tier] })]));
const jitOf = (tier: Tier) => only.get(tier) as Jit;

afterAll(async () => {
  for (const jit of only.values()) await jit.dispose();
});

/** Numbers of all sorts: special ones, huge ones that vector forms of sin and cos leave to be redone, ordinary ones. */
const numbers = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1e3, max: 1e3 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, 1e22, -1e300, 5e-324) },
);

const wave = (x: number, y: number) => Math.sin(x) * Math.cos(y) + Math.sqrt(x);
const clipped = (x: number, y: number) => (x > y ? x : x < -y ? -y : Math.floor(x) | 0);
const escaping = (x: number, y: number) => {
  let n = 0;
  let at = x;
  while (n < 20 && at * at < 4) {
    at = at * at + y;
    n++;
  }
  return n;
};
const scale = 1.5;
let offset = 0;
const captured = (x: number, y: number) => x * scale + y + offset;
const functions = { wave, clipped, captured } as const;

function expectSame(result: ArrayLike<number>, expected: (i: number) => number): void {
  for (let i = 0; i < result.length; i++) {
    if (!Object.is(result[i], expected(i))) expect([i, result[i]]).toEqual([i, expected(i)]);
  }
}

describe.each(tiers)("on tier %s", (tier) => {
  const jit = jitOf(tier);

  test.each(Object.entries(functions))("%s is bit for bit the same, wherever the arrays lie", (_, fn) => {
    const mapped = offload({ jit })(fn);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(numbers, numbers), { maxLength: 200 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        numbers,
        (rows, inArena, y) => {
          const make = (at: number) =>
            inArena[at] ? jit.alloc.float64(rows.length) : new Float64Array(rows.length);
          const [a, b, out] = [make(0), make(1), make(2)];
          rows.forEach(([x, z], i) => {
            a[i] = x;
            b[i] = z;
          });
          expect(mapped.map(a, b, { out })).toBe(out);
          expectSame(out, (i) => fn(a[i] as number, b[i] as number));
          expectSame(mapped.map(a, y), (i) => fn(a[i] as number, y));
          // In place: what is computed goes where it was read.
          const before = Float64Array.from(a);
          mapped.map(a, y, { out: a });
          expectSame(a, (i) => fn(before[i] as number, y));
        },
      ),
      { numRuns: 40 },
    );
    expect(mapped.explain().tier).toBe(tier);
  });

  test("more elements than a block, an odd number, and rare lanes in all blocks", () => {
    const mapped = offload({ jit })(wave);
    const n = 70_001;
    const [x, out] = [jit.alloc.float64(n), jit.alloc.float64(n)];
    for (let i = 0; i < n; i++) x[i] = i % 97 === 0 ? 1e22 + i : i * 0.37 - 5_000;
    mapped.map(x, 3, { out });
    expectSame(out, (i) => wave(x[i] as number, 3));
    expectSame(mapped.map(Float64Array.from(x), 3), (i) => wave(x[i] as number, 3));
    expect(mapped.explain().tier).toBe(tier);
  });

  test("a loop with its own number of rounds for each element", () => {
    const mapped = offload({ jit })(escaping);
    const x = Float64Array.from({ length: 301 }, (_, i) => i / 100 - 1.5);
    expectSame(mapped.map(x, -0.5), (i) => escaping(x[i] as number, -0.5));
    expect(mapped.explain().tier).toBe(tier);
  });

  test("captured variables are read anew for each call", () => {
    const mapped = offload({ jit })(captured);
    for (offset of [0, 10, -3]) expectSame(mapped.map([1, 2, 3], 4), (i) => captured(i + 1, 4));
  });

  test("every kind of array, in and out", () => {
    const mapped = offload({ jit })((x: number) => x * 1.5 - 3);
    const { alloc } = jit;
    const kinds = [
      alloc.float32(9),
      alloc.int32(9),
      alloc.uint32(9),
      alloc.int16(9),
      alloc.uint16(9),
      alloc.int8(9),
      alloc.uint8(9),
      alloc.uint8Clamped(9),
    ];
    for (const input of kinds) {
      for (let i = 0; i < 9; i++) input[i] = (i - 4) * 61;
      for (const out of kinds) {
        if (out === input) continue;
        const copy = out.slice();
        for (let i = 0; i < 9; i++) copy[i] = (input[i] as number) * 1.5 - 3;
        mapped.map(input, { out });
        expect([...out]).toEqual([...copy]);
        for (let i = 0; i < 9; i++) out[i] = (i - 4) * 61;
      }
    }
  });

  test("a table that all elements read", () => {
    const mapped = offload({ jit })((x: number, table: Float64Array) => (table[x | 0] as number) * 2);
    const table = Float64Array.from({ length: 50 }, (_, i) => Math.sqrt(i));
    const x = Float64Array.from({ length: 999 }, (_, i) => (i * 7) % 60);
    const expected = (i: number) => (table[(x[i] as number) | 0] ?? Number.NaN) * 2;
    expectSame(mapped.map(x, table), expected);
    const inArena = jit.alloc.float64(50);
    inArena.set(table);
    expectSame(mapped.map(x, inArena), expected);
  });

  test("an array of the arena that was disposed of is refused", () => {
    const mapped = offload({ jit })((x: number) => x * 2);
    const array = jit.alloc.float64(8);
    array[Symbol.dispose]();
    expect(() => mapped.map(array)).toThrow(/was disposed of/);
    expect(() => mapped.map([1, 2], { out: array.subarray(0, 2) })).toThrow(/was disposed of/);
  });
});

test("with no tier at all, the function itself runs and the report says so", () => {
  const jit = new Jit({ tiers: [] });
  const mapped = offload({ jit })(wave);
  expectSame(mapped.map([1, 2, 3], 4), (i) => wave(i + 1, 4));
  expect(mapped.explain().tier).toBe("inline");
  expect(mapped.explain().reason).toMatch(/no tier that could serve it is allowed/);
});
