/** A deadline ends a kernel that never does, in the middle of it, and nothing is lost by that. */
import { IrisError } from "../../../src/errors";
import { Jit, offload } from "../../../src/jit/index";

describe("deadlineMs", () => {
  const jit = new Jit();
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
