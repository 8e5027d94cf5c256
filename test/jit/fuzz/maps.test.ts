/** Random functions of numbers, mapped over arrays: loops, lanes of any width and WebAssembly SIMD, to the last bit. */
import fc from "fast-check";
import type { Fn } from "../../../src/jit/ir/node";
import { vectorize } from "../../../src/jit/passes/vectorize";
import { expectSame, inLanes, looped, type Runner, runInterpreter, runJs, runWasm, shown } from "./chain";
import { type Program, scalarProgram } from "./programs";
import { runsOf } from "./rounds";
import { Tape, tapes } from "./tape";
import { type Argument, arrayOf, copyOf, numbers } from "./values";

const LENGTH_MAX = 21;

interface Case {
  readonly program: Program;
  readonly mapped: readonly boolean[];
  readonly args: readonly Argument[];
  readonly start: number;
  readonly end: number;
}

/** All arrays hold LENGTH_MAX elements; a range of them is computed, so that what lies outside must stay as it is. */
function cases(): fc.Arbitrary<Case> {
  return tapes(250).chain((values) => {
    const tape = new Tape(values);
    const program = scalarProgram(tape);
    const mapped = program.params.map((kind, at) => kind === "number" && (at === 0 || !tape.chance(3)));
    const full = arrayOf("Float64Array").map((array) =>
      Float64Array.from({ length: LENGTH_MAX }, (_, at) =>
        array.length > 0 ? (array[at % array.length] as number) : at,
      ),
    );
    const args = mapped.map((isMapped, at): fc.Arbitrary<Argument> => {
      if (isMapped) return full;
      return program.params[at] === "boolean" ? fc.boolean() : numbers;
    });
    return fc.record({
      program: fc.constant(program),
      mapped: fc.constant(mapped),
      args: fc.tuple(...args),
      start: fc.nat(3),
      end: fc.integer({ min: 3, max: LENGTH_MAX }),
    });
  });
}

/** What the function itself gives, element by element. */
function plain({ program, mapped, args, start, end }: Case): Float64Array {
  const original = new Function(`return (${program.text})`)() as (...args: unknown[]) => number;
  const out = new Float64Array(LENGTH_MAX).fill(-77);
  for (let i = start; i < end; i++) {
    out[i] = original(...args.map((value, at) => (mapped[at] ? (value as Float64Array)[i] : value)));
  }
  return out;
}

function check(sample: Case, stage: string, make: (fn: Fn) => Fn, run: Runner): void {
  const { program, mapped, args, start, end } = sample;
  const expected = plain(sample);
  const out = new Float64Array(LENGTH_MAX).fill(-77);
  const all: Argument[] = [start, end, ...copyOf(args), out];
  try {
    run(make(looped(program, mapped)), all);
  } catch (error) {
    throw new Error(`${stage}: ${program.text}\n${(error as Error).stack}`);
  }
  const text = `${program.text}\ncalled with ${args.map(shown).join(" | ")}`;
  expectSame(text, stage, { result: undefined, args: [expected] }, { result: undefined, args: [out] });
}

const same = (fn: Fn): Fn => fn;

test.each<[string, (fn: Fn) => Fn, Runner]>([
  ["a loop, interpreted", same, runInterpreter],
  ["a loop in JavaScript", same, runJs],
  ["a loop in WebAssembly", same, runWasm],
  ["2 lanes, interpreted", (fn) => inLanes(fn, 2), runInterpreter],
  ["4 lanes, interpreted", (fn) => inLanes(fn, 4), runInterpreter],
  ["2 lanes in WebAssembly", (fn) => inLanes(fn, 2), runWasm],
  ["4 lanes in WebAssembly", (fn) => inLanes(fn, 4), runWasm],
  ["8 lanes in WebAssembly", (fn) => inLanes(fn, 8), runWasm],
])("fuzz: %s", (stage, make, run) => {
  fc.assert(
    fc.property(cases(), (sample) => check(sample, stage, make, run)),
    { numRuns: runsOf(150) },
  );
});

test("fuzz: nearly every map runs in lanes, or the tests above would compare loops with loops", () => {
  let [maps, vectorized] = [0, 0];
  fc.assert(
    fc.property(cases(), ({ program, mapped }) => {
      maps += 1;
      if (vectorize(looped(program, mapped)).vectorized) vectorized += 1;
    }),
    { numRuns: 200 },
  );
  expect(vectorized / maps).toBeGreaterThan(0.9);
});

test("fuzz: a backend that is wrong in one operation is found (a canary)", () => {
  const wrong: Runner = (fn, args) => {
    runJs(fn, args);
    const out = args.at(-1) as Float64Array;
    out.forEach((value, at) => {
      if (value === 0 && at > 2) out[at] = -value;
    });
  };
  expect(() =>
    fc.assert(
      fc.property(cases(), (sample) => check(sample, "the canary", same, wrong)),
      { numRuns: 400 },
    ),
  ).toThrow(/Property failed/);
});
