/** The function form of `offload`: what it keeps of the function, and what it refuses. */
import { errors, IrisError } from "../../../src/errors";
import { Jit, kernel, offload } from "../../../src/jit/index";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return IrisError.is(error) ? error.code : String(error);
  }
  return "nothing";
};

describe("offload(options)(fn)", () => {
  test("is called as the function is: this, arguments, name and length", () => {
    const seen: unknown[][] = [];
    const fn = function named(this: unknown, a: number, b: number): number {
      // biome-ignore lint/complexity/noArguments: it is what is tested
      seen.push([this, arguments.length, a, b]);
      return a + b;
    };
    const wrapped = offload()(fn);
    const self = {};
    expect([wrapped.name, wrapped.length]).toEqual(["named", 2]);
    expect([wrapped.call(self, 1, 2), (wrapped as unknown as (a: number) => number).call(self, 1)]).toEqual([
      3,
      Number.NaN,
    ]);
    (wrapped as unknown as (...args: number[]) => number)(1, 2, 3);
    expect(seen).toEqual([
      [self, 2, 1, 2],
      [self, 1, 1, undefined],
      [undefined, 3, 1, 2],
    ]);
  });

  test("passes on what is no array: objects, null, strings, bigints", () => {
    const wrapped = offload()((x: unknown) => x);
    const object = { map: 1 };
    for (const value of [object, null, undefined, "text", 1n, Symbol.iterator])
      expect(wrapped(value)).toBe(value);
  });

  test("defaults apply", () => {
    const wrapped = offload()((x: number, k = 10) => x * k);
    expect([wrapped(2), wrapped(2, 3), wrapped(2, undefined)]).toEqual([20, 6, 20]);
  });

  test("numbers.map(fn) is a call with numbers, though it passes the array along", () => {
    expect([1, 2].map(offload({ returns: "i32" })((x: number) => x / 2))).toEqual([0, 1]);
    expect([1, 2].map(offload()((x: number, y = 7) => x + y))).toEqual([1, 3]);
  });

  test("throws what the function throws", () => {
    const wrapped = offload()((x: number): number => {
      if (x < 0) throw new RangeError("negative");
      return x;
    });
    expect(() => wrapped(-1)).toThrow(RangeError);
  });

  test("names its original by a symbol that all copies of the package know", () => {
    const fn = (x: number) => x;
    expect((offload()(fn) as never)[Symbol.for("iris-actors/offloaded")]).toBe(fn);
  });

  test("the methods do not show in a listing of properties", () => {
    expect(Object.keys(offload()((x: number) => x))).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["f64", 3.7],
    ["f32", Math.fround(3.7)],
    ["i32", 3],
    ["int", 3],
    ["bool", true],
  ])("returns %s makes a result %p", (returns, expected) => {
    const wrapped = offload({ returns: returns as "f64" })((x: number) => x);
    expect(wrapped(3.7)).toBe(expected);
  });

  test.each<[string, number[]]>([
    ["f64", [Number.NaN, -0, 1e300]],
    ["f32", [Number.NaN, -0, Number.POSITIVE_INFINITY]],
    ["i32", [0, 0, 0]],
    ["int", [Number.NaN, -0, 1e300]],
    ["bool", [0, 0, 1]],
  ])("returns %s of NaN, -0 and a large number", (returns, expected) => {
    const wrapped = offload({ returns: returns as "f64" })((x: number) => x);
    expect([Number.NaN, -0, 1e300].map(wrapped).map(Number)).toEqual(expected);
    expect([...wrapped.map([Number.NaN, -0, 1e300])]).toEqual(expected);
  });

  test.each([
    [() => offload({ strategy: "fast" } as never), "ERR_INVALID_ARG"],
    [() => offload({ strategy: "gpu" }), "ERR_NOT_YET"],
    [() => offload({ precison: "f32" } as never), "ERR_INVALID_ARG"],
    [() => offload({ precision: "f16" } as never), "ERR_INVALID_ARG"],
    [() => offload({ returns: "float" } as never), "ERR_INVALID_ARG"],
    [() => offload({ threads: 0 }), "ERR_INVALID_ARG"],
    [() => offload({ deadlineMs: -1 }), "ERR_INVALID_ARG"],
    [() => offload({ reassociate: 1 } as never), "ERR_INVALID_ARG"],
    [() => offload({ scope: {} } as never), "ERR_INVALID_ARG"],
    [() => offload({ jit: {} } as never), "ERR_INVALID_ARG"],
    [() => offload({ fallback: "pool" })((x: number) => x), "ERR_INVALID_ARG"],
    [() => offload(((x: number) => x) as never), "ERR_INVALID_ARG"],
    [() => offload()(3 as never), "ERR_INVALID_ARG"],
    [() => offload.source(""), "ERR_INVALID_ARG"],
    [() => kernel((x: number) => x), "ERR_INVALID_ARG"],
    [() => new Jit({ tiers: ["jit" as never] }), "ERR_INVALID_ARG"],
    [() => new Jit({ clok: 1 } as never), "ERR_INVALID_ARG"],
  ])("%s is refused with %s", (act, code) => {
    expect(codeOf(act)).toBe(code);
  });

  test("a wrong word is told the right one", () => {
    expect(() => offload({ strategy: "jti" } as never)).toThrow(/did you mean "jit"/);
    expect(() => offload({ precison: "f32" } as never)).toThrow(/did you mean "precision"/);
    expect(() => offload(((x: number) => x) as never)).toThrow(/offload\(\)\(fn\)/);
    expect(errors.notYet.code).toBe("ERR_NOT_YET");
  });
});
