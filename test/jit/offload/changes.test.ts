/** What a function captures is not what it seems, or changes: each tier gives what the function itself gives. */
import { runInThisContext } from "node:vm";
import { Jit, kernel, offload } from "../../../src/jit/index";
import { type Kernelish, type Loose, numbers, onEachTier, three } from "./on-each-tier";

describe("what a function captures", () => {
  test("a name with a dot in it is not a path", () => {
    const book = { "a.b": 1, a: { b: 2 } };
    const odd = globalThis as unknown as Record<string, number | undefined>;
    expect(
      onEachTier((offloaded) => [
        ...Array.from(offloaded((x: number) => x + book["a.b"] + 10 * book.a.b).map([0])),
        ...Array.from(offloaded((x: number) => x + (odd["Math.PI"] as number)).map([0])),
        ...Array.from(
          offloaded((x: number) => x + ((globalThis as unknown as typeof odd)["Math.PI"] as number)).map([0]),
        ),
      ]),
    ).toEqual(three([21, Number.NaN, Number.NaN]));
  });

  test("an object that is gone when no call looks at it", () => {
    const book: { deep: { rate: number } | null } = { deep: { rate: 2 } };
    expect(
      onEachTier((offloaded) => {
        book.deep = { rate: 2 };
        const fn = offloaded((x: number) => (x > 5 ? (book.deep as { rate: number }).rate : x));
        const before = Array.from(fn.map([1, 6]));
        book.deep = null;
        expect(() => fn.map([6])).toThrow(TypeError);
        return [before, Array.from(fn.map([1, 2]))];
      }),
    ).toEqual(
      three([
        [1, 2],
        [1, 2],
      ]),
    );
  });

  test("functions of the engine that are replaced after they were compiled", () => {
    const { sin } = Math;
    const { isNaN: isNaNumber } = Number;
    expect(
      onEachTier((offloaded) => {
        const fn = offloaded((x: number) => Math.sin(x) + (Number.isNaN(x) ? 100 : 0));
        const first = Array.from(fn.map([0]));
        try {
          Math.sin = () => 42;
          Number.isNaN = () => true;
          return [first, Array.from(fn.map([0]))];
        } finally {
          Math.sin = sin;
          Number.isNaN = isNaNumber;
        }
      }),
    ).toEqual(three([[0], [142]]));
  });

  test("functions of the engine under a name of their own, when the engine's own name gets another", () => {
    const { sin } = Math;
    let cosine = Math.cos;
    const fn = (x: number) => sin(x) + cosine(x);
    expect(
      onEachTier((offloaded) => {
        const made = offloaded(fn);
        const first = Array.from(made.map([0]));
        try {
          Math.sin = () => 42;
          const second = Array.from(made.map([0]));
          Math.sin = sin;
          cosine = () => 7;
          return [first, second, Array.from(made.map([0]))];
        } finally {
          Math.sin = sin;
          cosine = Math.cos;
        }
      }),
    ).toEqual(three([[1], [1], [7]]));
  });

  test("a field that becomes a getter, is deleted, or whose object becomes a proxy", () => {
    const results = onEachTier((offloaded) => {
      const book: { a: { rate?: number }; b: { c: { rate: number } } } = {
        a: { rate: 1 },
        b: { c: { rate: 2 } },
      };
      const fn = offloaded((x: number) => x + (book.a.rate as number) * book.b.c.rate);
      const seen = [Array.from(fn.map([0, 0]))];
      let reads = 0;
      Object.defineProperty(book.a, "rate", { get: () => ++reads, configurable: true });
      seen.push(Array.from(fn.map([0, 0])));
      delete book.a.rate;
      seen.push(Array.from(fn.map([0, 0])));
      book.a.rate = 1;
      let hops = 0;
      const c = { rate: 3 };
      book.b = new Proxy({ c }, { get: () => ({ rate: 3 * ++hops }) });
      seen.push(Array.from(fn.map([0, 0])));
      return seen;
    });
    expect(results).toEqual(
      three([
        [2, 2],
        [2, 4],
        [Number.NaN, Number.NaN],
        [3, 6],
      ]),
    );
  });

  test("so does a field of this, and of what a method is found on", () => {
    const results = onEachTier((offloaded) => {
      const desk = { rate: 1, inner: { by: 2, scale: (x: number) => x } };
      desk.inner.scale = function (this: { by: number }, x: number) {
        return x * this.by;
      };
      const fn = offloaded(function (this: typeof desk, x: number) {
        return this.inner.scale(x) + this.rate;
      } as Loose);
      const call = (x: Float64Array) =>
        Array.from((fn as unknown as Loose).call(desk as never, x as never) as never);
      const seen = [call(numbers(1, 1))];
      const { inner } = desk;
      let reads = 0;
      Object.defineProperty(desk, "inner", {
        get: () => {
          reads++;
          return { ...inner, by: reads };
        },
      });
      return [...seen, call(numbers(1, 1))];
    });
    expect(results).toEqual(
      three([
        [3, 3],
        [2, 3],
      ]),
    );
  });

  test("and a global", () => {
    const results = onEachTier((offloaded) => {
      runInThisContext("taxOfTests = 2");
      const fn = offloaded(runInThisContext("(x) => x * taxOfTests") as Loose);
      const before = Array.from(fn.map([1, 1]));
      runInThisContext(`{
        let reads = 0;
        Object.defineProperty(globalThis, "taxOfTests", { get: () => ++reads, configurable: true });
      }`);
      const after = Array.from(fn.map([1, 1]));
      runInThisContext("delete globalThis.taxOfTests");
      return [before, after];
    });
    expect(results).toEqual(
      three([
        [2, 2],
        [1, 2],
      ]),
    );
  });

  test("the `this` of an arrow function, which stays that of where it was written", () => {
    class Desk {
      rate = 2;
      readonly price: unknown;
      readonly half: unknown;

      constructor(offloaded: (fn: Loose) => unknown) {
        this.price = offloaded((x: number) => x * this.rate);
        this.half = offloaded(((x: number) => {
          const { rate } = this;
          return x / rate;
        }) as Loose);
      }
    }
    const results = onEachTier((offloaded) => {
      const { price, half } = new Desk(offloaded) as never as { price: Kernelish; half: Kernelish };
      const other = { rate: 50, price, half };
      const scale = offloaded(function (this: typeof other, x: number) {
        return this.price(x);
      } as Loose);
      const mapped = (fn: unknown) =>
        Array.from((kernel(fn as Loose, other) as unknown as Kernelish).map([1, 2]));
      return [mapped(price), mapped(half), mapped(scale)];
    });
    expect(results).toEqual(
      three([
        [2, 4],
        [0.5, 1],
        [2, 4],
      ]),
    );
  });

  test("what cannot be looked into is told by the name that is called", () => {
    const fn = offload({ jit: new Jit({ tiers: [] }) })((x: number) => String(x).length);
    fn.map([1]);
    expect(fn.explain().refusal).toMatchObject({ reason: "String is called, which does not compile" });
    expect(fn.explain().refusal?.fix).not.toMatch(/arrow/);
  });
});
