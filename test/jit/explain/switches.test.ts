/** The switches of the compiler and its log. */

import { Jit, offload } from "../../../src/jit/index";
import { silentLogger } from "../../../src/logger";
import { RecordingLogger } from "../../../src/runtime/testing/index";

const variables = ["IRIS_JIT_LOG", "IRIS_JIT_QUANTUM", "IRIS_JIT_TIERS", "OTHER"] as const;
const before = new Map(variables.map((name) => [name, process.env[name]]));

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe("switches", () => {
  test.each([
    ["setLogging", "getLogging", "IRIS_JIT_LOG", false],
    ["setQuantumSpeculation", "getQuantumSpeculation", "IRIS_JIT_QUANTUM", true],
  ] as const)("%s: by hand, or by the environment", (set, get, variable, otherwise) => {
    delete process.env[variable];
    const logger = new RecordingLogger();
    const jit = new Jit({ logger });
    expect(jit[get]()).toBe(otherwise);
    expect([jit[set](!otherwise), jit[get]()]).toEqual([!otherwise, !otherwise]);
    expect(jit[set](null)).toBe(otherwise);
    for (const [word, on] of [
      ["1", true],
      ["off", false],
      ["TRUE", true],
      ["0", false],
      ["what", otherwise],
    ] as const) {
      process.env[variable] = word;
      expect(jit[set]()).toBe(on);
      expect(new Jit({ logger })[get]()).toBe(on);
    }
    process.env.OTHER = otherwise ? "no" : "yes";
    expect(jit[set](undefined, "OTHER")).toBe(!otherwise);
    expect(() => jit[set](1 as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
  });

  test("the tiers by the environment", () => {
    const tierWith = (tiers: string) => {
      process.env.IRIS_JIT_TIERS = tiers;
      const fn = offload({ jit: new Jit() })((x: number) => x + 1);
      fn.map(new Float64Array(3));
      return fn.explain().tier;
    };
    expect([tierWith("none"), tierWith("wasm"), tierWith("js, threads"), tierWith("")]).toEqual([
      "inline",
      "wasm",
      "js",
      "js",
    ]);
  });

  test.each([
    ["IRIS_JIT_TIERS", "js,wams", /may be none, all, or a list of inline, js, .* \(did you mean "wasm"\?\)$/],
    ["IRIS_JIT_TIERS", "js none", /"js none", which is not understood/],
    ["IRIS_JIT_LOG", "verbose", /may be 1, true, on, yes or 0, false, off, no$/],
    ["IRIS_JIT_QUANTUM", "fast", /IRIS_JIT_QUANTUM is "fast", which is not understood and counts as not set/],
  ] as const)("%s=%s is told once, log or no log, and counts as not set", (variable, value, text) => {
    const use = (jit: Jit) => {
      const fn = offload({ jit })((x: number) => x + 1);
      fn.map(new Float64Array(3));
      return [jit.getLogging(), jit.getQuantumSpeculation(), fn.explain().tier];
    };
    for (const name of variables) delete process.env[name];
    const unset = use(new Jit());
    process.env[variable] = value;
    const logger = new RecordingLogger();
    const jit = new Jit({ logger });
    jit.setLogging();
    jit.setQuantumSpeculation();
    expect(use(jit)).toEqual(unset);
    expect(logger.lines).toEqual([
      expect.objectContaining({ level: "warn", text: expect.stringMatching(text) }),
    ]);
  });

  test("an environment that is understood is not talked about", () => {
    process.env.IRIS_JIT_TIERS = " JS, wasm ";
    process.env.IRIS_JIT_LOG = "Off";
    process.env.IRIS_JIT_QUANTUM = "";
    const logger = new RecordingLogger();
    new Jit({ logger });
    expect(logger.lines).toEqual([]);
  });

  test("without speculation one variant is made, and nothing is measured", () => {
    const jit = new Jit({ tiers: ["js", "wasm"] });
    jit.setQuantumSpeculation(false);
    const fn = offload({ jit })((x: number) => Math.sin(x));
    for (let i = 0; i < 20; i++) fn.map(new Float64Array(1_000));
    const [signature] = fn.explain().signatures;
    expect(signature?.sizes.map(({ tiers }) => tiers.length)).toEqual([1]);
    expect(signature?.reason).toMatch(/measuring is off/);
  });
});

describe("the log", () => {
  test("tells each cause of a refusal once, and what was compiled; off, it is silent", () => {
    const logger = new RecordingLogger();
    const jit = new Jit({ logger, tiers: ["js"] });
    const refused = offload({ jit })(function odd(x: number) {
      return `${x}`.length;
    });
    const fine = offload({ jit })(function fine(x: number) {
      return x + 1;
    });
    refused.map(new Int8Array(1));
    expect(logger.lines).toEqual([]);
    jit.setLogging(true);
    for (let i = 0; i < 3; i++) {
      refused.map(new Float64Array(1));
      refused.map(new Float32Array(1));
      fine.map(new Float64Array(1));
    }
    expect(logger.lines.map(({ level, text }) => `${level} ${text}`)).toEqual([
      expect.stringMatching(/^warn odd is not compiled for map\(f64\[\]\) → f64\[\]: /),
      expect.stringMatching(/^info fine is compiled to js for map\(f64\[\]\) → f64\[\], in /),
    ]);
  });

  test("on or off, it tells of errors in worker threads that no call waits for", async () => {
    let tell: (line: object) => void = () => undefined;
    const told = new Promise<object>((resolve) => {
      tell = resolve;
    });
    const warn = (facts: object, text: string) => tell({ ...facts, text });
    await using jit = new Jit({ logger: { ...silentLogger, warn } });
    const fn = offload({ strategy: "pool", jit })(() => {
      setImmediate(() => {
        throw new RangeError("late");
      });
      return 1;
    });
    expect(await fn()).toBe(1);
    expect(await told).toMatchObject({
      error: { name: "RangeError", message: "late" },
      text: expect.stringMatching(
        /left behind in a worker thread failed after its call was answered: RangeError: late$/,
      ),
    });
  });

  test("a Jit counts what it made", () => {
    const jit = new Jit({ tiers: ["js"] });
    offload({ jit })((x: number) => x + 1).map([1]);
    offload({ jit })((x: number) => `${x}`.length).map([1]);
    expect(jit.inspect()).toMatchObject({ functions: 2, kernels: 1, refusals: 1, arenaBytes: 0 });
    const array = jit.alloc.float64(100);
    expect(jit.inspect().arenaBytes).toBeGreaterThanOrEqual(800);
    array[Symbol.dispose]();
    expect(jit.inspect().arenaBytes).toBe(0);
  });

  test("alloc refuses what is no length, and arrays that it did not make", () => {
    const { alloc } = new Jit();
    expect(() => alloc.float64(-1)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
    expect(() => alloc.float64(2 ** 40)).toThrow(expect.objectContaining({ code: "ERR_ARENA_FULL" }));
    const array = alloc.int16(3);
    expect(alloc.contains(array)).toBe(true);
    alloc.dispose(array);
    expect(alloc.contains(array)).toBe(false);
    expect(() => alloc.dispose(array)).toThrow(expect.objectContaining({ code: "ERR_ARRAY_DISPOSED" }));
    expect(() => alloc.dispose(new Int16Array(3))).toThrow(
      expect.objectContaining({ code: "ERR_NOT_IN_ARENA" }),
    );
  });
});
