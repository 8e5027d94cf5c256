/** What is compiled when, on a clock by which every timed call takes as long as the test says. */
import type { Clock } from "../../../src/clock";
import type { Compiled } from "../../../src/jit/compiled";
import { Jit, offload, type Tier } from "../../../src/jit/index";
import { Profiles } from "../../../src/jit/profiles";
import type { KernelCall } from "../../../src/jit/tier";
import type { Variants } from "../../../src/jit/variants";

function timedJit(tiers: readonly Tier[]) {
  let nowMs = 0;
  const time = { callMs: 0 };
  const now = () => {
    nowMs += time.callMs;
    return nowMs;
  };
  return { jit: new Jit({ tiers, clock: { now } as Clock }), time };
}

const heavy = (x: number) => Math.sin(x) * Math.exp(-x) + Math.cos(x);

describe("what is compiled", () => {
  test("small arrays do not pay for WebAssembly: it is made when JavaScript has taken as long", () => {
    const { jit, time } = timedJit(["js", "wasm"]);
    const mapped = offload({ jit })(heavy);
    const [x, out] = [jit.alloc.float64(10), jit.alloc.float64(10)];
    time.callMs = 0.001;
    for (let call = 0; call < 1_000; call++) mapped.map(x, { out });
    expect(jit.inspect().kernels).toBe(1);
    expect(mapped.explain().signatures[0]?.variants.map(({ tier }) => tier)).toEqual(["js"]);
    for (let call = 0; call < 20_000; call++) mapped.map(x, { out });
    expect(jit.inspect().kernels).toBe(2);
  });

  test("calls of several milliseconds get WebAssembly within a few", () => {
    const { jit, time } = timedJit(["js", "wasm"]);
    const mapped = offload({ jit })(heavy);
    time.callMs = 3;
    for (let call = 0; call < 5; call++) mapped.map(new Float64Array(5_000));
    expect(jit.inspect().kernels).toBe(2);
  });

  test("a first call that is long begins with what should be fastest", () => {
    const { jit } = timedJit(["js", "wasm"]);
    const mapped = offload({ jit })(heavy);
    mapped.map(new Float64Array(300_000));
    expect(mapped.explain().signatures[0]?.variants.map(({ tier }) => tier)).toEqual(["wasm"]);
  });

  test("a function of whole arrays is long by the rounds of its loops, however short the arrays", () => {
    const work = (a: Float64Array, rounds: number) => {
      let total = 0;
      for (let k = 0; k < rounds; k++) for (let i = 0; i < a.length; i++) total += a[i] as number;
      return total;
    };
    const made = (rounds: number) => {
      const { jit } = timedJit(["js", "wasm"]);
      const fn = offload({ jit })(work);
      expect(fn(Float64Array.of(1, 2, 3), rounds)).toBe(6 * rounds);
      return fn.explain().signatures[0]?.variants.map(({ tier }) => tier);
    };
    expect(made(10)).toEqual(["js"]);
    expect(made(3_000_000)).toEqual(["wasm"]);
  });
});

test("a long first run counts on JavaScript, which the engine improves while it runs, and on no other tier", () => {
  const expectedNs = () => 1e8;
  const ways = (["js", "wasm", "threads"] as const).map((tier) => ({ tier, priceMs: 0, expectedNs }));
  const compiled = { ways, isInPlace: () => true } as unknown as Compiled;
  const profiles = new Profiles(new Jit({ tiers: ["js", "wasm", "threads"] }), compiled, {
    has: () => false,
  } as unknown as Variants);
  const call: KernelCall = { self: undefined, args: [], hidden: [], length: 1, out: undefined };
  const contenders = profiles.of(call)?.contest.contenders ?? [];
  expect(contenders.filter(({ warmsWithin }) => warmsWithin).map(({ variant }) => variant)).toEqual(["js"]);
  expect(contenders).toHaveLength(3);
});
