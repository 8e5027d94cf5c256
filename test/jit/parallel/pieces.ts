/** Functions cut at their loops, and run piece by piece: each loop in parts, in any order. */
import { interpret } from "../../../src/jit/backends/interpret";
import type { Fn } from "../../../src/jit/ir/node";
import { Refusal } from "../../../src/jit/ir/refusal";
import { verify } from "../../../src/jit/ir/verify";
import { narrow } from "../../../src/jit/passes/narrow";
import { cutAtLoops, type Piece, type Pieces, stateWords } from "../../../src/jit/passes/parallel";
import { finish, prepare } from "../../../src/jit/passes/pipeline";
import { proofsIn } from "../../../src/jit/passes/shared-loop";
import { vectorize } from "../../../src/jit/passes/vectorize";
import { together } from "../../../src/jit/wasm-loops";
import { copies, lowered, type Program, type Value } from "../narrow/proven";

/** The parts of `[from, limit)` in the order in which they run. */
export type Split = (from: number, limit: number) => readonly (readonly [number, number])[];

/** Each iteration by itself, the last one first. */
export const backwards: Split = (from, limit) =>
  Array.from({ length: limit - from }, (_, i) => [limit - 1 - i, limit - i] as const);

/** Parts of `size` iterations, those at odd places first. */
export function parts(size: number): Split {
  return (from, limit) => {
    const all = Array.from({ length: Math.ceil((limit - from) / size) }, (_, i) => from + i * size);
    const ordered = [...all.filter((_, i) => i % 2 === 1), ...all.filter((_, i) => i % 2 === 0)];
    return ordered.map((start) => [start, Math.min(limit, start + size)] as const);
  };
}

export interface Cut {
  readonly whole: Fn;
  readonly cut: Pieces;
}

/** @throws Refusal */
export function cut(fn: Fn, proofs = proofsIn, reassociate = false): Cut {
  const whole = verify(narrow(prepare(fn)), "narrow");
  const found = cutAtLoops(whole, { proofOf: proofs(whole), reassociate });
  const pieces = found.pieces.map(
    ({ once, loop, ...rest }): Piece => ({ once: verify(once, "cut"), loop: verify(loop, "cut"), ...rest }),
  );
  return { whole, cut: { ...found, pieces, last: found.last && verify(found.last, "cut") } };
}

export function cutProgram(program: Program, like: readonly Value[], reassociate = false): Cut {
  return cut(lowered(program, like), undefined, reassociate);
}

/** Why it cannot be cut, with the place; undefined when it can. */
export function whyWhole(
  program: Program,
  like: readonly Value[],
): { reason: string; at?: number } | undefined {
  try {
    cutProgram(program, like);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { reason: error.reason, at: error.span?.start };
  }
}

/** All pieces in lanes, as they are compiled. */
export function inLanes({ pieces, last, ...rest }: Pieces): Pieces {
  const laned = (fn: Fn) => verify(finish(vectorize(fn).fn, "wasm"), "finish");
  const done = pieces.map((piece) => ({ ...piece, once: laned(piece.once), loop: laned(piece.loop) }));
  return { ...rest, pieces: done, last: last && laned(last) };
}

/** What a run of the pieces gives, and what is in the arguments then; how many loops were really split. */
export function runPieces(
  { pieces, last, stateLength }: Pieces,
  args: readonly Value[],
  split: Split,
): { readonly outcome: unknown[]; readonly splits: number } {
  const own = copies(args);
  const state = new Float64Array(stateLength);
  const steps = { stepsMax: 10_000 };
  let splits = 0;
  let result: unknown;
  for (const { once, loop, total } of pieces) {
    state[stateWords.goesOn] = 0;
    result = interpret(once, [state, ...own], steps);
    if (state[stateWords.goesOn] === 0) return { outcome: [result, ...own], splits };
    const [from, limit] = [state[stateWords.from] as number, state[stateWords.limit] as number];
    if (!(from < limit)) continue;
    const isApart = state[stateWords.isApart] === 1;
    if (isApart && limit - from > 1) splits++;
    const sums = (isApart ? split(from, limit) : [[from, limit] as const]).map(
      ([start, end]) => interpret(loop, [start, end, state, ...own], steps) as number,
    );
    if (total !== undefined) state[total.word] = together(total, state[total.word] as number, sums);
  }
  result = last && interpret(last, [state, ...own], steps);
  return { outcome: [result, ...own], splits };
}
