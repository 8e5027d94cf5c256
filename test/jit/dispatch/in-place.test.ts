/** Functions of whole arrays that all lie in the arena: on WebAssembly they are worked on where they lie. */
import { Jit, offload } from "../../../src/jit/index";
import { Arena } from "../../../src/jit/memory/arena";

const jit = new Jit({ tiers: ["wasm"] });

function array(...values: number[]) {
  const made = jit.alloc.float64(values.length);
  made.set(values);
  return made;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe("a function of arrays of the arena", () => {
  test("is called with their places: no view of the memory is made", () => {
    const total = offload({ jit })((x: Float64Array) => {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] as number;
      return sum;
    });
    const x = array(1, 2, 3, 4, 5);
    expect(total(x)).toBe(15);
    const located = jest.spyOn(Arena.prototype, "locate");
    const viewed = jest.spyOn(Arena.prototype, "view");
    expect(total(x)).toBe(15);
    expect(total.explain().tier).toBe("wasm");
    expect(viewed).toHaveBeenCalledTimes(0);
    // For the choice of a tier, and for the call.
    expect(located).toHaveBeenCalledTimes(2);
  });

  test("gives what it is to give: a number, a boolean, nothing, or the very array that came", () => {
    const isRising = offload({ jit })((x: Float64Array) => {
      for (let i = 1; i < x.length; i++) if ((x[i] as number) < (x[i - 1] as number)) return false;
      return true;
    });
    expect([isRising(array(1, 2, 3)), isRising(array(1, 3, 2))]).toEqual([true, false]);
    const doubled = offload({ jit })((x: Float64Array) => {
      for (let i = 0; i < x.length; i++) x[i] = 2 * (x[i] as number);
      return x;
    });
    const x = array(1, 2, 3);
    expect(doubled(x)).toBe(x);
    expect([...x]).toEqual([2, 4, 6]);
    const cleared = offload({ jit })((y: Float64Array) => {
      for (let i = 0; i < y.length; i++) y[i] = 0;
    });
    expect(cleared(x)).toBeUndefined();
    expect([...x]).toEqual([0, 0, 0]);
    for (const fn of [isRising, doubled, cleared]) expect(fn.explain().tier).toBe("wasm");
  });

  test("whose parts overlap gives what the function gives", () => {
    const shift = (from: Float64Array, to: Float64Array, n: number) => {
      for (let i = 0; i < n; i++) to[i] = 2 * (from[i] as number) + 1;
    };
    const shifted = offload({ jit })(shift);
    const whole = array(...Array.from({ length: 40 }, (_, i) => i));
    const expected = Float64Array.from(whole);
    for (let call = 0; call < 3; call++) {
      shifted(whole.subarray(0, 39), whole.subarray(1), 39);
      shift(expected.subarray(0, 39), expected.subarray(1), 39);
      expect([...whole]).toEqual([...expected]);
    }
    const apart = array(...new Array(39).fill(0));
    shifted(whole.subarray(0, 39), apart, 39);
    expect(apart[38]).toBe(2 * (whole[38] as number) + 1);
    expect(shifted.explain().tier).toBe("wasm");
  });
});
