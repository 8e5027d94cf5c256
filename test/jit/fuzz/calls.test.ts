/** Random functions with loops over arrays: every stage and backend gives what JavaScript gives, to the last bit. */
import fc from "fast-check";
import { Refusal } from "../../../src/jit/ir/refusal";
import { expectSame, lowered, type Runner, runInterpreter, runJs, runWasm } from "./chain";
import { arrayProgram, type Program, scalarProgram } from "./programs";
import { runsOf } from "./rounds";
import { Tape, tapes } from "./tape";
import { argumentsOf, copyOf } from "./values";

const backends: readonly (readonly [string, Runner])[] = [
  ["the interpreter", runInterpreter],
  ["the JavaScript backend", runJs],
  ["the WebAssembly backend", runWasm],
];

/** Why programs were refused: they are few, and none of these reasons is a bug. */
function compare(
  program: Program,
  run: Runner,
  stage: string,
  args: Parameters<typeof copyOf>[0],
): Refusal | undefined {
  let fn: ReturnType<typeof lowered>;
  try {
    fn = lowered(program);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw new Error(`${program.text}\n${(error as Error).stack}`);
  }
  if (fn.undefinedReads && run !== runJs) return undefined;
  const original = new Function(`return (${program.text})`)() as (...args: unknown[]) => unknown;
  const [expected, found] = [copyOf(args), copyOf(args)];
  const result = original(...expected);
  let mine: unknown;
  try {
    mine = run(fn, found);
  } catch (error) {
    throw new Error(`${stage}: ${program.text}\n${(error as Error).stack}`);
  }
  expectSame(
    program.text,
    `${stage}, called with ${args.map(String).join(" | ")}`,
    { result, args: expected },
    { result: mine, args: found },
  );
  return undefined;
}

describe.each(backends)("fuzz: %s", (stage, run) => {
  test.each([
    ["functions of numbers", scalarProgram],
    ["functions over arrays", arrayProgram],
  ])("%s", (_, make) => {
    const refusals = new Map<string, number>();
    let programs = 0;
    fc.assert(
      fc.property(
        tapes(300).chain((values) => {
          const program = make(new Tape(values));
          return argumentsOf(program).map((args) => ({ program, args }));
        }),
        ({ program, args }) => {
          programs += 1;
          const refused = compare(program, run, stage, args);
          if (refused !== undefined) refusals.set(refused.code, (refusals.get(refused.code) ?? 0) + 1);
        },
      ),
      { numRuns: runsOf(400) },
    );
    const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
    if (process.env.FUZZ_SHOW) console.log(stage, programs, Object.fromEntries(refusals));
    expect(refused).toBeLessThan(programs / 4);
  });
});
