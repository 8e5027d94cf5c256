/** The intrinsics as plain functions: what compiled code is compared with. */
import fc from "fast-check";
import { errors } from "../../../src/errors";
import { Jit, offload } from "../../../src/jit/index";
import { all, allWhile, any, anyWhile, range, sum, sumWhile } from "../../../src/jit/intrinsics";

const numbers = fc.array(fc.double(), { maxLength: 20 });

describe("range", () => {
  test.each<[number[], number[]]>([
    [[3], [0, 1, 2]],
    [[0], []],
    [[-2], []],
    [[2.5], [0, 1, 2]],
    [[Number.NaN], []],
    [
      [2, 5],
      [2, 3, 4],
    ],
    [[5, 2], []],
    [
      [5, 2, -1],
      [5, 4, 3],
    ],
    [
      [0, 1, 0.25],
      [0, 0.25, 0.5, 0.75],
    ],
    [
      [0.5, 3],
      [0.5, 1.5, 2.5],
    ],
    [
      [0, -3, -2],
      [0, -2],
    ],
  ])("range(%p) counts %p", (args, expected) => {
    expect([...(range as (...args: number[]) => Iterable<number>)(...args)]).toEqual(expected);
  });

  test.each([0, Number.NaN, Number.POSITIVE_INFINITY])("a step of %p is refused", (step) => {
    expect(() => range(0, 3, step)).toThrow(expect.objectContaining({ code: errors.invalidArg.code }));
  });

  test("a step is what a loop would add, rounding errors included", () => {
    const looped: number[] = [];
    for (let at = 0; at < 1; at += 0.1) looped.push(at);
    expect([...range(0, 1, 0.1)]).toEqual(looped);
  });
});

describe("sum", () => {
  test("adds in order, from 0", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        let expected = 0;
        for (const value of values) expected += value;
        expect(sum(values)).toBe(expected);
        expect(sum(range(values.length), (i) => values[i] as number)).toBe(expected);
        expect(sum(Float64Array.from(values), (value, i) => (i >= 0 ? value : 1))).toBe(expected);
      }),
    );
  });

  test("of nothing, and of a negative zero, is 0", () => {
    expect([sum([]), sum(range(0)), sum([-0])]).toEqual([0, 0, 0]);
  });

  test("counts what is true", () => {
    expect(sum(range(10), (i) => i % 3 === 0)).toBe(4);
  });
});

describe("any and all", () => {
  test("are those of an array, with truthiness", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(any(values)).toBe(values.some(Boolean));
        expect(all(values)).toBe(values.every(Boolean));
        expect(any(values, (value, i) => value > i)).toBe(values.some((value, i) => value > i));
        expect(all(values, (value, i) => value > i)).toBe(values.every((value, i) => value > i));
      }),
    );
  });

  test("look no further than they must", () => {
    const seen: number[] = [];
    const note = (i: number, answer: boolean) => seen.push(i) > 0 && answer;
    any(range(Number.POSITIVE_INFINITY), (i) => note(i, i === 2));
    all(range(9), (i) => note(i, i !== 1));
    expect(seen).toEqual([0, 1, 2, 0, 1]);
  });
});

describe("sumWhile, anyWhile and allWhile", () => {
  const values = [1, 2, -1, 5];
  const positive = (value: number) => value > 0;

  test("end before the first number for which the condition does not hold", () => {
    expect(sumWhile(values, positive)).toBe(3);
    expect(sumWhile(values, positive, (value) => value * 10)).toBe(30);
    expect(anyWhile(values, positive, (value) => value === 5)).toBe(false);
    expect(anyWhile(values, positive, (value) => value === 2)).toBe(true);
    expect(allWhile(values, positive, (value) => value < 3)).toBe(true);
    expect(allWhile(values, positive, (value) => value < 2)).toBe(false);
  });

  test("ask the condition first, and nothing after the answer is known", () => {
    const seen: string[] = [];
    const condition = (value: number) => seen.push(`c${value}`) > 0;
    const test = (value: number) => seen.push(`t${value}`) > 0;
    anyWhile(values, condition, test);
    allWhile(values, condition, (value) => test(value) && value < 2);
    expect(seen).toEqual(["c1", "t1", "c1", "t1", "c2", "t2"]);
  });

  test("of nothing", () => {
    expect([sumWhile([], positive), anyWhile([], positive), allWhile([], positive)]).toEqual([
      0,
      false,
      true,
    ]);
  });
});

test("another copy of the package: its ranges are gone through, its functions compiled", () => {
  let other: typeof import("../../../src/jit/index") | undefined;
  jest.isolateModules(() => {
    other = require("../../../src/jit/index") as typeof import("../../../src/jit/index");
  });
  const copy = other as NonNullable<typeof other>;
  expect(copy.sum === sum).toBe(false);
  expect([sum(copy.range(4)), copy.sum(range(1, 4)), any(copy.range(3), (i) => i > 1)]).toEqual([6, 6, true]);
  const fn = offload({ jit: new Jit({ tiers: ["js"] }) })((x: number) => copy.sum(copy.range(x), (i) => i));
  expect([...fn.map([3, 5])]).toEqual([3, 10]);
  expect(fn.explain().tier).toBe("js");
});
