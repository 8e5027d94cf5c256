/** Functions cut at their loops, and run piece by piece: each loop in parts, in any order. */
import { interpret } from "../../../src/jit/backends/interpret";
import type { Fn } from "../../../src/jit/ir/node";
import { Refusal } from "../../../src/jit/ir/refusal";
import { verify } from "../../../src/jit/ir/verify";
import { narrow } from "../../../src/jit/passes/narrow";
import {
  cutAtLoops,
  type LoopPiece,
  mapPieces,
  type Piece,
  type Pieces,
  type RoundsPiece,
  stateWords,
} from "../../../src/jit/passes/parallel";
import { finish, prepare } from "../../../src/jit/passes/pipeline";
import { proofsIn } from "../../../src/jit/passes/sharing";
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
  const pieces = mapPieces(found.pieces, (fn) => verify(fn, "cut"));
  return { whole, cut: { ...found, pieces } };
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
export function inLanes({ pieces, ...rest }: Pieces): Pieces {
  return { ...rest, pieces: mapPieces(pieces, (fn) => verify(finish(vectorize(fn).fn, "wasm"), "finish")) };
}

/** What a run of the pieces gives, and what is in the arguments then; how many loops were really split. */
export function runPieces(
  { pieces, stateLength }: Pieces,
  args: readonly Value[],
  split: Split,
  roundsMax = Number.POSITIVE_INFINITY,
): { readonly outcome: unknown[]; readonly splits: number } {
  const run = new Run(copies(args), new Float64Array(stateLength), split, roundsMax);
  run.all(pieces);
  return { outcome: [run.result, ...run.args], splits: run.splits };
}

class Run {
  splits = 0;
  result: unknown;

  constructor(
    readonly args: Value[],
    private readonly state: Float64Array,
    private readonly split: Split,
    /** After so many rounds the caller goes on alone. */
    private readonly roundsMax: number,
  ) {}

  /** False when the function returned. */
  all(pieces: readonly Piece[]): boolean {
    return pieces.every((piece) => {
      if (piece.tag === "once") return this.once(piece.code);
      if (piece.tag === "rounds") return this.rounds(piece);
      this.loop(piece);
      return true;
    });
  }

  private once(fn: Fn): boolean {
    this.state[stateWords.goesOn] = 0;
    const result = interpret(fn, [this.state, ...this.args], { stepsMax: 10_000 });
    const goesOn = this.state[stateWords.goesOn] === 1;
    this.result = goesOn ? undefined : result;
    return goesOn;
  }

  private rounds({ pieces, rest }: RoundsPiece): boolean {
    for (let round = 0; this.state[stateWords.again] === 1; round++) {
      if (round === this.roundsMax) return this.once(rest);
      if (!this.all(pieces)) return false;
    }
    return true;
  }

  private loop({ code, total }: LoopPiece): void {
    const { state, args } = this;
    const [from, limit] = [state[stateWords.from] as number, state[stateWords.limit] as number];
    if (!(from < limit)) return;
    const isApart = state[stateWords.isApart] === 1;
    if (isApart && limit - from > 1) this.splits++;
    const sums = (isApart ? this.split(from, limit) : [[from, limit] as const]).map(
      ([start, end]) => interpret(code, [start, end, state, ...args], { stepsMax: 10_000 }) as number,
    );
    if (total !== undefined) state[total.word] = together(total, state[total.word] as number, sums);
  }
}
