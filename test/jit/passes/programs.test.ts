/** Random JavaScript through all passes, for each target: what runs is what was written. */
import fc from "fast-check";
import type { Fn } from "../../../src/jit/ir/node";
import { Refusal } from "../../../src/jit/ir/refusal";
import { verify } from "../../../src/jit/ir/verify";
import { narrow } from "../../../src/jit/passes/narrow";
import { finish, optimize, prepare } from "../../../src/jit/passes/pipeline";
import { vectorize } from "../../../src/jit/passes/vectorize";
import { expectSame, GUARDED, lowered, type Runner, runInterpreter, runJs, runWasm } from "../fuzz/chain";
import { arrayProgram, type Program, scalarProgram } from "../fuzz/programs";
import { runsOf } from "../fuzz/rounds";
import { Tape, tapes } from "../fuzz/tape";
import { argumentsOf, copyOf } from "../fuzz/values";

const forJs = (fn: Fn): Fn => optimize(fn, "js", verify);
const proven = (fn: Fn): Fn => finish(verify(narrow(prepare(fn, verify)), "narrow"), "wasm", verify);
const inLanes = (fn: Fn): Fn => {
  const prepared = verify(narrow(prepare(fn, verify)), "narrow");
  return finish(verify(vectorize(prepared).fn, "vectorize"), "wasm", verify);
};

const lines: readonly (readonly [string, (fn: Fn) => Fn, Runner])[] = [
  ["JavaScript", forJs, runJs],
  ["JavaScript, interpreted", forJs, runInterpreter],
  ["WebAssembly", proven, runWasm],
  ["WebAssembly in lanes", inLanes, runWasm],
];

function compare(
  program: Program,
  passes: (fn: Fn) => Fn,
  run: Runner,
  args: Parameters<typeof copyOf>[0],
): void {
  let fn: Fn;
  try {
    fn = lowered(program);
  } catch (error) {
    if (error instanceof Refusal) return;
    throw error;
  }
  if (fn.undefinedReads && run !== runJs) return;
  const original = new Function(`return (${program.text})`)() as (...args: unknown[]) => unknown;
  const [expected, found] = [copyOf(args), copyOf(args)];
  const result = original(...expected);
  const mine = run(passes(fn), found);
  if (mine === GUARDED) return;
  expectSame(
    program.text,
    `passes, called with ${args.map(String).join(" | ")}`,
    { result, args: expected },
    { result: mine, args: found },
  );
}

test.each(lines)("random programs for %s", (_, passes, run) => {
  const cases = tapes(300).chain((values) => {
    const tape = new Tape(values);
    const program = values.length % 2 === 0 ? scalarProgram(tape) : arrayProgram(tape);
    return argumentsOf(program).map((args) => ({ program, args }));
  });
  fc.assert(
    fc.property(cases, ({ program, args }) => compare(program, passes, run, args)),
    { numRuns: runsOf(100) },
  );
});
