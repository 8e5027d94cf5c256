/** A program that forgets arrays of a megabyte all the time: prints whether they were collected in time. */
import { Arena } from "../../../../src/jit/memory/arena";

async function main(): Promise<void> {
  const arena = new Arena();
  for (let made = 0; made < 1_500; made++) {
    arena.array("f64", 2 ** 17, { zeroed: false });
    if (made % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { peakBytes } = arena.inspect();
  console.log(peakBytes < 2 ** 30 ? "collected in time" : `${peakBytes} bytes at the peak`);
}

main();
