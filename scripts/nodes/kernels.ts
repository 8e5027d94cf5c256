/** Kernels that `npm run nodes` compiles to WebAssembly on every Node: each gives the bits that this engine's Math gives. */
import { Jit, offload } from "iris-actors/jit";

const half = 0.5;
const square = (x: number): number => x * x;

/** Written for one number each; the last one uses what is around it. */
const functions: readonly ((x: number) => number)[] = [
  (x) => Math.sin(x),
  (x) => Math.cos(x),
  (x) => Math.tan(x),
  (x) => Math.asin(x / 1e3),
  (x) => Math.acos(x / 1e3),
  (x) => Math.atan(x),
  (x) => Math.exp(x),
  (x) => Math.expm1(x),
  (x) => Math.log(x),
  (x) => Math.log1p(x),
  (x) => Math.log2(x),
  (x) => Math.log10(x),
  (x) => Math.sinh(x),
  (x) => Math.cosh(x),
  (x) => Math.tanh(x),
  (x) => Math.asinh(x),
  (x) => Math.acosh(x),
  (x) => Math.atanh(x / 1e3),
  (x) => Math.cbrt(x),
  (x) => Math.hypot(x, 3),
  (x) => x ** 2 - x ** -1 + Math.abs(x) ** 0.5,
  (x) => half * square(x),
];

/** How many of them ran on the tier `wasm`, and whether all results are those of the function itself. */
export async function kernels(): Promise<string> {
  const jit = new Jit({ tiers: ["wasm"] });
  const xs = jit.alloc.float64(5_000);
  for (let at = 0; at < xs.length; at++) xs[at] = (at - 2_500) * (at % 3 === 0 ? 1e-3 : 0.31);
  let [compiled, exact] = [0, 0];
  for (const plain of functions) {
    const kernel = offload({ jit })(plain);
    const results = kernel.map(xs);
    if (kernel.explain().tier === "wasm") compiled++;
    if (results.every((value, at) => Object.is(value, plain(xs[at] as number)))) exact++;
  }
  await jit.dispose();
  return `kernels ${compiled} compiled, ${exact} exact`;
}
