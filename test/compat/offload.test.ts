/** `offload` and the switches of the compiler, by the names of the Iris guide. */

import { jit } from "../../src/jit/index";
import {
  getJitLogging,
  getQuantumSpeculation,
  offload,
  setJitLogging,
  setQuantumSpeculation,
} from "../../src/runtime/compat/index";

afterEach(() => {
  setJitLogging(null);
  setQuantumSpeculation(null);
});

afterAll(() => jit.dispose());

class Vectors {
  readonly dimensions = 3;

  @offload({ strategy: "jit", return_type: "float" })
  static vecMag(x: number, y: number, z: number): number {
    return (x * x + y * y + z * z) ** 0.5;
  }
}

test("compat: the guide's vec_mag, as a decorated method and as a function, with numbers and with arrays", () => {
  const vecMag = offload({ strategy: "jit", returnType: "float" })(
    (x: number, y: number, z: number) => (x * x + y * y + z * z) ** 0.5,
  );
  expect([Vectors.vecMag(2, 3, 6), vecMag(2, 3, 6)]).toEqual([7, 7]);
  const arrays = vecMag as unknown as (...args: unknown[]) => Float64Array;
  expect(arrays([2, 0], 3, [6, 4])).toEqual(Float64Array.of(7, 5));
  expect(vecMag.map([2, 0], 3, [6, 4])).toEqual(Float64Array.of(7, 5));
});

test.each([
  ["float", 2.5, [2.5, -2.5]],
  ["int", 2, [2, -2]],
  ["bool", true, [1, 1]],
] as const)("compat: returnType %s", (returnType, one, several) => {
  const fn = offload({ returnType })((x: number) => x / 2);
  expect(fn(5)).toBe(one);
  expect([...fn.map([5, -5])]).toEqual(several);
});

test("compat: strategy actor answers with a promise, from another thread", async () => {
  const fn = offload({ strategy: "actor" })((x: number) => x * 2);
  expect(await fn(21)).toBe(42);
  expect(fn.explain().tier).toBe("pool");
});

test("compat: the switches are those of the default compiler", () => {
  expect([setJitLogging(true), getJitLogging(), jit.getLogging()]).toEqual([true, true, true]);
  expect([setJitLogging(false), getJitLogging()]).toEqual([false, false]);
  expect([setQuantumSpeculation(false), getQuantumSpeculation()]).toEqual([false, false]);
  expect([setQuantumSpeculation(true), jit.getQuantumSpeculation()]).toEqual([true, true]);
});

test.each([{ strategy: "pool" }, { returnType: "double" }, { return_type: 1 }, { returns: "f64" }])(
  "compat: offload(%p) is refused",
  (options) => {
    expect(() => offload(options as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
  },
);
