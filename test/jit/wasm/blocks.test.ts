/** Long maps over arrays of the arena: in blocks, between which the engine may put better code in place. */
import type { WasmKernel } from "../../../src/jit/backends/wasm/compile";
import { Jit } from "../../../src/jit/index";
import { WasmMap } from "../../../src/jit/wasm-map";

/** From where on each run of a kernel worked, in elements, and how many. */
function runsOf(jit: Jit, length: number): { runs: (readonly [number, number])[]; found: Float64Array } {
  const [x, out] = [jit.alloc.float64(length).fill(2), jit.alloc.float64(length)];
  const start = jit.alloc.locate(x) as number;
  const runs: (readonly [number, number])[] = [];
  const run = (_: number, from: number, to: number, column: number, __: number, target: number): number => {
    const at = (column - start) / 8;
    expect(target - (jit.alloc.locate(out) as number)).toBe(column - start);
    runs.push([at + from, to - from]);
    for (let i = at + from; i < at + to; i++) out[i] = (x[i] as number) + 1;
    return 0;
  };
  const kernel = { run, repairLanes: 0 } as unknown as WasmKernel;
  const map = new WasmMap(jit.machine, kernel, {
    slots: [{ tag: "column", elem: "f64" }],
    out: "f64",
    returns: undefined,
    original: () => 3,
    locate: (array) => jit.alloc.locate(array),
  });
  map.run({ self: undefined, args: [x], hidden: [], length, out });
  return { runs, found: out.slice() };
}

test("a map of up to 32,768 elements is one run of its kernel, a longer one is several, without gaps", () => {
  const jit = new Jit();
  expect(runsOf(jit, 32_768).runs).toEqual([[0, 32_768]]);
  const { runs, found } = runsOf(jit, 70_000);
  expect(runs).toEqual([
    [0, 32_768],
    [32_768, 32_768],
    [65_536, 4_464],
  ]);
  expect(found.every((value) => value === 3)).toBe(true);
});
