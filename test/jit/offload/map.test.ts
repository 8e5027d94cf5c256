/** What a map gives: the results of the plain calls, for every kind of array. */
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { IrisError } from "../../../src/errors";
import { offload } from "../../../src/jit/index";
import { typedArrays } from "../typed-arrays";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return IrisError.is(error) ? error.code : String(error);
  }
  return "nothing";
};

const affine = (x: number, y: number) => x * 2 - y;
const mapped = offload()(affine);

describe("map", () => {
  test.each(typedArrays.map((type) => [type.name, type] as const))("over %s", (_, type) => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 9 }), fc.double(), (values, y) => {
        const x = type.from(values);
        const expected = Float64Array.from(x as Float64Array, (value) => affine(value, y));
        expect(mapped.map(x, y)).toEqual(expected);
        expect(mapped.map(x, x)).toEqual(
          Float64Array.from(x as Float64Array, (value) => affine(value, value)),
        );
      }),
    );
  });

  test("over ordinary arrays, arrays of another realm, subclasses and parts of a buffer", () => {
    class Own extends Float64Array {}
    const part = new Float64Array([9, 1, 2, 9]).subarray(1, 3);
    const elsewhere = runInNewContext("new Float64Array([1, 2])") as Float64Array;
    const listElsewhere = runInNewContext("[1, 2]") as number[];
    for (const x of [[1, 2], Own.of(1, 2), part, elsewhere, listElsewhere]) {
      const result = mapped.map(x, 1);
      expect([Object.prototype.toString.call(result), result.constructor.name, ...result]).toEqual([
        "[object Float64Array]",
        "Float64Array",
        1,
        3,
      ]);
    }
  });

  test("what is no number in an ordinary array is what it is in a plain call", () => {
    const odd = ["3", null, undefined, true, [7]] as unknown as number[];
    expect([...mapped.map(odd, 1)]).toEqual(odd.map((value) => affine(value, 1)));
    const holes = new Array<number>(2);
    expect([...mapped.map(holes, 1)]).toEqual([Number.NaN, Number.NaN]);
    const joined = offload()((x: number) => x + 1);
    expect([...joined.map(["3" as unknown as number])]).toEqual([31]);
  });

  test("of empty arrays is an empty array", () => {
    expect(mapped.map([], 1)).toEqual(new Float64Array(0));
    expect(mapped.map(new Float32Array(0), new Int8Array(0))).toHaveLength(0);
  });

  test("a plain call with arrays maps, too", () => {
    const call = mapped as unknown as (x: unknown, y: unknown) => unknown;
    expect(call(Float64Array.of(1, 2), 1)).toEqual(Float64Array.of(1, 3));
    expect(call([1, 2], [3, 4])).toEqual(Float64Array.of(-1, 0));
  });

  test("`returns` chooses the array", () => {
    const kinds = (["f64", "f32", "i32", "bool"] as const).map((returns) =>
      offload({ returns })((x: number) => x * 1.7).map([0, 3]),
    );
    expect(kinds).toEqual([
      Float64Array.of(0, 3 * 1.7),
      Float32Array.of(0, 3 * 1.7),
      Int32Array.of(0, 5),
      Uint8Array.of(0, 1),
    ]);
  });

  test("a boolean is 0 or 1", () => {
    expect(offload()((x: number) => x > 1).map([0, 3])).toEqual(Float64Array.of(0, 1));
  });

  test("a length-tracking array and a detached one count with the length they have", () => {
    const Resizable = ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer;
    const buffer = new Resizable(16, { maxByteLength: 32 });
    const tracking = new Float64Array(buffer);
    expect(mapped.map(tracking, 0)).toHaveLength(2);
    (buffer as unknown as { resize(bytes: number): void }).resize(32);
    expect(mapped.map(tracking, 0)).toHaveLength(4);
    structuredClone(buffer, { transfer: [buffer] });
    expect(mapped.map(tracking, 0)).toHaveLength(0);
  });

  test.each<[string, () => unknown, string]>([
    ["arrays of different lengths", () => mapped.map([1, 2], [1]), "ERR_LENGTH_MISMATCH"],
    [
      "an out of another length",
      () => mapped.map([1], 2, { out: new Float64Array(2) }),
      "ERR_LENGTH_MISMATCH",
    ],
    ["no array", () => mapped.map(1, 2), "ERR_INVALID_ARG"],
    ["bigints", () => mapped.map(new BigInt64Array(1) as never, 2), "ERR_INVALID_ARG"],
    ["an ordinary array as out", () => mapped.map([1], 2, { out: [0] as never }), "ERR_INVALID_ARG"],
    ["bigints as out", () => mapped.map([1], 2, { out: new BigInt64Array(1) as never }), "ERR_INVALID_ARG"],
    ["another option", () => mapped.map([1], 2, { into: 1 } as never), "ERR_INVALID_ARG"],
  ])("%s are refused", (_, act, code) => {
    expect(codeOf(act)).toBe(code);
  });

  test("the error of different lengths names them", () => {
    expect(() => mapped.map([1, 2], [1], { out: new Float64Array(3) })).toThrow(
      /2 \(argument 1\), 1 \(argument 2\), 3 \(out\)/,
    );
  });
});

describe("out", () => {
  test("is filled in and returned, converted as the array does", () => {
    const out = new Uint8Array(3);
    expect(mapped.map([1, 200, -1], 0, { out })).toBe(out);
    expect([...out]).toEqual([2, 144, 254]);
    const clamped = new Uint8ClampedArray(2);
    expect([...mapped.map([1.2, 200], 0, { out: clamped })]).toEqual([2, 255]);
  });

  test("may overlap what is read: as if all was computed before any is written", () => {
    const shifts = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4));
    fc.assert(
      fc.property(shifts, fc.constantFrom(Float64Array, Float32Array), ([a, b, c], type) => {
        const memory = new Float64Array(16).map((_, i) => i * i);
        const [x, y] = [a, b].map((at) => memory.subarray(at, at + 8)) as [Float64Array, Float64Array];
        const out = new type(memory.buffer, c * 8, 8);
        const expected = type.from(x.map((value, i) => affine(value, y[i] as number)));
        mapped.map(x, y, { out });
        expect(out).toEqual(expected);
      }),
    );
  });
});
