/** Functions over arrays of arrays: `Float64Array[]`, `number[][]` and three dimensions, wherever rows lie. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside
import { Jit, offload, range, sum, type Tier } from "../../../src/jit/index";
import { blur, heap, inBuffer, type Matrix, matmul, numbers, ordinary } from "./matrices";

describe.each<Tier>(["js", "wasm"])("arrays of arrays on %s", (tier) => {
  const jit = new Jit({ tiers: [tier] });
  afterAll(() => jit.dispose());
  const inArena = (rows: number, columns: number): Matrix => {
    const made = jit.alloc.float64(rows, columns);
    for (const [i, row] of heap(rows, columns).entries()) made[i]!.set(row);
    return made;
  };

  test.each([
    ["of jit.alloc", inArena],
    ["over one ordinary buffer", inBuffer],
    ["each by itself", heap],
    ["of numbers", ordinary as (rows: number, columns: number) => unknown as typeof heap],
  ])("rows %s: matmul, and it gives back what it was given", (_, make) => {
    const fn = offload({ jit })(matmul);
    const [a, b, c] = [make(5, 7), make(7, 4), make(5, 4)];
    expect(fn(a, b, c)).toBe(c);
    expect(numbers(c)).toEqual(numbers(matmul(heap(5, 7), heap(7, 4), heap(5, 4))));
    expect(fn.explain().tier).toBe(tier);
    const kind = Array.isArray(make(1, 1)[0]) ? "number[][]" : "f64[][]";
    expect(fn.explain().signatures[0]?.signature).toBe(`call(${kind}, ${kind}, ${kind})`);
  });

  test("conditions at borders", () => {
    const fn = offload({ jit })(blur);
    for (const [rows, columns] of [
      [1, 1],
      [1, 9],
      [9, 1],
      [6, 11],
    ] as const) {
      const [image, out, wanted] = [inArena(rows, columns), inArena(rows, columns), heap(rows, columns)];
      fn(image, out, 0.3);
      blur(heap(rows, columns), wanted, 0.3);
      expect(numbers(out)).toEqual(numbers(wanted));
    }
    expect(fn.explain()).toMatchObject({ tier, signatures: [{ inlineCalls: 0 }] });
  });

  test("three dimensions, of other kinds, with for … of and helpers", () => {
    const fill = (row: Int32Array, by: number) => {
      for (let i = 0; i < row.length; i++) row[i]! += by;
    };
    const fn = offload({ jit, scope: () => ({ fill }) })((a: Int32Array[][], by: number) => {
      let total = 0;
      for (const plane of a) for (const row of plane) for (const x of row) total += x;
      fill(a[1]![2]!, by);
      return total + a[1]![2]![3]!;
    });
    const grid = jit.alloc.int32(2, 3, 4);
    for (const [p, plane] of grid.entries()) for (const [r, row] of plane.entries()) row.fill(p * 10 + r);
    expect([fn(grid, 5), [...grid[1]![2]!]]).toEqual([4 * (0 + 1 + 2 + 10 + 11 + 12) + 17, [17, 17, 17, 17]]);
    expect(fn.explain()).toMatchObject({ tier, signatures: [{ signature: "call(i32[][][], number)" }] });
  });

  test("intrinsics, captured values, defaults, methods", () => {
    const scale = { by: 3 };
    const dot = offload({ jit, scope: () => ({ sum, range, scale }) })(
      (a: Matrix, b: Matrix, i = 1, j = 0) => scale.by * sum(range(b.length), (k) => a[i]![k]! * b[k]![j]!),
    );
    const [a, b] = [heap(2, 3), heap(3, 2)];
    const wanted = (i: number, j: number) => [0, 1, 2].reduce((s, k) => s + a[i]![k]! * b[k]![j]!, 0);
    expect([dot(a, b), dot(a, b, 0, 1)]).toEqual([3 * wanted(1, 0), 3 * wanted(0, 1)]);
    scale.by = 1;
    expect(dot(a, b, 1, 1)).toBe(wanted(1, 1));
    expect(dot.explain().signatures.map(({ tier: used }) => used)).toEqual([tier, tier]);
  });

  test("a whole table beside mapped numbers", () => {
    const look = offload({ jit })((x: number, table: Matrix) => table[Math.abs(x) & 3]![1]! + x);
    const table = heap(4, 2);
    expect([...look.map([0, 5, 7, 2], table)]).toEqual([0, 5, 7, 2].map((x) => table[x & 3]![1]! + x));
    expect(look.explain()).toMatchObject({
      tier,
      signatures: [{ signature: "map(number[], f64[][]) → f64[]" }],
    });
    const bytes = offload({ jit })((x: number, table: number[][]) => table[x]![0]!);
    const long = ordinary(256, 1);
    expect([...bytes.map(Uint8Array.of(0, 255, 9), long)]).toEqual([long[0]![0], long[255]![0], long[9]![0]]);
    expect(bytes.explain().tier).toBe(tier);
    expect(() => bytes.map(Uint8Array.of(9), ordinary(9, 1))).toThrow(TypeError);
    expect(bytes.explain()).toMatchObject({
      tier: "inline",
      reason: expect.stringMatching(/may lie outside/),
    });
    const free = offload({ jit })((x: number, rows: Matrix) => rows[Math.floor(x)]![0]!);
    expect([...free.map([1.5], table)]).toEqual([table[1]![0]]);
    expect(free.explain().refusal).toMatchObject({ code: "row-index", source: expect.stringContaining("^") });
  });

  test("a map whose results go to a row of its own table", () => {
    const fn = offload({ jit })((x: number, table: Matrix) => x + table[0]![0]!);
    const table = heap(2, 4);
    const first = table[0]![0]!;
    fn.map([1, 2, 3, 4], table, { out: table[0]! });
    expect([...table[0]!]).toEqual([1, 2, 3, 4].map((x) => x + first));
  });
});
