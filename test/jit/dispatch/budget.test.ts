/** Budgets are for what is kept. */
import type { Clock } from "../../../src/clock";
import { Jit, offload } from "../../../src/jit/index";
import { limits } from "../../../src/limits";

test("a compiler that is disposed of again and again still compiles", async () => {
  let nowMs = 0;
  const now = () => {
    nowMs += limits.kernelCompileMsMax;
    return nowMs;
  };
  const jit = new Jit({ tiers: ["js"], clock: { now } as Clock });
  const double = offload({ jit })((x: number) => 2 * x);
  for (let round = 0; round < 3; round++) {
    expect(double.map([1])).toEqual(Float64Array.of(2));
    expect(double.explain().tier).toBe("js");
    await jit.dispose();
  }
});
