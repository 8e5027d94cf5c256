/** Results that go where arguments lie, and what is asked of arrays to know it. */
import { Jit, offload } from "../../../src/jit/index";

const jit = new Jit({ tiers: ["js"] });

describe("an output over an argument", () => {
  const double = (x: number) => x * 2 + 1;

  test.each([
    ["the same elements", (x: Float64Array) => new Float64Array(x.buffer, 0, x.length)],
    ["narrower ones from the same place on", (x: Float64Array) => new Float32Array(x.buffer, 0, x.length)],
    ["bytes", (x: Float64Array) => new Uint8Array(x.buffer, 8, x.length)],
  ])("of %s: as if all was computed before any was written", (_, over) => {
    const mapped = offload({ jit })(double);
    for (let call = 0; call < 3; call++) {
      const x = Float64Array.from({ length: 9 }, (_, i) => i);
      const expected = over(x.slice()).map((_, i) => double(i));
      const out = over(x);
      expect([...mapped.map(x, { out })]).toEqual([...expected]);
    }
  });

  test("a table that starts where the output does is not mapped over, and is read as it was", () => {
    const shifted = offload({ jit })((x: number, table: Float64Array) => table[(x + 1) % 4] as number);
    for (let call = 0; call < 3; call++) {
      const table = Float64Array.of(10, 20, 30, 40);
      shifted.map(Float64Array.of(0, 1, 2, 3), table, { out: table });
      expect([...table]).toEqual([20, 30, 40, 10]);
    }
  });
});

test("an array of the arena that came back from a trip to another thread is the same memory", () => {
  const own = new Jit({ tiers: ["js"] });
  const shifted = offload({ jit: own })((x: number) => x + 1);
  const x = own.alloc.float64(4);
  x.set([1, 5, 9, 13]);
  const back = structuredClone(x);
  const out = new Float64Array(back.buffer, back.byteOffset + 8, 3);
  shifted.map(x.subarray(0, 3), { out });
  expect([...x]).toEqual([1, 2, 6, 10]);
});

test("arrays that begin where their buffers do are not asked for them, which takes as long as a small kernel", () => {
  const arrays: object = Object.getPrototypeOf(Uint8Array.prototype);
  const own = Object.getOwnPropertyDescriptor(arrays, "buffer") as { get(this: unknown): unknown };
  let asked = 0;
  const get = function (this: unknown): unknown {
    asked++;
    return own.get.call(this);
  };
  Object.defineProperty(arrays, "buffer", { configurable: true, get });
  try {
    jest.isolateModules(() => {
      const alone = require("../../../src/jit/index") as typeof import("../../../src/jit/index");
      const options = { jit: new alone.Jit({ tiers: ["js"] }) };
      const mapped = alone.offload(options)((x: number, y: number) => x * y);
      const total = alone.offload(options)((x: Float64Array) => {
        let sum = 0;
        for (let i = 0; i < x.length; i++) sum += x[i] as number;
        return sum;
      });
      const [x, y, out] = [new Float64Array(50), new Float64Array(50), new Float64Array(50)];
      mapped.map(x, y, { out });
      total(x);
      asked = 0;
      mapped.map(x, y, { out });
      total(x);
      expect(asked).toBe(0);
      mapped.map(x.subarray(1), y.subarray(1), { out: x.subarray(0, 49) });
      expect(asked).toBeGreaterThan(0);
    });
  } finally {
    Object.defineProperty(arrays, "buffer", own);
  }
});
