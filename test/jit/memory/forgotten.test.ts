/** Arrays that nobody can reach any more: their memory comes back, and never too early. */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Arena } from "../../../src/jit/memory/arena";
import { nodeSync, typescript } from "../../house/processes";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Collects until the arena uses no more than that many blocks: registries are called when the engine likes. */
async function collectDownTo(arena: Arena, blocks: number): Promise<number> {
  for (let round = 0; round < 50 && arena.inspect().blocks > blocks; round++) {
    await turn();
    collect();
    await turn();
  }
  return arena.inspect().blocks;
}

function forget(arena: Arena, count: number, length: number): void {
  for (let made = 0; made < count; made++) arena.array("f64", length).fill(made);
}

test("arena: forgotten arrays come back, small ones and large ones", async () => {
  const arena = new Arena();
  const kept = arena.array("f64", 10);
  forget(arena, 100, 20);
  forget(arena, 20, 100_000);
  expect(arena.inspect().blocks).toBe(121);
  expect(await collectDownTo(arena, 1)).toBe(1);
  expect(arena.inspect().usedBytes).toBe(128);
  kept.fill(1);
});

/** Fifty parts; the arrays that they were taken from are forgotten. */
function parts(arena: Arena): Float64Array[] {
  return Array.from({ length: 50 }, (_, at) => arena.array("f64", 1_000).fill(at).subarray(10, 20));
}

test("arena: a part keeps its array, however long the array itself is forgotten", async () => {
  const arena = new Arena();
  const kept = parts(arena);
  for (let round = 0; round < 3; round++) {
    collect();
    await turn();
    forget(arena, 100, 1_000);
  }
  expect(kept.map((part) => part.every((x) => x === kept.indexOf(part)))).not.toContain(false);
  expect(kept.every((part) => arena.contains(part))).toBe(true);
});

test("arena: what was disposed of is not given back again when it is collected", async () => {
  const arena = new Arena();
  for (let made = 0; made < 50; made++) arena.dispose(arena.array("f64", 100));
  const kept = Array.from({ length: 50 }, (_, at) => arena.array("f64", 100).fill(at));
  for (let round = 0; round < 3; round++) {
    collect();
    await turn();
  }
  const more = Array.from({ length: 50 }, () => arena.array("f64", 100).fill(-1));
  expect(kept.map((array) => array[99])).toEqual(kept.map((_, at) => at));
  expect(arena.inspect().blocks).toBe(kept.length + more.length);
});

test("arena: a program that forgets large arrays all the time is collected before they fill the arena", () => {
  // In a process of its own: when the engine collects depends on what else its heap holds.
  const { status, stdout, stderr } = nodeSync(...typescript, join(__dirname, "processes", "forgetting.ts"));
  expect([status, stdout, stderr]).toEqual([0, "collected in time\n", ""]);
});

test("arena: one that disposes of them leaves the collector alone", () => {
  const { ArrayBuffer: Original } = globalThis;
  let made = 0;
  class Counted extends Original {
    constructor(bytes: number, options?: object) {
      super(...([bytes, options] as unknown as [number]));
      made++;
    }
  }
  globalThis.ArrayBuffer = Counted as ArrayBufferConstructor;
  try {
    const arena = new Arena();
    for (let round = 0; round < 1_000; round++) arena.dispose(arena.array("f64", 2 ** 17, { zeroed: false }));
    expect(arena.inspect()).toMatchObject({ blocks: 0, usedBytes: 0 });
  } finally {
    globalThis.ArrayBuffer = Original;
  }
  expect(made).toBeLessThan(5);
});

test("matrices: one that kernels worked on is forgotten like any other; a row keeps all of it", () => {
  const { status, stdout, stderr } = nodeSync(
    ...typescript,
    join(__dirname, "processes", "forgotten-matrices.ts"),
  );
  expect([status, stdout, stderr]).toEqual([0, "1 true true\n", ""]);
});
