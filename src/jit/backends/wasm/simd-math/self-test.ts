/**
 * Whether a vector form gives what this engine's `Math` gives: computed and compared on a few hundred points, once,
 * before the first kernel that uses it. An engine whose functions differ (another library behind `Math.sin` shows in
 * several percent of all points) fails it, and its kernels call `Math` for each lane instead.
 */
import { SeededRandom } from "../../../../random";
import { wasm } from "../../../memory/webassembly";
import { ModuleBuilder } from "../encode";
import { arityOf, emitFormula, type MathMode } from "./emit-math";
import type { Formula } from "./formula";

type Of = (...args: readonly number[]) => number;

const count = 320;
const columnBytes = count * 8;

/** Whether it does, in all bits (`exact`), or but for the last few. Takes less than a millisecond. */
export function passesSelfTest(name: string, formula: Formula, mode: MathMode): boolean {
  const of = (name === "hypot3" ? Math.hypot : (Math as unknown as Record<string, Of>)[name]) as Of;
  const arity = arityOf(name);
  try {
    const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
    const run = loopOf(formula, arity, memory);
    const columns = [0, 1, 2, 3, 4].map(
      (index) => new Float64Array(memory.buffer, index * columnBytes, count),
    );
    const inputs = columns.slice(0, arity);
    fill(inputs, name);
    run(count * 8);
    const [values, rare] = columns.slice(3) as [Float64Array, Float64Array];
    const [a, b, c] = columns as [Float64Array, Float64Array, Float64Array];
    for (let at = 0; at < count; at++) {
      // A mask is NaN as a number where it is set.
      if (Number.isNaN(rare[at])) continue;
      const [x, y, z] = [a[at] as number, b[at] as number, c[at] as number];
      const expected = arity === 1 ? of(x) : arity === 2 ? of(x, y) : of(x, y, z);
      if (!isRight(values[at] as number, expected, mode)) return false;
    }
    return true;
  } catch (error) {
    // An engine that does not know these instructions.
    if ((error as Error).name === "CompileError") return false;
    throw error;
  }
}

/** `run(bytes)`: columns 0 to 2 are arguments, 3 the values, 4 the rare lanes. */
function loopOf(
  formula: Formula,
  arity: number,
  memory: InstanceType<typeof wasm.Memory>,
): (bytes: number) => void {
  const builder = new ModuleBuilder();
  builder.importMemory(true, 1, 1);
  builder.addFunction("run", ["i32"], [], (f) => {
    const at = f.local("i32");
    f.loop();
    const args = Array.from({ length: arity }, (_, column) => {
      const local = f.local("v128");
      f.get(at)
        .load("v128.load", column * columnBytes)
        .set(local);
      return local;
    });
    const { value, rare } = emitFormula(f, formula, args);
    f.get(at)
      .get(value)
      .store("v128.store", 3 * columnBytes);
    if (rare !== undefined)
      f.get(at)
        .get(rare)
        .store("v128.store", 4 * columnBytes);
    f.get(at).i32(16).op("i32.add").tee(at).get(f.param(0)).op("i32.lt_u").brIf(0).end();
  });
  const instance = new wasm.Instance(new wasm.Module(builder.finish()), { env: { memory } });
  return instance.exports.run as (bytes: number) => void;
}

const specials = Object.freeze([
  ...[0, 1, 0.5, 2, 3, 10, 22, 100, 709, 710, 745, 1000, Math.PI / 4, Math.PI / 2, Math.PI, 0.3, 0.41, 0.975],
  ...[
    Math.LN2,
    Math.SQRT2,
    2 ** -30,
    2 ** -60,
    2 ** 60,
    1e-310,
    1e300,
    1e5,
    5e-324,
    1 - 2 ** -30,
    1 + 2 ** -30,
  ],
  Number.POSITIVE_INFINITY,
]);

/** Where a function is used: most points lie there. */
function usual(name: string): number {
  if (name.startsWith("a") && name !== "abs" && name !== "asinh" && name !== "acosh") return 1.2;
  if (["exp", "expm1", "sinh", "cosh"].includes(name)) return 30;
  return name === "tanh" ? 3 : 100;
}

function fill(inputs: readonly Float64Array[], name: string): void {
  const random = new SeededRandom(0x5eed);
  const fixed = [Number.NaN, ...specials.flatMap((special) => [special, -special])];
  const most = usual(name);
  inputs.forEach((input, column) => {
    for (let at = 0; at < count; at++) {
      const sign = random.next() < 0.3 ? -1 : 1;
      const spread = Math.exp((random.next() - 0.5) * 40);
      const drawn = sign * (at % 4 === 0 ? spread : random.next() * most);
      // A second argument meets the special values in another order.
      input[at] = (at < fixed.length ? fixed[(at * (1 + 6 * column)) % fixed.length] : drawn) as number;
    }
  });
}

/** Fast forms: within four units in the last place, of which `Math` may have lost one. */
function isRight(value: number, expected: number, mode: MathMode): boolean {
  if (Object.is(value, expected)) return true;
  if (mode === "exact") return false;
  return Math.abs(value - expected) <= Math.max(Math.abs(expected) * 2 ** -50, Number.MIN_VALUE * 4);
}
