/** The arena under kernels: full, disposed of, or still being written to. */

import { Jit, offload } from "../../../src/jit/index";
import { limits } from "../../../src/limits";

/** Leaves no room in the memory of a compiler; no byte of it is touched. */
function fill(jit: Jit): object[] {
  const taken: object[] = [];
  for (let bytes = 2 ** 30; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    try {
      for (;;) taken.push(jit.alloc.uint8(bytes));
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_ARENA_FULL" });
    }
  }
  return taken;
}

describe("a full arena", () => {
  const x = new Float64Array(5_000).fill(2);
  const total = (a: Float64Array) => {
    let s = 0;
    for (let i = 0; i < a.length; i++) s += a[i] as number;
    return s;
  };

  test("calls that need some of it are served by another tier", () => {
    const jit = new Jit({ tiers: ["wasm"] });
    const kept = fill(jit);
    const mapped = offload({ jit })((v: number) => v * v);
    expect(mapped.map(x)).toEqual(x.map((v) => v * v));
    expect(offload({ jit })(total)(x)).toBe(10_000);
    expect(mapped.explain().signatures[0]?.sizes[0]?.tiers[0]).toMatchObject({ tier: "wasm", failures: 1 });
    expect(kept.length).toBeGreaterThan(0);
  });

  test("says how many bytes do not fit", () => {
    const length = limits.arenaBytesMax / 4;
    const bytes = new RegExp(`^${8 * length} bytes`);
    expect(() => new Jit().alloc.float64(length)).toThrow(bytes);
  });
});

test("what is given back after a deadline belongs to nobody until the threads have ended", async () => {
  const jit = new Jit({ tiers: ["threads"] });
  const endless = offload({ jit, deadlineMs: 100 })((x: number) => {
    while (x > 0);
    return x;
  });
  const [array, out] = [jit.alloc.float64(4_000).fill(1), jit.alloc.float64(4_000)];
  const { byteOffset } = out;
  expect(() => endless.map(array, { out })).toThrow(expect.objectContaining({ code: "ERR_KERNEL_DEADLINE" }));
  out[Symbol.dispose]();
  expect(jit.alloc.float64(4_000).byteOffset).not.toBe(byteOffset);
  await jit.dispose();
});
