/** Runs one vector function over arrays, and the points to run it on: seeded, of all magnitudes, and special ones. */

import { ModuleBuilder } from "../../../src/jit/backends/wasm/encode";
import { emitMath, type MathMode } from "../../../src/jit/backends/wasm/simd-math/emit-math";
import { wasm } from "../../../src/jit/memory/webassembly";
import { SeededRandom } from "../../../src/random";

type Of = (...args: readonly number[]) => number;

type Column = Float64Array | Float32Array;

interface Element {
  readonly bytes: number;
  readonly column: (buffer: SharedArrayBuffer, offset: number, length: number) => Column;
  readonly marks: (buffer: SharedArrayBuffer, offset: number, length: number) => BigInt64Array | Int32Array;
}

const doubles: Element = {
  bytes: 8,
  column: (buffer, offset, length) => new Float64Array(buffer, offset, length),
  marks: (buffer, offset, length) => new BigInt64Array(buffer, offset, length),
};

const floats: Element = {
  bytes: 4,
  column: (buffer, offset, length) => new Float32Array(buffer, offset, length),
  marks: (buffer, offset, length) => new Int32Array(buffer, offset, length),
};

export interface Outcome {
  readonly values: Column;
  /** Whether the caller would compute this element by `Math` itself. */
  readonly rare: (index: number) => boolean;
}

export function mathOf(name: string): Of {
  return name === "hypot3" ? Math.hypot : ((Math as unknown as Record<string, Of>)[name] as Of);
}

/** `Math[name]` of each row of `inputs`, by its vector form: of floats in mode `f32`, else of doubles. */
export function runVector(name: string, mode: MathMode, inputs: readonly Column[]): Outcome {
  const { length } = inputs[0] as Column;
  const { column: columnOf, bytes: elementBytes, marks: marksOf } = mode === "f32" ? floats : doubles;
  const bytes = Math.ceil((length * elementBytes) / 16) * 16;
  const pages = Math.ceil((bytes * 5) / 65536);
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true });
  inputs.forEach((input, column) => {
    columnOf(memory.buffer, column * bytes, length).set(input);
  });
  const builder = new ModuleBuilder();
  builder.importMemory(true, pages, pages);
  builder.addFunction("run", [], [], (f) => {
    const at = f.local("i32");
    f.loop();
    const args = inputs.map((_, column) => {
      const local = f.local("v128");
      f.get(at)
        .load("v128.load", column * bytes)
        .set(local);
      return local;
    });
    const { value, rare } = emitMath(f, name, args, mode);
    f.get(at)
      .get(value)
      .store("v128.store", 3 * bytes);
    if (rare !== undefined)
      f.get(at)
        .get(rare)
        .store("v128.store", 4 * bytes);
    f.get(at).i32(16).op("i32.add").tee(at).i32(bytes).op("i32.lt_u").brIf(0).end();
  });
  const instance = new wasm.Instance(new wasm.Module(builder.finish()), { env: { memory } });
  (instance.exports.run as () => void)();
  const marks = marksOf(memory.buffer, 4 * bytes, length);
  return {
    values: columnOf(memory.buffer, 3 * bytes, length),
    rare: (index) => Number(marks[index]) !== 0,
  };
}

/** The neighbours of a number, a few steps up and down. */
function around(value: number): number[] {
  const float = new Float64Array([value]);
  const bits = new BigInt64Array(float.buffer);
  return [0n, 1n, -1n, 2n, -2n, 1n << 20n, -(1n << 20n), 1n << 32n, -(1n << 32n)].map((step) => {
    float[0] = value;
    bits[0] = (bits[0] as bigint) + step;
    return float[0];
  });
}

/** Where the algorithms change their way, and what is special in JavaScript; both signs. */
export function specialPoints(): number[] {
  const edges = [
    ...[
      0, 0.25, 0.3, 0.5, 1, 1.5, 2, 3, 7, 8, 10, 22, 27, 38.816, 64, 100, 708, 709.7822265625,
      709.782712893384,
    ],
    ...[710.4758600739439, 745.1332191019411, 823549.66, 1e5, 1e6, 1e15, 1e22, 1e300, 1e-300, 1e-310],
    ...[Math.PI / 4, Math.PI / 2, (3 * Math.PI) / 4, Math.PI, (5 * Math.PI) / 4, 0.78125, 0.6744, 0.975],
    ...[Math.LN2 / 2, Math.LN2, 1.5 * Math.LN2, Math.SQRT2, Math.SQRT1_2, Math.SQRT2 - 1, 1 - Math.SQRT1_2],
    ...[0.4375, 0.6875, 1.1875, 2.4375, 1.38, 1.42, 1 + 2 ** -20, 1 - 2 ** -20, 1 - 2 ** -21, 2 ** 51 + 0.5],
    Number.MAX_VALUE,
  ];
  const multiples = Array.from({ length: 64 }, (_, index) => [
    (index * Math.PI) / 2,
    index * Math.LN2,
    index / 2,
  ]);
  const powers = Array.from({ length: 2098 }, (_, index) => 2 ** (index - 1074));
  const positive = [...edges.flatMap(around), ...multiples.flat().flatMap(around), ...powers];
  return [...positive, ...positive.map((point) => -point), Number.NaN, Infinity, -Infinity];
}

/** Draws one number; each covers another part of what a function may be given. */
export const draws: Readonly<Record<string, (random: SeededRandom) => number>> = {
  "bit patterns": (random) => {
    const words = new Uint32Array([random.next() * 2 ** 32, random.next() * 2 ** 32]);
    return new Float64Array(words.buffer)[0] as number;
  },
  "-1 to 1": (random) => random.next() * 2 - 1,
  "-10 to 10": (random) => random.next() * 20 - 10,
  "-800 to 800": (random) => random.next() * 1600 - 800,
  "up to 2^19 pi/2": (random) => (random.next() * 2 - 1) * 823_000,
  "e^-50 to e^50": (random) => (random.next() < 0.5 ? -1 : 1) * Math.exp(random.next() * 100 - 50),
  "next to 1": (random) => 1 + (random.next() * 2 - 1) * 2 ** -random.below(50),
  halves: (random) => (random.below(2000) - 1000) / 2,
  "next to multiples of pi/2": (random) => {
    const float = new Float64Array([
      (random.below(2) * 2 - 1) * random.below(2 ** random.below(19)) * (Math.PI / 2),
    ]);
    const bits = new BigInt64Array(float.buffer);
    bits[0] = (bits[0] as bigint) + BigInt(Math.round((random.next() - 0.5) * 2 ** random.below(36)));
    return float[0] as number;
  },
};

/** `count` rows of `arity` numbers; a later argument repeats the first one now and then. */
export function drawn(draw: string, seed: number, arity: number, count: number): Float64Array[] {
  const random = new SeededRandom(seed);
  const one = draws[draw] as (random: SeededRandom) => number;
  const columns = Array.from({ length: arity }, () => new Float64Array(count));
  for (let row = 0; row < count; row++) {
    for (const column of columns) {
      const again = column !== columns[0] && random.next() < 0.05;
      column[row] = again ? ((columns[0] as Float64Array)[row] as number) : one(random);
    }
  }
  return columns;
}

/** Every special point, and for several arguments a good part of their pairs. */
export function specialRows(arity: number): Float64Array[] {
  const points = specialPoints();
  if (arity === 1) return [Float64Array.from(even(points))];
  const random = new SeededRandom(7);
  const few = [0, -0, 1, -1, 2, 5e-324, 1e-310, 1e300, Number.MAX_VALUE, Number.NaN, Infinity, -Infinity];
  const pairs = few.flatMap((a) => few.map((b) => [a, b, few[random.below(few.length)] as number]));
  const mixed = even(points).map((a) => [
    a,
    points[random.below(points.length)],
    points[random.below(points.length)],
  ]);
  const rows = [...pairs, ...mixed] as number[][];
  return Array.from({ length: arity }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] as number),
  );
}

function even(points: readonly number[]): readonly number[] {
  return points.length % 2 === 0 ? points : [...points, 0];
}
