/**
 * A program that forgets matrices that kernels worked on, all but a row of one. Prints how many blocks of memory are
 * still in use when the rest was collected, and whether the row is as it was.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Jit, offload } from "../../../../src/jit/index";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const jit = new Jit({ tiers: ["js", "wasm"] });
const { alloc } = jit;

const total = offload({ jit })((a: Float64Array[], b: Float64Array[]) => {
  let s = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) s += (a[i] as Float64Array)[0] as number;
  }
  return s;
});

function use(): Float64Array {
  const [a, b] = [alloc.float64(5, 5), alloc.float64(5, 5)];
  total(a, b);
  total([...a].reverse(), b);
  return a[2] as Float64Array;
}

async function main(): Promise<void> {
  const row = use().fill(7);
  for (let made = 0; made < 20; made++) use();
  jit.grids.release();
  for (let round = 0; round < 50 && alloc.inspect().blocks > 1; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  console.log(
    alloc.inspect().blocks,
    alloc.contains(row),
    row.every((x) => x === 7),
  );
}

main();
