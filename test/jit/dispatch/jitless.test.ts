/** A process without WebAssembly, as under `--jitless`: arrays are there, and other tiers serve. */
import type * as publicJit from "../../../src/jit/index";

const engine = globalThis as { WebAssembly?: unknown };
const { WebAssembly: before } = engine;

afterEach(() => {
  engine.WebAssembly = before;
});

test("without WebAssembly arrays are allocated, grow in number, and are worked on by JavaScript", () => {
  delete engine.WebAssembly;
  jest.isolateModules(() => {
    const { Jit, offload } = require("../../../src/jit/index") as typeof publicJit;
    const jit = new Jit({ tiers: ["js", "wasm", "threads"] });
    jit.setQuantumSpeculation(false);
    const [x, out] = [jit.alloc.float64(300_000).fill(1), jit.alloc.float64(300_000)];
    expect(x.byteOffset).not.toBe(out.byteOffset);
    const mapped = offload({ jit })((v: number) => Math.sin(v) - Math.sin(1));
    mapped.map(x, { out });
    mapped.map(x, { out });
    expect([out.every((v) => v === 0), x.every((v) => v === 1), mapped.explain().tier]).toEqual([
      true,
      true,
      "js",
    ]);
    expect(mapped.explain().signatures[0]?.variants).toContainEqual(
      expect.objectContaining({ refusal: expect.objectContaining({ code: "no-webassembly" }) }),
    );
    x[Symbol.dispose]();
    expect(jit.alloc.contains(x)).toBe(false);
  });
});
