/** Code and arguments that are not what they seem: each tier gives what the function itself gives, or says no. */
import { runInNewContext } from "node:vm";
import { Jit, offload } from "../../../src/jit/index";
import { type Kernelish, type Loose, numbers, onEachTier, three } from "./on-each-tier";

describe("plain calls", () => {
  const given = (text: string) => runInNewContext(`(${text})`) as Loose;

  test.each([
    ["arguments, written with an escape", "function (x) { return \\u0061rguments.length; }", 3],
    ["a comment with a bracket in its head", "function (a /* ) */, b = 1) { return b; }", 2],
    ["a name with brackets", "{ 'm()'(a, b = 1) { return b; } }['m()']", 2],
  ])("%s", (_, text, result) => {
    const values = onEachTier((offloaded) => offloaded(given(text))(1, 2, 3));
    expect(values).toEqual(three(result));
  });

  test.each([1, -1, 0.5, "0) { throw 1 } //", { valueOf: () => 1, toString: () => "0) { throw 1 } //" }])(
    "a function whose length says %p",
    (length) => {
      const make = () => Object.defineProperty((a: number, b: number) => a + b, "length", { value: length });
      expect(onEachTier((offloaded) => offloaded(make())(1, 2))).toEqual(three(3));
    },
  );
});

describe("arrays", () => {
  test("a subclass with a length of its own is not believed by kernels", () => {
    class Longer extends Float64Array {
      override get length(): number {
        return 5;
      }
    }
    const values = onEachTier((offloaded) => [
      ...numbers(...Array.from(offloaded((x: number) => x).map(new Longer(2)))),
    ]);
    expect(values).toEqual(three([0, 0, Number.NaN, Number.NaN, Number.NaN]));
    const own = Object.defineProperty(numbers(1), "length", { value: 2 });
    expect(onEachTier((offloaded) => Array.from(offloaded((x: number) => x).map(own)))).toEqual(
      three([1, Number.NaN]),
    );
  });

  test("one with an iterator of its own", () => {
    class Other extends Float64Array {
      override *[Symbol.iterator](): ArrayIterator<number> {
        yield 100;
      }
    }
    const total = (a: Float64Array) => {
      let all = 0;
      for (const value of a) all += value;
      return all;
    };
    expect(onEachTier((offloaded) => offloaded(total)(Other.of(1, 2)))).toEqual(three(100));
  });

  test("one with methods, a place or an iterator of its own on it alone", () => {
    const odd = (values: Float64Array, more: object) =>
      Object.defineProperties(values, Object.getOwnPropertyDescriptors(more)) as Float64Array;
    const results = onEachTier((offloaded) => {
      const calls: string[] = [];
      const lies = {
        set: () => calls.push("set"),
        subarray: () => calls.push("subarray"),
        buffer: new ArrayBuffer(800),
        byteOffset: 8,
        byteLength: 8,
      };
      const [x, out] = [odd(numbers(1, 2), lies), odd(numbers(0, 0), lies)];
      offloaded((value: number) => value + 1).map(x, { out });
      offloaded((value: number) => value + 1).map(out, { out });
      const add = offloaded((a: Float64Array, b: Float64Array) => {
        for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + (b[i] as number);
      });
      add(x, out);
      const each = odd(numbers(1, 2), { [Symbol.iterator]: () => [100][Symbol.iterator]() });
      const total = offloaded((a: Float64Array) => {
        let all = 0;
        for (const value of a) all += value;
        return all;
      });
      return [[...out], [...x], total(each), calls];
    });
    expect(results).toEqual(three([[3, 4], [4, 6], 100, []]));
  });

  const { Float16Array: Halves } = globalThis as { Float16Array?: Float64ArrayConstructor };
  const testHalves = Halves === undefined ? test.skip : test;
  testHalves("a Float16Array, where the engine has it, is mapped, by the function itself", () => {
    const halves = (Halves as Float64ArrayConstructor).of(1, 2.5);
    const results = onEachTier((offloaded) => {
      const add = offloaded((x: number, y: number) => x + y);
      const total = offloaded((a: Float64Array) => (a[0] as number) + a.length);
      const seen = [...Array.from(add.map(halves, numbers(1, 2))), add(1, 2), total(halves)];
      expect(total.explain().refusal?.reason).toMatch(/nor an array that kernels read/);
      expect(() => add.map(numbers(1), 1, { out: halves.subarray(1) })).toThrow(/as out, a typed array/);
      return seen;
    });
    expect(results).toEqual(three([2, 4.5, 3, 3]));
  });

  test("subclasses without anything of their own compile", () => {
    class Named extends Float64Array {}
    const fn = offload({ jit: new Jit({ tiers: ["js"] }) })((x: number) => 2 * x);
    fn.map(Named.of(1));
    expect(fn.explain().tier).toBe("js");
  });

  test("one whose buffer was transferred", () => {
    const results = onEachTier((offloaded) => {
      const gone = numbers(1, 2);
      structuredClone(gone.buffer, { transfer: [gone.buffer] });
      const last = offloaded((a: Float64Array, b: Float64Array) => {
        for (let i = 0; i < a.length; i++) b[i] = (a[i] as number) + 1;
        return b.length;
      });
      const looked = offloaded((x: number, table: Float64Array) => x + table.length);
      return [last(gone, gone), last(numbers(1, 2), gone), ...Array.from(looked.map([1], gone))];
    });
    expect(results).toEqual(three([0, 0, 1]));
  });

  test("one whose buffer was transferred cannot be gone through", () => {
    const results = onEachTier((offloaded) => {
      const sum = offloaded((a: Float64Array) => {
        let s = 0;
        for (const x of a) s += x;
        return s;
      });
      const array = numbers();
      const before = sum(array);
      structuredClone(array.buffer, { transfer: [array.buffer] });
      expect(() => sum(array)).toThrow(TypeError);
      return before;
    });
    expect(results).toEqual(three(0));
  });

  test("an index that is undefined makes a property", () => {
    const write = (a: Record<string, number> & Float64Array) => {
      a[undefined as unknown as number] = 4;
      return a[undefined as unknown as number];
    };
    expect(onEachTier((offloaded) => offloaded(write)(numbers(1)))).toEqual(three(4));
  });

  test("one of a length that cannot be made, where the function does not come by or has done something", () => {
    const early = (n: number, a: Float64Array) => {
      if (n < 0) return a[0];
      const made = new Float64Array(n);
      return made.length;
    };
    const late = (n: number, a: Float64Array) => {
      a[0] = 9;
      const made = new Float64Array(n);
      return made.length;
    };
    const results = onEachTier((offloaded) => {
      const a = numbers(5);
      const first = offloaded(early)(-1, a);
      expect(() => offloaded(late)(-1, a)).toThrow(RangeError);
      return [first, a[0]];
    });
    expect(results).toEqual(three([5, 9]));
  });

  test("objects that are no options are arguments", () => {
    const fn = (x: number, at: Date) => x + at.getTime();
    expect(onEachTier((offloaded) => Array.from(offloaded(fn).map([1, 2], new Date(10))))).toEqual(
      three([11, 12]),
    );
  });

  test("out is written when all of it is computed, whatever the function reads, or when it throws never", () => {
    const results = onEachTier((offloaded) => {
      const a = numbers(1, 2, 3);
      offloaded((x: number) => x + (a[0] as number)).map(a, { out: a });
      const before = Array.from(a);
      const half = offloaded((x: number) => {
        if (x === 4) throw new Error("half way");
        return 0;
      });
      expect(() => half.map(a, { out: a })).toThrow("half way");
      return [before, Array.from(a)];
    });
    expect(results).toEqual(
      three([
        [2, 3, 4],
        [2, 3, 4],
      ]),
    );
  });
});

describe("the option returns", () => {
  test.each([
    ["f64", 11_000_000_000.1, Number.NaN],
    ["f32", Math.fround(11_000_000_000.1), Number.NaN],
    ["i32", 11_000_000_000 | 0, 0],
    ["int", 11_000_000_000, Number.NaN],
    ["bool", true, false],
  ] as const)("%s: of calls with arrays, and of nothing", (returns, number, nothing) => {
    const fn = (a: Float64Array, i: number) => a[i];
    expect(
      onEachTier((offloaded) => {
        const made = offloaded(fn, { returns });
        return [made(numbers(11_000_000_000.1), 0), made(numbers(), 0)];
      }),
    ).toEqual(three([number, nothing]));
  });
});

describe("what is said", () => {
  test("wrong arguments of map are named as they were given", () => {
    const fn = offload({ jit: new Jit({ tiers: [] }) })(function twice(x: number) {
      return 2 * x;
    }) as unknown as Kernelish;
    expect(() => fn.map([1], { out: [2] })).toThrow(
      /as out, a typed array; got as out an instance of Array\./,
    );
    expect(() => fn.map(1, "2")).toThrow(/at least one array of them; got 1, "2"\./);
    expect(() => fn.map([1], { Out: 1 })).toThrow(/only option; not Out; got/);
  });

  test("map of a function that takes arrays as a whole says how it is called", () => {
    const total = offload({ jit: new Jit({ tiers: [] }) })(
      (x: Float64Array) => x.length,
    ) as unknown as Kernelish;
    expect(() => total.map(numbers(1, 2))).toThrow(/it takes arrays as a whole, so call it without map; got/);
    expect(() => total.map()).toThrow(/at least one array of them; got nothing\./);
  });

  test("the helper of a transpiler that keeps names, and one that is only called so", () => {
    const define = Object.defineProperty;
    const text = `var __name = (target, value) => define(target, "name", { value, configurable: true });
      (x) => { const g = __name((y) => y * 2, "g"); return g(x); }`;
    const kept = offload({ jit: new Jit({ tiers: ["js"] }) })(
      runInNewContext(text, { define }) as (x: number) => number,
    );
    expect([Array.from(kept.map([1])), kept.explain().tier]).toEqual([[2], "js"]);
    const __name = (fn: (x: number) => number, _name: string) => (x: number) => -fn(x);
    const fn = (x: number) => {
      const g = __name((y) => y * 2, "g");
      return g(x);
    };
    expect(onEachTier((offloaded) => Array.from(offloaded(fn).map([1])))).toEqual(three([-2]));
  });
});
