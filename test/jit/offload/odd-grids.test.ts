/** Arrays of arrays that kernels do not take: the function itself runs, and nothing was written before. */

// biome-ignore-all lint/style/noNonNullAssertion: the compiler of types takes each read for one that may be outside
import { Jit, offload } from "../../../src/jit/index";
import { heap, inBuffer, type Matrix, matmul, numbers, ordinary } from "./matrices";

describe("arrays of arrays that are run as the function is written", () => {
  const jit = new Jit({ tiers: ["js", "wasm"] });
  afterAll(() => jit.dispose());

  const total = (a: ArrayLike<ArrayLike<number>>) => {
    let s = 0;
    for (let i = 0; i < a.length; i++) for (let j = 0; j < a[i]!.length; j++) s += a[i]![j]!;
    return s;
  };
  /** A matrix with another row in the place of one. */
  const holding = (row: unknown): unknown => [...heap(1, 4), row, ...heap(1, 4)];
  class Rows extends Array<Float64Array> {}
  class Short extends Float64Array {
    override get length() {
      return 2;
    }
  }
  const gone = Float64Array.of(1, 2, 3, 4);
  structuredClone(gone, { transfer: [gone.buffer] });
  const withHole = [1, 2];
  withHole.length = 4;

  test.each([
    ["ragged", holding(Float64Array.of(1, 2))],
    ["of several kinds", holding(Float32Array.of(1, 2, 3, 4))],
    ["partly of numbers", holding([1, 2, 3, 4])],
    [
      "with more than numbers",
      [
        [1, 2],
        [3, "4"],
      ],
    ],
    ["with holes", [[1, 2, 3, 4], withHole]],
    ["a proxy", new Proxy(heap(2, 2), {})],
    ["with a proxy", [[1, 2], new Proxy([3, 4], {})]],
    ["of a class of its own", new Rows(...heap(3, 4))],
    ["of rows of a class of its own", [new Short(4), ...heap(1, 4)]],
    ["a view of a buffer that is gone", holding(gone)],
  ])("%s", (_, value) => {
    const fn = offload({ jit })(total) as (a: unknown) => unknown;
    expect(fn(value)).toBe(total(value as Matrix));
    expect((fn as unknown as { explain(): unknown }).explain()).toMatchObject({ tier: "inline" });
  });

  test("an element that is not written is not touched", () => {
    const row = Object.defineProperty([1, 2], 1, { value: 2, writable: false });
    const fn = offload({ jit })((a: number[][]) => {
      a[0]![0] = 5;
    });
    fn([row]);
    expect([row, fn.explain().tier === "inline"]).toEqual([[5, 2], false]);
  });

  test("a getter is called by the function alone", () => {
    let calls = 0;
    const a = Object.defineProperty([...heap(2, 2)], 1, { get: () => Float64Array.of(calls++, 0) });
    expect(offload({ jit })((m: Matrix) => m[1]![0]! + m[1]![0]!)(a)).toBe(1);
    expect(calls).toBe(2);
  });

  test("one that changes is looked at again", () => {
    const fn = offload({ jit })(total);
    const a = heap(3, 4);
    const check = () => expect(fn(a)).toBe(total(a));
    check();
    a[1] = Float64Array.of(1, 2, 3, 4);
    check();
    a[1] = Float64Array.of(1, 2);
    check();
    a.length = 1;
    check();
    a.push(heap(1, 4)[0]!, Float32Array.of(1, 2, 3, 4) as never);
    check();
  });

  test("an index outside: nothing is written before, and then what the function itself would have written", () => {
    const fn = offload({ jit })((a: Matrix, n: number) => {
      for (let i = 0; i < n; i++) a[i]![0] = i + 10;
    });
    for (const make of [heap, inBuffer]) {
      const [ours, theirs] = [make(2, 2), heap(2, 2)];
      expect(() => fn(ours, 3)).toThrow(TypeError);
      theirs[0]![0] = 10;
      theirs[1]![0] = 11;
      expect(numbers(ours)).toEqual(numbers(theirs));
    }
    expect(fn.explain()).toMatchObject({ tier: "inline", reason: expect.stringMatching(/may lie outside/) });
    const fine = heap(3, 1);
    fn(fine, 3);
    expect(fn.explain().tier).not.toBe("inline");
    expect(numbers(fine)).toEqual([[10], [11], [12]]);
  });

  test("rows whose memory is gone cannot be gone through", () => {
    const fn = offload({ jit })((a: Matrix) => {
      let s = 0;
      for (const row of a) for (const x of row) s += x;
      return s;
    });
    const rows = [new Float64Array(0), new Float64Array(0)];
    expect(fn(rows)).toBe(0);
    structuredClone(rows[1], { transfer: [rows[1]!.buffer] });
    expect(() => fn(rows)).toThrow(TypeError);
  });

  test("loops that would be empty if their bounds were whole numbers, and conditions that round", () => {
    const programs: ((a: Matrix, n: number, m: number) => number)[] = [
      (a, n, m) => {
        let s = 0;
        for (let i = 1; i < n % m; i++) s += a[i]![0]!;
        return s;
      },
      (a, n) => {
        let s = 0;
        for (let i = 3; i > (n | 0); i--) s += a[i]![0]!;
        return s;
      },
      (a, n) => {
        let s = 0;
        for (let i = 0; i < n; i++) if (i + 0.13 <= 1.13) s += a[i]![0]!;
        return s;
      },
    ];
    for (const [at, program] of programs.entries()) {
      const fn = offload({ jit })(program);
      for (const [n, m] of [
        [1.4, 1.5],
        [2 ** 32, 1],
        [2, 1],
      ] as const) {
        const outcome = (f: typeof program) => {
          try {
            return f(heap(1, 1), n, m);
          } catch (error) {
            return (error as Error).name;
          }
        };
        expect([at, n, outcome(fn)]).toEqual([at, n, outcome(program)]);
      }
    }
  });

  test("sizes that do not fit give what they give", () => {
    const fn = offload({ jit })(matmul);
    const call = (f: typeof matmul) => {
      const c = heap(2, 2);
      return numbers(f(heap(2, 3), heap(5, 2), c)); // reads beyond the rows of a: NaN
    };
    expect(call(fn)).toEqual(call(matmul));
    expect(() => fn(heap(2, 2), [], heap(2, 2))).toThrow(TypeError);
    expect(fn([], [], [])).toEqual([]);
  });

  test("rows that share memory with what is written", () => {
    const shift = (to: Matrix, from: Matrix) => {
      for (let i = 1; i < to.length; i++)
        for (let j = 0; j < to[i]!.length; j++) to[i]![j] = from[i - 1]![j]! + 1;
    };
    const fn = offload({ jit })(shift);
    const cases: (() => [Matrix, Matrix])[] = [
      () => {
        const a = heap(4, 3);
        return [a, a];
      },
      () => {
        const a = heap(4, 3);
        return [a, [...a].reverse()];
      },
      () => {
        const row = heap(1, 3)[0]!;
        return [[row, row, row], heap(3, 3)];
      },
      () => {
        const a = inBuffer(4, 3);
        return [a.slice(1), a.slice(0, 3)];
      },
      () => {
        const a = new Float64Array(9).map((_, i) => i);
        return [[0, 1, 2].map((i) => a.subarray(i, i + 3)), heap(3, 3)].flat(0) as [Matrix, Matrix];
      },
      () => {
        const a = ordinary(3, 2);
        return [a, [a[2], a[0], a[1]]] as unknown as [Matrix, Matrix];
      },
    ];
    for (const make of cases) {
      const [ours, theirs] = [make(), make()];
      fn(...ours);
      shift(...theirs);
      expect(ours.map(numbers)).toEqual(theirs.map(numbers));
    }
  });

  test("rows that come to share memory later, and kinds that change", () => {
    const add = (to: Matrix, from: Matrix) => {
      for (let i = 1; i < to.length; i++) to[i]![0] = to[i - 1]![0]! + from[i]![0]!;
    };
    const fn = offload({ jit })(add);
    const [ours, theirs] = [[heap(3, 1), heap(3, 1)] as const, [heap(3, 1), heap(3, 1)] as const];
    const check = (change: (to: Matrix, from: Matrix) => void) => {
      for (const [to, from] of [ours, theirs]) change(to, from);
      fn(...ours);
      add(...theirs);
      expect(ours.map(numbers)).toEqual(theirs.map(numbers));
    };
    check(() => {});
    check((to, from) => {
      from[2] = to[1]!;
    });
    check((to) => {
      to[0] = to[2]!;
    });
    check((to, from) => {
      for (let i = 0; i < 3; i++) {
        to[i] = Float32Array.of(i + 0.1) as unknown as Float64Array;
        from[i] = Float64Array.of(i);
      }
    });
    expect(fn.explain().signatures.map(({ signature }) => signature)).toEqual([
      "call(f64[][], f64[][])",
      "call(f32[][], f64[][])",
    ]);
  });

  test("frozen rows are not written to", () => {
    const rows = ordinary(2, 2).map((row) => Object.freeze(row) as number[]);
    const fn = offload({ jit })((a: number[][]) => {
      a[1]![1] = 5;
    });
    expect(() => fn(rows)).toThrow(TypeError);
  });

  test("a matrix that was disposed of is told, whichever rows are given", () => {
    const fn = offload({ jit })(total);
    const matrix = jit.alloc.float64(3, 4);
    const others = [...matrix].reverse();
    expect([fn(matrix), fn(others)]).toEqual([0, 0]);
    matrix[Symbol.dispose]();
    for (const given of [matrix, others]) {
      expect(() => fn(given)).toThrow(expect.objectContaining({ code: "ERR_ARRAY_DISPOSED" }));
    }
  });
});
