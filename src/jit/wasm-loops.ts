/**
 * A function of whole arrays whose outer loops several threads share: its pieces one after the other, each loop cut
 * into chunks of its counter. Loaded when the first of them is wanted.
 *
 *   once ─▶ state: from, limit, locals ─▶ loop [from, limit) on all threads ─▶ once …
 *
 * A loop whose iterations turn out to depend on each other, with the arguments that came, is one chunk: the caller's.
 */
import { limits } from "../limits";
import { chunksOf } from "./backends/threads/board";
import { stepOf } from "./backends/threads/split";
import type { WasmKernel } from "./backends/wasm/compile";
import { wasmText } from "./backends/wasm/text";
import { controlBytes, type Place } from "./bench";
import { sharing } from "./crews";
import type { Fn } from "./ir/node";
import { Refusal } from "./ir/refusal";
import {
  type LoopPiece,
  mapPieces,
  type Piece,
  type RoundsPiece,
  stateWords,
  type Total,
} from "./passes/parallel";
import { forThreads } from "./stages";
import type { LoopNote, Variant } from "./tier";
import { WasmCall } from "./wasm-call";
import type { Crew } from "./wasm-map";
import { type BuildSource, kernelOf, locateIn } from "./wasm-way";

/**
 * A loop that does less, about, is done by the caller before others would have noticed. Where it comes again and again,
 * it has to do more: it is shared each time.
 */
const sharedCyclesMin = Object.freeze({ once: 2_000, again: 50_000 });

/** @throws Refusal when no loop can be shared */
export function wasmLoops(fn: Fn, source: BuildSource, threads: number): Variant {
  const { jit } = source;
  const startedMs = jit.clock.now();
  const stage = forThreads(fn, source.settings);
  checkArguments(stage.fn);
  const kernels: WasmKernel[] = [];
  const notes: LoopNote[] = [];
  const pieces = mapPieces(stage.pieces, (piece, tag): Compiled => {
    const kernel = kernelOf(piece, source, false);
    kernels.push(kernel);
    const [first, ...inner] = piece.notes;
    if (tag === "once" || first === undefined) notes.push(...piece.notes);
    else notes.push({ ...first, isShared: true }, ...inner);
    return { kernel, lanes: first?.lanes ?? 1 };
  });
  const relay = new Relay(pieces, stage.stateLength, sharing(jit, threads, source.name));
  const runner = new WasmCall(jit.machine, {
    fn: stage.fn,
    locate: locateIn(jit),
    stateBytes: relay.bytes,
    execute: (place, args) => relay.run(place, args),
  });
  return {
    tier: "threads",
    get code() {
      return kernels.map(({ bytes }) => wasmText(bytes)).join("\n");
    },
    codeSize: kernels.reduce((sum, { bytes }) => sum + bytes.length, 0),
    compileMs: jit.clock.now() - startedMs,
    loops: notes,
    run: (call) => runner.run(call),
  };
}

/** @throws Refusal for more numbers than a job has room for */
function checkArguments({ params, arrays }: Fn): void {
  const made = arrays.filter(({ origin }) => origin === "alloc").length;
  const numbers = params.reduce((sum, { tag }) => sum + (tag === "array" ? 2 : 1), 2 * (made + 1));
  if (numbers <= limits.kernelArgumentsMax) return;
  throw new Refusal("one-thread", "it takes too many arguments", "Put numbers into an array.");
}

interface Compiled {
  readonly kernel: WasmKernel;
  /** Of a loop: how many iterations run side by side. */
  readonly lanes: number;
}

/**
 * Hands a call from piece to piece. After the control block of the call lie the state, and control blocks of chunks,
 * where those that add up leave their results.
 */
class Relay {
  private readonly stateBytes: number;

  constructor(
    private readonly pieces: readonly Piece<Compiled>[],
    private readonly stateLength: number,
    private readonly crew: Crew,
  ) {
    this.stateBytes = (8 * stateLength + 63) & -64;
  }

  /** That it needs after the control block. */
  get bytes(): number {
    return this.stateBytes + controlBytes * limits.kernelChunksMax;
  }

  /** The status: that of the first piece, which asks the guards. */
  run(place: Place, numbers: readonly number[]): number {
    const args = [place.address + controlBytes, this.stateLength, ...numbers];
    const state = place.doubles.subarray(controlBytes >> 3);
    return this.all(this.pieces, { state, args, place, shared: 0 }) ?? 0;
  }

  /** The status, if that was the end; undefined when there is more to come. */
  private all(pieces: readonly Piece<Compiled>[], call: Call): number | undefined {
    for (const piece of pieces) {
      if (piece.tag === "loop") this.share(piece, call);
      else {
        const status = piece.tag === "once" ? this.once(piece.code, call) : this.rounds(piece, call);
        if (status !== undefined) return status;
      }
    }
    return undefined;
  }

  private once({ kernel }: Compiled, { state, args, place }: Call): number | undefined {
    state[stateWords.goesOn] = 0;
    const status = kernel.run(place.address, ...args);
    return status !== 0 || state[stateWords.goesOn] === 0 ? status : undefined;
  }

  /** As long as other threads have something of it. */
  private rounds({ pieces, rest }: RoundsPiece<Compiled>, call: Call): number | undefined {
    while (call.state[stateWords.again] === 1) {
      const before = call.shared;
      const status = this.all(pieces, call);
      if (status !== undefined) return status;
      if (call.shared === before) return this.once(rest, call);
    }
    return undefined;
  }

  private share({ code, total, cycles, isInRounds }: LoopPiece<Compiled>, call: Call): void {
    const { state, args, place } = call;
    const [start, end] = [state[stateWords.from] as number, state[stateWords.limit] as number];
    if (!(start < end)) return;
    const isLarge = cycles * (end - start) >= sharedCyclesMin[isInRounds ? "again" : "once"];
    const isShared = isLarge && state[stateWords.isApart] === 1;
    if (isShared) call.shared++;
    const step = isShared ? stepOf(end - start, this.crew.threads, code.lanes) : end - start;
    const first = controlBytes + this.stateBytes;
    const job = { start, end, step, control: place.address + first, stride: controlBytes, args };
    this.crew.run(code.kernel, job, place);
    if (total === undefined) return;
    const partOf = (chunk: number) => place.doubles[(first + chunk * controlBytes) >> 3] as number;
    const parts = Array.from({ length: chunksOf(job) }, (_, chunk) => partOf(chunk));
    state[total.word] = together(total, state[total.word] as number, parts);
  }
}

/** One call on its way through the pieces. */
interface Call {
  readonly state: Float64Array;
  /** Of all kernels, after those that chunks have of their own. */
  readonly args: readonly number[];
  readonly place: Place;
  /** Loops that were shared so far. */
  shared: number;
}

/** What all parts of a loop come to, in their order: whoever ran them, it is the same. */
export function together({ op, isInt32 }: Total, before: number, parts: readonly number[]): number {
  if (op !== "add") return Math[op](before, ...parts);
  const sum = before + parts.reduce((a, b) => a + b);
  return isInt32 ? sum | 0 : sum;
}
