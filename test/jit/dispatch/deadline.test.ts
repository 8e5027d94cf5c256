/** A deadline ends a kernel that never does, in the middle of it, and nothing is lost by that. */
import { IrisError } from "../../../src/errors";
import { Jit, offload } from "../../../src/jit/index";

describe("deadlineMs", () => {
  const jit = new Jit({ tiers: ["js", "threads"] });
  afterAll(() => jit.dispose());
  const rounds = (x: number) => {
    let n = 0;
    while (x >= 1) {
      x = x === 7 ? 7 : x / 2;
      n++;
    }
    return n;
  };

  test("a map in time gives its result; one that does not end throws; the next one works again", () => {
    const mapped = offload({ jit, deadlineMs: 300 })(rounds);
    expect(mapped.map([1, 4, 9])).toEqual(Float64Array.of(1, 3, 4));
    expect(mapped.explain().tier).toBe("threads");
    expect(() => mapped.map([1, 7])).toThrow(expect.objectContaining({ code: "ERR_KERNEL_DEADLINE" }));
    expect(mapped.map([1, 4, 9])).toEqual(Float64Array.of(1, 3, 4));
  });

  test("what no other thread can run is refused, not run without a bound", () => {
    const read = offload({ jit, deadlineMs: 300 })((a: Float64Array, i: number) => a[i]);
    expect(read(Float64Array.of(1), 5)).toBeUndefined();
    expect(read.explain()).toMatchObject({ tier: "inline", refusal: { code: "unbounded" } });
    const strict = offload({ jit, deadlineMs: 300, fallback: "throw" })((a: Float64Array, i: number) => a[i]);
    expect(() => strict(Float64Array.of(1), 0)).toThrow(/deadlineMs/);
  });

  test("a call that no other thread can take is told, or throws", () => {
    const shift = (to: Float64Array, from: Float64Array) => {
      for (let i = 0; i < to.length; i++) to[i] = (from[i] as number) + 1;
    };
    const given = new Float64Array(9);
    const call = (fn: typeof shift) => fn(given.subarray(1), given.subarray(0, 8));
    const told = offload({ jit, deadlineMs: 2_000 })(shift);
    call(told);
    expect([...given]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(told.explain()).toMatchObject({
      tier: "inline",
      reason: expect.stringMatching(/no other thread/),
    });
    const strict = offload({ jit, deadlineMs: 2_000, fallback: "throw" })(shift);
    expect(() => call(strict)).toThrow(expect.objectContaining({ code: "ERR_OFFLOAD_REFUSED" }));
  });

  test("nor do ordinary arrays, which only the function itself can take, pass for bounded", () => {
    const total = (a: ArrayLike<number>) => {
      let s = 0;
      for (let i = 0; i < a.length; i++) s += a[i] as number;
      return s;
    };
    const told = offload({ jit, deadlineMs: 2_000 })(total);
    expect([told([1, 2]), told.explain().tier]).toEqual([3, "inline"]);
    expect(told.explain().reason).toMatch(/which nothing bounds: an ordinary array/);
    expect([told(Float64Array.of(1, 2)), told.explain().tier]).toEqual([3, "threads"]);
    const strict = offload({ jit, deadlineMs: 2_000, fallback: "throw" })(total);
    expect(() => strict([1, 2])).toThrow(
      expect.objectContaining({
        code: "ERR_OFFLOAD_REFUSED",
        refusal: "unbounded",
        reason: expect.any(String),
      }),
    );
    expect(strict(Float64Array.of(1, 2))).toBe(3);
    const odd = offload({ jit, deadlineMs: 2_000, fallback: "throw" })((x: number) => x + 1);
    expect(() => odd.map([1, "2" as never])).toThrow(/nothing bounds: an ordinary array holds/);
  });

  test("so is all where the tier threads is not allowed", () => {
    const one = new Jit({ tiers: ["js", "wasm"] });
    const mapped = offload({ jit: one, deadlineMs: 300 })(rounds);
    expect(mapped.map([1, 4])).toEqual(Float64Array.of(1, 3));
    expect(mapped.explain().refusal?.code).toBe("unbounded");
  });

  test("one whose indices need proofs at run time is bounded, for all arguments", () => {
    const last = offload({ jit, deadlineMs: 2_000 })((a: Float64Array, n: number) => {
      let s = 0;
      for (let i = 0; i < n; i++) s += i < a.length ? (a[i] as number) + 0 : 0;
      return s;
    });
    for (const n of [2, 2.5, 9]) {
      expect(last(Float64Array.of(1, 2), n)).toBe(3);
      expect(last.explain().tier).toBe("threads");
    }
  });

  test("so does a function of whole arrays", () => {
    const total = offload({ jit, deadlineMs: 300 })((a: Float64Array) => {
      let s = 0;
      for (let i = 0; i < a.length; i++) {
        s += a[i] as number;
        while (s === 7);
      }
      return s;
    });
    expect(total(Float64Array.of(1, 2))).toBe(3);
    expect(total.explain().tier).toBe("threads");
    expect(() => total(Float64Array.of(3, 4))).toThrow(/within 300 ms/);
    expect(IrisError.is(new Error("x"))).toBe(false);
    expect(total(Float64Array.of(1, 2))).toBe(3);
  });
});
