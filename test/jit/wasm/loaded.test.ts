/** What a first kernel on WebAssembly loads: not what it does not use. */
import { join } from "node:path";
import { nodeSync, typescript } from "../../house/processes";
import { root } from "../../house/source";

test("the formulas of Math functions are loaded for the first kernel that has one", () => {
  const program = `
    const { Jit, offload } = require(${JSON.stringify(join(root, "src", "jit", "index.ts"))});
    const jit = new Jit({ tiers: ["wasm"] });
    const loaded = () => Object.keys(require.cache).some((file) => /simd-math/.test(file));
    offload({ jit })((x) => x * 2).map(new Float64Array(8));
    const before = loaded();
    offload({ jit })((x) => Math.sin(x)).map(new Float64Array(8));
    console.log(before, loaded());
    process.exit(0);`;
  const { stdout, stderr } = nodeSync(...typescript, "-e", program);
  expect([stdout.trim(), stderr]).toEqual(["false true", ""]);
});
