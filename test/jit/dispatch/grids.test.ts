/** The tiers of functions over arrays of arrays: the contest, what is copied, what is kept, what bounds a call. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside
import { Jit, offload } from "../../../src/jit/index";
import { blur, heap, type Matrix, matmul, numbers, ordinary } from "../offload/matrices";

describe("arrays of arrays and the tiers", () => {
  test("the function itself takes part in the contest", () => {
    const jit = new Jit({ tiers: ["inline", "js"] });
    const fn = offload({ jit })((a: number[][]) => a[0]![0]!);
    const grid = ordinary(2, 2);
    for (let i = 0; i < 10; i++) fn(grid);
    const [signature] = fn.explain().signatures;
    expect(signature?.sizes[0]?.tiers.map(({ tier }) => tier).sort()).toEqual(["inline", "js"]);
    expect(signature).toMatchObject({ inlineCalls: 0 });
  });

  test("rows of jit.alloc are a contest of their own, and need no copies", () => {
    const jit = new Jit({ tiers: ["wasm"] });
    const fn = offload({ jit })(blur);
    const [a, b] = [jit.alloc.float64(4, 4), jit.alloc.float64(4, 4)];
    const arena = jest.spyOn(jit.alloc.arena, "array");
    fn(a, b, 0.5);
    expect(arena).not.toHaveBeenCalled();
    fn(heap(4, 4), heap(4, 4), 0.5);
    expect(arena).toHaveBeenCalledTimes(1);
    expect(fn.explain().signatures[0]?.sizes.map(({ size }) => size)).toEqual([
      "16 to 63 elements in the arena",
      "16 to 63 elements",
    ]);
  });

  test("loops over rows run in lanes", () => {
    const jit = new Jit({ tiers: ["wasm"] });
    const [a, b, c] = [heap(4, 4), heap(4, 4), heap(4, 4)];
    const product = offload({ jit })(matmul);
    product(a, b, c);
    const image = offload({ jit })((u: Matrix, v: Matrix) => {
      for (let i = 1; i < u.length - 1; i++) {
        for (let j = 1; j < u[i]!.length - 1; j++) {
          v[i]![j] = u[i]![j]! + 0.1 * (u[i - 1]![j]! + u[i + 1]![j]! + u[i]![j - 1]! + u[i]![j + 1]!);
        }
      }
    });
    const border = offload({ jit })((u: Matrix, v: Matrix) => {
      for (let i = 0; i < u.length; i++) {
        for (let j = 0; j < u[i]!.length; j++) v[i]![j] = u[i]![j]! + (i > 0 ? u[i - 1]![j]! : 0);
      }
    });
    image(a, b);
    border(a, b);
    for (const fn of [product, image, border]) {
      const loops = fn.explain().signatures[0]?.variants[0]?.loops ?? [];
      expect(loops.some(({ lanes }) => lanes > 1)).toBe(true);
    }
  });

  test("with a deadline other threads run it, and one that never ends is stopped", async () => {
    const jit = new Jit({ tiers: ["js", "threads"] });
    const fn = offload({ jit, deadlineMs: 2_000 })((a: Matrix, n: number) => {
      for (let i = 0; i < a.length; i++)
        for (let k = n; k !== 1; k = k % 2 === 0 ? k / 2 : 3 * k + 1) a[i]![0]! += 1;
    });
    const grid = heap(2, 2);
    const wanted = numbers(grid).map(([x = 0, y]) => [x + 3, y]);
    fn(grid, 8);
    expect(numbers(grid)).toEqual(wanted);
    expect(fn.explain().tier).toBe("threads");
    const short = offload({ jit, deadlineMs: 50 })((a: Matrix, n: number) => {
      for (let k = n; k !== 1; k = k % 2 === 0 ? k / 2 : 3 * k + 1) a[0]![0]! += 1;
    });
    expect(() => short(grid, 0)).toThrow(expect.objectContaining({ code: "ERR_KERNEL_DEADLINE" }));
    fn(grid, 8);
    expect(numbers(grid)).toEqual(wanted.map(([x = 0, y]) => [x + 3, y]));
    await jit.dispose();
  });

  test("where no code may be made of text, WebAssembly serves, and conditions are asked all the same", () => {
    const jit = new Jit({ tiers: ["wasm"] });
    jest.spyOn(jit.evaluator, "evaluate").mockReturnValue(undefined);
    const fn = offload({ jit })((a: Matrix, i: number) => a[i]![0]!);
    const grid = heap(2, 2);
    for (let call = 0; call < 3; call++) expect(fn(grid, 1)).toBe(grid[1]![0]);
    expect(fn.explain().tier).toBe("wasm");
    expect(() => fn(grid, 2)).toThrow(TypeError);
  });

  test("thousands of calls of mixed sizes leave the arena as it was; dispose leaves nothing", async () => {
    const jit = new Jit({ tiers: ["wasm"] });
    const fn = offload({ jit })(blur);
    const sizes = [
      [1, 1],
      [3, 5],
      [20, 20],
      [2, 300],
      [7, 7],
    ] as const;
    const grids = sizes.map(([rows, columns]) => [heap(rows, columns), heap(rows, columns)] as const);
    const round = () => {
      for (const [a, b] of grids) {
        fn(a, b, 0.5);
        using inArena = jit.alloc.float64(a.length, a[0]!.length);
        fn(a, inArena, 0.5);
      }
    };
    round();
    const { arenaBytes } = jit.inspect();
    for (let i = 0; i < 1_000; i++) round();
    expect(jit.inspect().arenaBytes).toBe(arenaBytes);
    expect(fn.explain().tier).toBe("wasm");
    await jit.dispose();
    expect(jit.inspect().arenaBytes).toBe(0);
  });
});
