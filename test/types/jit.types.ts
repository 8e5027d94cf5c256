/** Compiled, never run: what the types of offloaded functions say, and what must not compile. */
import { kernel as kernelOfMain, offload as offloadOfMain } from "../../src/index";
import { Jit, jit, type Kernel, kernel, offload, type Report, range, sum } from "../../src/jit/index";
import { offload as offloadOfSeed } from "../../src/runtime/compat/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

const payoff = offload()((spot: number, strike: number) => Math.max(spot - strike, 0));
const doubles = new Float64Array(3);
const mixed: Float32Array | readonly number[] = new Float32Array(3);

export function calls(): void {
  const result = payoff(105, 100);
  same<typeof result, number>(true);
  // @ts-expect-error an argument is missing
  payoff(105);
  // @ts-expect-error a plain call with arrays is a map by accident: the type says map
  payoff(doubles, 100);
  const kept: (spot: number, strike: number) => number = payoff;
  kept(1, 2);
}

export function maps(): void {
  const result = payoff.map(doubles, 100);
  same<typeof result, Float64Array<ArrayBufferLike>>(true);
  payoff.map([1, 2, 3], mixed);
  payoff.map(100, doubles);
  payoff.map(new Uint8ClampedArray(3), jit.alloc.float64(3));
  const singles = payoff.map(doubles, 100, { out: new Float32Array(3) });
  same<typeof singles, Float32Array<ArrayBuffer>>(true);
  const allocated = payoff.map(doubles, 100, { out: jit.alloc.float64(3) });
  allocated[Symbol.dispose]();
  const same64 = payoff.map(doubles, 100, {});
  same<typeof same64, Float64Array<ArrayBufferLike>>(true);
  // @ts-expect-error an argument is missing
  payoff.map(doubles);
  // @ts-expect-error a string is no number
  payoff.map(doubles, "100");
  // @ts-expect-error strings are no numbers
  payoff.map(["1"], 100);
  // @ts-expect-error nor are bigints
  payoff.map(new BigInt64Array(3), 100);
  // @ts-expect-error an option that does not exist
  payoff.map(doubles, 100, { into: doubles });
  // @ts-expect-error an ordinary array is not written to
  payoff.map(doubles, 100, { out: [1, 2, 3] });
  // @ts-expect-error one argument too many
  payoff.map(doubles, 100, 1);
}

export function grids(): void {
  const rows = jit.alloc.float64(2, 3);
  same<(typeof rows)[number], InstanceType<typeof Float64Array>>(true);
  const planes = jit.alloc.uint8Clamped(2, 3, 4);
  same<(typeof planes)[number], InstanceType<typeof Uint8ClampedArray>[]>(true);
  rows[Symbol.dispose]();
  jit.alloc.dispose(planes);
  jit.alloc.contains(rows);
  const total = offload()((a: Float64Array[], b: readonly (readonly number[])[]) => a.length + b.length);
  same<ReturnType<typeof total>, number>(true);
  total(rows, [[1, 2]]);
  const look = offload()((x: number, table: Float64Array[]) => x + table.length);
  look.map([1, 2], rows, { out: new Float64Array(2) });
  // @ts-expect-error a matrix is no array of numbers to map over
  look.map(rows, rows);
  // @ts-expect-error rows of another kind
  total(jit.alloc.float32(2, 3), [[1]]);
  // @ts-expect-error one array is no matrix
  total(jit.alloc.float64(2), [[1]]);
  // @ts-expect-error four sizes
  jit.alloc.float64(1, 2, 3, 4);
  // @ts-expect-error an ordinary array was not made here
  jit.alloc.dispose([new Float64Array(2)]);
}

const discounted = offload({ returns: "f32" })((rate: number, years = 10) => (1 + rate) ** -years);
const isLarge = offload({ returns: "bool" })((x: number) => (x > 1 ? 1 : 0));
const whole = offload({ returns: "i32" })((x: number) => x);

export function found(): void {
  const far = offload({ strategy: "pool", from: { module: "/x.js", export: "f" } })((x: number) => x);
  same<ReturnType<typeof far>, Promise<number>>(true);
  // @ts-expect-error an export of which module?
  offload({ strategy: "pool", from: { export: "f" } });
  // @ts-expect-error a module is named by a text
  offload({ strategy: "pool", from: { module: new URL("file:///x.js"), export: "f" } });
}

export function options(): void {
  discounted.map(doubles);
  discounted.map(doubles, 3);
  discounted.map(doubles, { out: new Float32Array(3) });
  discounted.map(doubles, doubles, { out: new Float32Array(3) });
  const rates = discounted.map(doubles);
  same<typeof rates, Float32Array<ArrayBufferLike>>(true);
  const large = isLarge(3);
  same<typeof large, boolean>(true);
  const flags = isLarge.map(doubles);
  same<typeof flags, Uint8Array<ArrayBufferLike>>(true);
  const ints = whole.map(doubles);
  same<typeof ints, Int32Array<ArrayBufferLike>>(true);
  // @ts-expect-error an unknown strategy
  offload({ strategy: "fast" });
  // @ts-expect-error an unknown option
  offload({ precison: "f32" });
  // @ts-expect-error what is offloaded is a function
  offload()(3);
  offload({ jit: new Jit(), threads: 2, fallback: "throw", reassociate: true, precision: "fast" });
}

const dot = offload()((a: Float64Array, b: Float64Array) =>
  sum(range(a.length), (i) => (a[i] as number) * (b[i] as number)),
);
const interpolate = offload()((x: number, table: Float64Array) => table[Math.floor(x)] as number);

export function arrays(): void {
  const result = dot(doubles, doubles);
  same<typeof result, number>(true);
  interpolate.map(doubles, doubles);
  // @ts-expect-error a parameter that is an array is not mapped over: it is no number
  interpolate.map(doubles, 3);
}

const later = offload({ strategy: "pool" })((x: number) => x * 2);
const asynchronous = offload()(async (x: number) => x * 2);

export async function promises(): Promise<void> {
  const result = later(1);
  same<typeof result, Promise<number>>(true);
  const results = later.map(doubles);
  same<typeof results, Promise<Float64Array<ArrayBufferLike>>>(true);
  const one = asynchronous(1);
  same<typeof one, Promise<number>>(true);
  const some = asynchronous.map(doubles);
  same<typeof some, Promise<Float64Array<ArrayBufferLike>>>(true);
}

export function reports(): void {
  const report = payoff.explain();
  same<typeof report, Report>(true);
  const code: string = report.code("wasm");
  payoff.compile(doubles, 100);
  payoff.compile();
  payoff.dispose();
  code.trim();
  // @ts-expect-error a tier that does not exist
  report.code("native");
}

class Pricing {
  rate = 0.1;

  @offload({ strategy: "jit", returns: "f64" })
  static vecMag(x: number, y: number, z: number): number {
    return (x * x + y * y + z * z) ** 0.5;
  }

  @offloadOfMain()
  grown(x: number): number {
    return x * (1 + this.rate);
  }

  @offload({ strategy: "pool" })
  async heavy(x: number): Promise<number> {
    return x;
  }

  // @ts-expect-error with a strategy that answers with a promise, a method has to return one
  @offload({ strategy: "pool" })
  light(x: number): number {
    return x;
  }

  // @ts-expect-error a field is no method
  @offload()
  field = 3;
}

export function methods(pricing: Pricing): void {
  const vecMag = kernel(Pricing.vecMag);
  same<typeof vecMag, Kernel<(x: number, y: number, z: number) => number>>(true);
  const result = vecMag.map(doubles, 1, doubles);
  same<typeof result, Float64Array<ArrayBufferLike>>(true);
  kernelOfMain(pricing.grown, pricing).map(doubles);
  // @ts-expect-error a string is no number
  kernel(Pricing.vecMag).map(doubles, 1, "2");
}

class Seed {
  readonly scale = 1;

  @offloadOfSeed({ strategy: "jit", returnType: "float" })
  static vecMag(x: number, y: number, z: number): number {
    return (x * x + y * y + z * z) ** 0.5;
  }
}

export function seed(): void {
  const magnitude: number = Seed.vecMag(1, 2, 3);
  const isSmall = offloadOfSeed({ return_type: "bool" })((x: number) => magnitude > x);
  const small = isSmall(1);
  same<typeof small, boolean>(true);
  // @ts-expect-error a strategy that the guide does not have
  offloadOfSeed({ strategy: "pool" });
}
