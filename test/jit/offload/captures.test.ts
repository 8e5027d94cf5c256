/** What functions capture, where it comes from, and texts that stand for functions. */
import { Session } from "node:inspector";
import { Jit, kernel, offload, range, sum } from "../../../src/jit/index";

const jit = new Jit({ tiers: ["js"] });
const rate = 0.25;
const half = (x: number) => x / 2;
const offloadedHalf = offload({ jit })(half);
let times = 2;
const settings = { factor: 10, inner: { shift: 1 } };

const tierOf = (fn: { explain(): { tier: string } }) => fn.explain().tier;

describe("captures", () => {
  test("constants, variables and fields of objects", () => {
    const fn = offload({ jit })((x: number) => x * rate * times + settings.factor + settings.inner.shift);
    expect([...fn.map([4, 8])]).toEqual([13, 15]);
    times = 4;
    settings.factor = 0;
    expect([...fn.map([4, 8])]).toEqual([5, 9]);
    expect(tierOf(fn)).toBe("js");
  });

  test("a script is read once for all functions of a compiler", () => {
    const own = new Jit({ tiers: ["js"] });
    const asked = jest.spyOn(Session.prototype, "post");
    const fns = [
      offload({ jit: own })((x: number) => x * rate),
      offload({ jit: own })((x: number) => x + rate),
    ];
    expect(fns.map((fn) => [...fn.map([4])])).toEqual([[1], [4.25]]);
    const methods: readonly unknown[] = asked.mock.calls.map(([method]) => method);
    asked.mockRestore();
    expect(methods.filter((method) => method === "Debugger.enable")).toHaveLength(1);
  });

  test("a variable that is no number any more: the function itself runs, and says why", () => {
    const state: { k: unknown } = { k: 2 };
    const fn = offload({ jit })((x: number) => x * (state.k as number));
    expect([...fn.map([1, 2])]).toEqual([2, 4]);
    state.k = "3";
    expect([...fn.map([1, 2])]).toEqual([3, 6]);
    expect([tierOf(fn), fn.explain().reason]).toEqual(["inline", expect.stringMatching(/captures/)]);
    state.k = 5;
    expect([...fn.map([1, 2])]).toEqual([5, 10]);
    expect(tierOf(fn)).toBe("js");
  });

  test("other functions, offloaded or not, and the intrinsics", () => {
    const fn = offload({ jit })((x: number) => half(x) + offloadedHalf(x) + sum(range(x), (i) => i));
    expect([...fn.map([4, 2])]).toEqual([10, 3]);
    expect(tierOf(fn)).toBe("js");
  });

  test("modules as bundlers and test runners make them: a getter for each name, also for the mark", () => {
    const getters = { half: { get: () => half }, rate: { get: () => rate }, sum: { get: () => sum } };
    const modules: readonly unknown[] = [
      Object.defineProperties({}, { ...getters, __esModule: { value: true } }),
      Object.defineProperties({}, { ...getters, __esModule: { get: () => true } }),
      Object.create(null, { ...getters, [Symbol.toStringTag]: { value: "Module" } }),
    ];
    for (const module of modules) {
      const lib = module as { half: typeof half; rate: number; sum: typeof sum };
      const fn = offload({ jit })((x: number) => lib.half(x) + lib.rate + lib.sum(range(3)));
      expect([...fn.map([4, 2])]).toEqual([5.25, 4.25]);
      expect(tierOf(fn)).toBe("js");
    }
    const other = Object.defineProperties({}, getters) as { rate: number };
    const fn = offload({ jit })((x: number) => x * other.rate);
    expect([...fn.map([4])]).toEqual([1]);
    expect(fn.explain().refusal?.code).toBe("captured-accessor");
  });

  test("fields of this, whatever this is in the call", () => {
    class Scaled {
      constructor(readonly by: number) {}
      @offload({ jit })
      scale(x: number): number {
        return x * this.by;
      }
    }
    const [two, three] = [new Scaled(2), new Scaled(3)];
    expect([...kernel(two.scale, two).map([1, 2])]).toEqual([2, 4]);
    expect([...kernel(three.scale, three).map([1, 2])]).toEqual([3, 6]);
    expect(tierOf(kernel(two.scale))).toBe("js");
  });

  test("a static method maps with its class as this", () => {
    class Rates {
      readonly unused = 0;
      static base = 3;
      @offload({ jit })
      static grown(x: number): number {
        // biome-ignore lint/complexity/noThisInStatic: it is what is tested
        return x * Rates.base + this.base;
      }
    }
    expect([...kernel(Rates.grown).map([1, 2])]).toEqual([6, 9]);
    expect(tierOf(kernel(Rates.grown))).toBe("js");
  });

  test("recursion is refused with a reason, and runs as it is", () => {
    const fn = offload({ jit })(function factorial(n: number): number {
      return n <= 1 ? 1 : n * factorial(n - 1);
    });
    expect([...fn.map([3, 5])]).toEqual([6, 120]);
    expect(fn.explain().refusal?.reason).toMatch(/itself|recurs/);
  });
});

describe("scope and source", () => {
  test("scope gives what the function captures, and is asked anew for each call", () => {
    const given = { rate: 2 };
    const fn = offload.source("(x) => twice(x) * rate", {
      jit,
      scope: () => ({ ...given, twice: (x: number) => 2 * x }),
    })((x: number) => 2 * x * given.rate);
    expect([...fn.map([1, 2])]).toEqual([4, 8]);
    given.rate = 3;
    expect([...fn.map([1, 2])]).toEqual([6, 12]);
  });

  test("a text stands for a function that has none of its own", () => {
    const bound = ((x: number) => x * 3).bind(undefined);
    const plain = offload({ jit })(bound);
    expect([...plain.map([1, 2])]).toEqual([3, 6]);
    expect([tierOf(plain), plain.explain().refusal?.reason]).toEqual([
      "inline",
      expect.stringMatching(/bind/),
    ]);
    const told = offload.source("(x) => x * 3", { jit })(bound);
    expect([...told.map([1, 2])]).toEqual([3, 6]);
    expect([told(5), tierOf(told)]).toEqual([15, "js"]);
  });

  test("coverage counters, native functions and proxies are told apart, and run as they are", () => {
    const cov_1a2b = () => ({ f: [0], s: [0], b: [[0]] });
    const counted = (x: number) => {
      (cov_1a2b().s as [number])[0]++;
      return x;
    };
    const functions = [counted, Math.cbrt, new Proxy((x: number) => x, {})];
    for (const fn of functions) {
      const wrapped = offload({ jit })(fn as (x: number) => number);
      expect([...wrapped.map([8])]).toEqual([fn(8)]);
      expect([tierOf(wrapped), wrapped.explain().refusal?.fix]).toEqual(["inline", expect.any(String)]);
    }
  });
});
