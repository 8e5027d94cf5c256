/** Strategies that answer with promises, and async functions: in worker threads, or compiled, or as they are. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { IrisError } from "../../../src/errors";
import { Jit, offload } from "../../../src/jit/index";

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    return IrisError.is(error) ? `${error.code} ${error.message}` : String(error);
  }
  return "nothing";
};

const outside = 3;

describe("strategy pool", () => {
  const jit = new Jit({ tiers: ["inline", "js", "wasm", "threads", "pool"] });
  afterAll(() => jit.dispose());

  test("runs in another thread: a call, and a map", async () => {
    const fn = offload({ strategy: "pool", jit })((x: number, y: number) => Math.max(x, y) * 2);
    expect(await fn(1, 5)).toBe(10);
    expect(await fn.map([1, 7], 5)).toEqual(Float64Array.of(10, 14));
    const out = new Float32Array(2);
    expect(await fn.map([1, 7], 5, { out })).toBe(out);
    expect([...out]).toEqual([10, 14]);
    expect(fn.explain().tier).toBe("pool");
  });

  test("`returns` holds there, too; objects and async functions may go there", async () => {
    const whole = offload({ strategy: "actor", returns: "i32", jit })((x: number) => x / 2);
    expect(await whole(7)).toBe(3);
    expect(await whole.map([7, -7])).toEqual(Int32Array.of(3, -3));
    const text = offload({ strategy: "pool", jit })(async (words: { list: string[] }) =>
      words.list.join(" "),
    );
    expect(await text({ list: ["to", "another"] })).toBe("to another");
  });

  test("what needs something around it is refused, with its name", async () => {
    const fn = offload({ strategy: "pool", jit })((x: number) => x * outside);
    expect(await codeOf(() => fn(1))).toMatch(/^ERR_NOT_PORTABLE.*outside/);
    expect(await codeOf(() => fn.map([1]))).toMatch(/^ERR_NOT_PORTABLE.*outside/);
    const usesThis = offload({ strategy: "pool", jit })(function (this: { k: number }, x: number) {
      return x * this.k;
    });
    expect(await codeOf(() => usesThis.call({ k: 1 }, 1))).toMatch(/^ERR_NOT_PORTABLE.*this/);
    expect(await codeOf(() => offload({ strategy: "pool", jit })(Math.hypot)(1))).toMatch(
      /^ERR_NOT_PORTABLE/,
    );
  });

  test("what it throws rejects, and a deadline ends what never does", async () => {
    const fails = offload({ strategy: "pool", jit })((x: number): number => {
      throw new RangeError(`not ${x}`);
    });
    expect(await codeOf(() => fails(1))).toMatch(/not 1/);
    const endless = offload({ strategy: "pool", deadlineMs: 200, jit })((x: number): number => {
      while (x > 0);
      return x;
    });
    expect(await codeOf(() => endless(1))).toMatch(/^ERR_KERNEL_DEADLINE/);
  });

  test("wrong arrays reject", async () => {
    const fn = offload({ strategy: "pool", jit })((x: number, y: number) => x + y);
    expect(await codeOf(() => fn.map([1], [1, 2]))).toMatch(/^ERR_LENGTH_MISMATCH/);
    expect(await codeOf(() => fn.map(1, 2))).toMatch(/^ERR_INVALID_ARG/);
  });
});

describe("from", () => {
  const jit = new Jit({ tiers: ["inline", "js", "wasm", "threads", "pool"] });
  afterAll(() => jit.dispose());
  const module = join(__dirname, "..", "pool", "functions.cjs");
  // Stand-ins: what runs in the thread is the export, and gives something else.
  const stays = (x: number) => x * outside;

  test("what is found by module and export may use what its module has", async () => {
    const fn = offload({ strategy: "pool", from: { module, export: "scaled" }, jit })(stays);
    expect([await fn(4), await fn.map([1, 2]), fn.explain().tier]).toEqual([
      40,
      Float64Array.of(10, 20),
      "pool",
    ]);
    const method = offload({
      strategy: "actor",
      from: { module: pathToFileURL(module).href, export: "Pricing.scaled" },
      jit,
    })(stays);
    expect(await method(4)).toBe(12);
  });

  test("an async function that does not compile goes there, too; one that compiles does not", async () => {
    const text = offload({ from: { module, export: "scaled" }, jit })(async (x: number) => `${x + outside}`);
    expect([await text.map([4]), text.explain().tier]).toEqual([Float64Array.of(40), "pool"]);
    expect(text.explain().reason).toMatch(/; its module and export are known, so it runs in another thread$/);
    const compiled = offload({ from: { module, export: "scaled" }, jit })(async (x: number) => x + outside);
    expect([await compiled.map([4]), compiled.explain().tier]).toEqual([Float64Array.of(7), "js"]);
  });

  test("an export that is not there is named", async () => {
    const fn = offload({ strategy: "pool", from: { module, export: "Pricing.payout" }, jit })(stays);
    expect(await codeOf(() => fn(1))).toMatch(/^ERR_NOT_PORTABLE.*exports no function Pricing\.payout/);
  });

  test("ERR_NOT_PORTABLE tells of it", async () => {
    const fn = offload({ strategy: "pool", jit })(stays);
    expect(await codeOf(() => fn(1))).toMatch(
      /or export the function and say where: from: \{ module, export \}/,
    );
  });

  test.each([
    [
      "a relative path",
      { module: "./functions.cjs", export: "scaled" },
      /from\.module must be an absolute path/,
    ],
    ["no export", { module }, /from\.export must be the name of an export; got undefined/],
    ["an empty one", { module, export: "" }, /from\.export/],
    ["more", { module, export: "scaled", name: "x" }, /from must be an object with module and export/],
    ["a text", module, /from must be an object/],
  ])("%s is refused", (_, from, message) => {
    expect(() => offload({ strategy: "pool", from: from as never, jit })).toThrow(message);
  });

  test("a function that answers at once never goes anywhere", () => {
    const make = () => offload({ from: { module, export: "scaled" }, jit })(stays);
    expect(make).toThrow(/from must be left out for a function that is not async/);
  });
});

describe("async functions, and strategy auto", () => {
  const jit = new Jit({ tiers: ["inline", "js", "wasm", "threads", "pool"] });
  afterAll(() => jit.dispose());

  test("what compiles runs here", async () => {
    const fn = offload({ jit })(async (x: number) => x * 2);
    expect([await fn(4), await fn.map([1, 2])]).toEqual([8, Float64Array.of(2, 4)]);
    expect(fn.explain().tier).toBe("js");
    const auto = offload({ strategy: "auto", jit })((x: number) => x * 2);
    expect([await auto(4), await auto.map([1, 2])]).toEqual([8, Float64Array.of(2, 4)]);
    expect(auto.explain().tier).toBe("js");
  });

  test("what does not compile, and needs nothing around it, runs in the pool", async () => {
    const fn = offload({ jit })(async (x: number) => [x, 2 * x].map((value) => value + 1).length + x);
    expect(await fn.map([1, 2])).toEqual(Float64Array.of(3, 4));
    expect(fn.explain().tier).toBe("pool");
  });

  test("what does not compile and cannot go runs as it is, one element after the other", async () => {
    const seen: number[] = [];
    const fn = offload({ jit })(async (x: number) => seen.push(await x));
    expect(await fn.map([5, 6])).toEqual(Float64Array.of(1, 2));
    expect(seen).toEqual([5, 6]);
    expect(fn.explain().tier).toBe("inline");
  });

  test("fallback says where: inline, or nowhere", async () => {
    const body = async (x: number) => [x].map((value) => value + 1)[0] as number;
    const inline = offload({ jit, fallback: "inline" })(body);
    expect([await inline.map([1]), inline.explain().tier]).toEqual([Float64Array.of(2), "inline"]);
    const never = offload({ jit, fallback: "throw" })(body);
    expect(await codeOf(() => never.map([1]))).toMatch(/^ERR_OFFLOAD_REFUSED/);
  });
});
