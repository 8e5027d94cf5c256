/** What `explain()` shows: to people, as data, and before anything ran. */
import { inspect } from "node:util";
import { Jit, offload } from "../../../src/jit/index";
import { typedArrays } from "../typed-arrays";

const jit = new Jit({ tiers: ["js", "wasm"] });

describe("explain()", () => {
  test("before any call with arrays: calls go straight to the function", () => {
    const fn = offload({ jit })(function payoff(x: number) {
      return Math.max(x, 0);
    });
    fn(3);
    const report = fn.explain();
    expect([report.name, report.tier, report.signatures]).toEqual(["payoff", "inline", []]);
    expect(String(report)).toMatch(/^payoff: inline: it was not called with arrays yet/);
  });

  test("of a kernel: signature, tier, why, variants with their times, code", () => {
    const fn = offload({ jit })((x: number, k: number) => x * k);
    for (let i = 0; i < 3; i++) fn.map(new Float64Array(100), 2);
    const report = fn.explain();
    expect(report.signatures[0]).toMatchObject({ signature: "map(f64[], number) → f64[]", inlineCalls: 0 });
    expect(["js", "wasm"]).toContain(report.tier);
    expect(report.reason).toMatch(/variant|fastest/);
    expect(String(report)).toContain("map(f64[], number) → f64[]");
    expect(inspect(report)).toBe(String(report));
    expect(report.code("js")).toMatch(/function kernel/);
    expect(report.code("ir")).toMatch(/mul/);
    expect(report.code("threads")).toBe("");
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ tier: report.tier, strategy: "jit" });
  });

  test("arguments that no kernel takes have their place in the signature", () => {
    const fn = offload({ jit })((x: number, y: number) => x + Number(y));
    const untyped = fn as unknown as { map(...args: unknown[]): unknown };
    untyped.map([1], 2n);
    untyped.map(null, [1]);
    fn.map([1], 2);
    const signatures = fn.explain().signatures.map(({ signature }) => signature);
    expect(signatures).toEqual([
      "map(number[], other) → f64[]",
      "map(other, number[]) → f64[]",
      "map(number[], number) → f64[]",
    ]);
  });

  test("a mapped function that gives arrays is not told to give its result by return", () => {
    const pair = offload({ jit })((n: number) => new Float64Array(n)) as unknown as typeof twice;
    const twice = offload({ jit })((n: number) => 2 * n);
    pair.map([1]);
    expect(pair.explain().refusal).toMatchObject({
      code: "map-array",
      fix: expect.stringMatching(/^Write a function/),
    });
  });

  test("of calls that no tier serves: whether none is allowed, or each declined", () => {
    const shift = (to: Float64Array, from: Float64Array) => {
      for (let i = 0; i < to.length; i++) to[i] = (from[i] as number) + 1;
    };
    const given = new Float64Array(9);
    const reasons = [["wasm"], []].map((tiers) => {
      const fn = offload({ jit: new Jit({ tiers: tiers as never }) })(shift);
      fn(given.subarray(1), given.subarray(0, 8));
      return fn.explain().reason;
    });
    expect(reasons).toEqual([
      "each tier that is allowed declined the call",
      "no tier that could serve it is allowed",
    ]);
  });

  test("of a refused function: the line, a caret under the place, and how to write it", () => {
    const fn = offload({ jit })((x: number) => {
      const y = x * 2;
      return y + Math.random() * 0;
    });
    expect([...fn.map([1, 2])]).toEqual([2, 4]);
    const { refusal, tier } = fn.explain();
    expect([tier, refusal?.line]).toEqual(["inline", 3]);
    const [line = "", carets = ""] = (refusal?.source ?? "").split("\n");
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("Math.random");
    const shown = String(fn.explain());
    expect(shown).toContain(`refused: ${refusal?.reason}`);
    expect(shown).toContain(`instead: ${refusal?.fix}`);
    expect(shown).toContain(carets);
  });

  test("compile(args) makes the code for such a call, and runs nothing", () => {
    let calls = 0;
    const own = new Jit({ tiers: ["js", "wasm"] });
    const fn = offload({ jit: own })((x: number, k: number) => x * k + 1);
    const report = fn.compile(new Float64Array(100_000), 2);
    expect(report.tier).not.toBe("inline");
    expect(report.reason).toBe("compiled, and not called yet");
    expect(report.signatures[0]?.variants.map(({ tier }) => tier)).toContain("js");
    expect(report.code()).not.toBe("");
    const kernels = own.inspect().kernels;
    fn.map(new Float64Array(100_000), 2);
    expect(own.inspect().kernels).toBe(kernels);
    const total = offload({ jit: own })((a: Float64Array) => {
      let s = 0;
      for (let i = 0; i < a.length; i++) s += a[i] as number;
      return s;
    });
    expect(total.compile(new Float64Array(100)).tier).not.toBe("inline");
    const counted = offload({ jit: own })((x: number) => {
      calls++;
      return x;
    });
    counted.compile(new Float64Array(3));
    expect(calls).toBe(0);
  });

  test("compile() looks without running; with fallback throw it throws, with the place", () => {
    const fine = offload({ jit })((x: number) => x + 1);
    expect(fine.compile().refusal).toBeUndefined();
    expect(fine.compile(new Float64Array(0)).signatures.map(({ signature }) => signature)).toEqual([
      "call(number)",
      "map(f64[]) → f64[]",
    ]);
    const never = offload({ jit, fallback: "throw" })((x: number) => `${x}`.length);
    expect(() => never.compile()).toThrow(expect.objectContaining({ code: "ERR_OFFLOAD_REFUSED" }));
    expect(() => never.map([1])).toThrow(/does not compile.*\n.*\n.*\^/);
    expect(never(12)).toBe(2);
  });

  test("too many kinds of arguments: the rest runs as it is", () => {
    const types = typedArrays.slice(0, 8); // 64 pairs
    const fn = offload({ jit: new Jit({ tiers: ["js"] }) })((x: number, y: number) => x + y);
    for (const a of types) {
      for (const b of types) expect(fn.map(new a(1), new b(1))).toEqual(Float64Array.of(0));
    }
    expect(fn.explain().tier).toBe("js");
    expect(fn.map([1], new Float32Array(1))).toEqual(Float64Array.of(1));
    expect(fn.explain().tier).toBe("inline");
    expect(fn.explain().reason).toMatch(/more than 64 kinds/);
  });

  test("dispose forgets kernels, and the function goes on", async () => {
    const own = new Jit({ tiers: ["js"] });
    const fn = offload({ jit: own })((x: number) => x + 1);
    fn.map([1]);
    fn.dispose();
    expect(fn.explain().signatures).toEqual([]);
    expect([...fn.map([1])]).toEqual([2]);
    await own.dispose();
    expect([...fn.map([2])]).toEqual([3]);
    expect(fn.explain().signatures).toHaveLength(1);
  });
});
