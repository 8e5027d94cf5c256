/** `jit.alloc` with several sizes: rows of one block. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside
import { Jit } from "../../../src/jit/index";

describe("jit.alloc with several sizes", () => {
  const { alloc } = new Jit();

  test("makes rows of zeros, back to back, and planes of them", () => {
    const rows = alloc.uint8(3, 5);
    expect(rows.map((row) => [row.length, row.byteOffset - rows[0]!.byteOffset, Math.max(...row)])).toEqual([
      [5, 0, 0],
      [5, 5, 0],
      [5, 10, 0],
    ]);
    const planes = alloc.float32(2, 3, 4);
    expect([planes.length, planes[1]!.length, planes[1]![2]!.length]).toEqual([2, 3, 4]);
    expect(planes[1]![0]!.byteOffset - planes[0]![0]!.byteOffset).toBe(48);
    expect([alloc.int8(0, 3), alloc.int16(2, 0).map(({ length }) => length)]).toEqual([[], [0, 0]]);
  });

  test("is given back by using, by its own dispose, and by alloc.dispose", () => {
    const before = alloc.inspect().blocks;
    {
      using matrix = alloc.int32(2, 2);
      expect([
        alloc.contains(matrix),
        alloc.contains(matrix[1]!),
        alloc.contains([matrix[1]!] as never),
      ]).toEqual([true, true, false]);
    }
    const matrix = alloc.float64(2, 2);
    alloc.dispose(matrix);
    expect([alloc.contains(matrix), alloc.contains(matrix[0]!)]).toEqual([false, false]);
    matrix[Symbol.dispose](); // not the second time: nothing
    expect(() => alloc.dispose(matrix)).toThrow(expect.objectContaining({ code: "ERR_ARRAY_DISPOSED" }));
    expect(() => alloc.dispose([new Float64Array(2)] as never)).toThrow(
      expect.objectContaining({ code: "ERR_NOT_IN_ARENA" }),
    );
    expect(alloc.inspect().blocks).toBe(before);
  });

  test("refuses what are no sizes", () => {
    const make = alloc.float64.bind(alloc) as (...sizes: unknown[]) => unknown;
    for (const sizes of [[], [-1], [2, 0.5], [2, 2, "3"], [1, 1, 1, 1]]) {
      expect(() => make(...sizes)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
    }
    expect(() => alloc.float64(1e5, 1e5)).toThrow(expect.objectContaining({ code: "ERR_ARENA_FULL" }));
  });
});
