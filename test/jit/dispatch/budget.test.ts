/** Budgets are for what is kept. */
import { type Clock, SystemClock } from "../../../src/clock";
import { NodeKernelHost } from "../../../src/jit/host";
import { Jit, offload } from "../../../src/jit/index";
import { wasm } from "../../../src/jit/memory/webassembly";
import { limits } from "../../../src/limits";
import { RecordingLogger } from "../../../src/runtime/testing/index";
import { typedArrays } from "../typed-arrays";

test("kinds of arguments beyond those that are kept run the function itself, and count as one refusal", () => {
  const logger = new RecordingLogger();
  const jit = new Jit({ tiers: ["js"], logger });
  jit.setLogging(true);
  const add = offload({ jit })(function add(a: number, b: number) {
    return a + b;
  });
  const kinds = typedArrays.slice(0, 8); // 64 pairs, and 8 more with the ninth
  for (const A of typedArrays) {
    for (const B of kinds) expect([...add.map(A.of(1), B.of(2))]).toEqual([3]);
  }
  for (let call = 0; call < 3; call++)
    expect([...add.map(Uint8ClampedArray.of(1), Float32Array.of(2))]).toEqual([3]);
  expect(add.explain()).toMatchObject({ tier: "inline", refusal: { code: "too-many-signatures" } });
  expect(jit.inspect()).toMatchObject({ kernels: limits.kernelSignaturesMax, refusals: 1 });
  expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
});

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

test("code that two tiers have in common is paid for once", () => {
  let nowMs = 0;
  const engine = wasm as { Module: typeof wasm.Module };
  const own = engine.Module;
  const slow = new Proxy(own, {
    construct(target, args) {
      nowMs += 0.3 * limits.kernelCompileMsMax;
      return Reflect.construct(target, args);
    },
  });
  const { pool } = new NodeKernelHost(new SystemClock(), () => undefined);
  const start = () => {
    throw new Error("no thread is needed to compile");
  };
  const threads = { cores: 2, start };
  const jit = new Jit({
    tiers: ["wasm", "threads"],
    host: { threads, pool },
    clock: { now: () => nowMs } as Clock,
  });
  const scaled = offload({ jit })((x: number) => x * 3 + 1);
  engine.Module = slow;
  try {
    for (const ArrayClass of [Float64Array, Float32Array, Int32Array])
      scaled.compile(new ArrayClass(500_000));
  } finally {
    engine.Module = own;
  }
  const { signatures } = scaled.explain();
  expect(
    signatures.map(({ variants }) => variants.map(({ tier, refusal }) => [tier, refusal?.code])),
  ).toEqual(
    Array(3).fill([
      ["wasm", undefined],
      ["threads", undefined],
    ]),
  );
});
