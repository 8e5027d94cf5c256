/** Kernels keep what they need for the next call, and no more, however many calls there were. */

import { Jit, offload } from "../../../src/jit/index";
import { Refusal } from "../../../src/jit/ir/refusal";

test("thousands of calls of mixed sizes leave the arena as it was; dispose leaves nothing", async () => {
  const jit = new Jit({ tiers: ["wasm"] });
  const map = offload({ jit })((x: number, k: number) => Math.sin(x) * k);
  const total = offload({ jit })((a: Float64Array) => {
    let s = 0;
    for (let i = 0; i < a.length; i++) s += a[i] as number;
    return s;
  });
  const sizes = [0, 1, 7, 100, 5_000, 300, 2, 20_000];
  const ordinary = sizes.map((size) => new Float64Array(size).fill(1));
  const round = () => {
    for (const x of ordinary) {
      map.map(x, 2);
      total(x);
      const inArena = jit.alloc.float64(x.length);
      map.map(inArena, 2, { out: inArena });
      inArena[Symbol.dispose]();
    }
  };
  round();
  const { arenaBytes } = jit.inspect();
  for (let i = 0; i < 400; i++) round();
  expect(jit.inspect().arenaBytes).toBe(arenaBytes);
  expect(map.explain().tier).toBe("wasm");
  await jit.dispose();
  expect(jit.inspect().arenaBytes).toBe(0);
});

test("a function that is called by its own kernel, for lanes that it redoes, works on memory of its own", () => {
  const jit = new Jit({ tiers: ["wasm"] });
  const seen: number[] = [];
  const inner = offload({ jit })((x: number) => Math.cos(x));
  const outer = offload.source("(x) => Math.sin(x)", { jit })((x: number) => {
    // Only a redone lane comes here: it uses another kernel in the middle of this one's call.
    seen.push((inner.map([x, 1e22])[1] as number) - Math.cos(1e22));
    return Math.sin(x);
  });
  const x = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 1e22 : i));
  expect(outer.map(x)).toEqual(x.map(Math.sin));
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set([0]));
});

test("where the arena has no room for copies, another tier runs", () => {
  const jit = new Jit({ tiers: ["js", "wasm"] });
  jit.setQuantumSpeculation(false);
  const { arena } = jit.alloc;
  const full = jest.spyOn(arena, "scratch").mockImplementation(() => {
    throw new Refusal("ERR_ARENA_FULL", "it is full", "");
  });
  const map = offload({ jit })((x: number) => Math.sin(x) + Math.cos(x));
  expect(map.map(new Float64Array(100_000)).every((value) => value === 1)).toBe(true);
  expect([map.explain().tier, full.mock.calls.length > 0]).toEqual(["js", true]);
});
