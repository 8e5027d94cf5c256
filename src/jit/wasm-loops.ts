/**
 * A function of whole arrays whose outer loops several threads share: its pieces one after the other, each loop cut
 * into chunks of its counter. Loaded when the first of them is wanted.
 *
 *   once ─▶ state: from, limit, locals ─▶ loop [from, limit) on all threads ─▶ once … ─▶ last
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
import { stateWords, type Total } from "./passes/parallel";
import { forThreads, type Stage } from "./stages";
import type { LoopNote, Variant } from "./tier";
import { WasmCall } from "./wasm-call";
import type { Crew } from "./wasm-map";
import { type BuildSource, kernelOf, locateIn } from "./wasm-way";

/** @throws Refusal when no loop can be shared */
export function wasmLoops(fn: Fn, source: BuildSource, threads: number): Variant {
  const { jit } = source;
  const startedMs = jit.clock.now();
  const stage = forThreads(fn, source.settings);
  checkArguments(stage.fn);
  const kernels: WasmKernel[] = [];
  const notes: LoopNote[] = [];
  const compiled = (piece: Stage): WasmKernel => {
    const kernel = kernelOf(piece, source, false);
    kernels.push(kernel);
    return kernel;
  };
  const pieces = stage.pieces.map(({ once, loop, total }): Piece => {
    const [own, ...inner] = loop.notes;
    notes.push(...once.notes, ...(own ? [{ ...own, isShared: true }] : []), ...inner);
    return { once: compiled(once), loop: compiled(loop), multiple: own?.lanes ?? 1, total };
  });
  const last = stage.last && compiled(stage.last);
  notes.push(...(stage.last?.notes ?? []));
  const relay = new Relay(pieces, last, stage.stateLength, sharing(jit, threads, source.name));
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

interface Piece {
  readonly once: WasmKernel;
  readonly loop: WasmKernel;
  /** Chunks begin at multiples of it: of whole vectors. */
  readonly multiple: number;
  readonly total: Total | undefined;
}

/**
 * Hands a call from piece to piece. After the control block of the call lie the state, and control blocks of chunks,
 * where those that add up leave their results.
 */
class Relay {
  private readonly stateBytes: number;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly last: WasmKernel | undefined,
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
    const { address: control, doubles } = place;
    const args = [control + controlBytes, this.stateLength, ...numbers];
    const state = doubles.subarray(controlBytes >> 3);
    for (const piece of this.pieces) {
      state[stateWords.goesOn] = 0;
      const status = piece.once.run(control, ...args);
      if (status !== 0 || state[stateWords.goesOn] === 0) return status;
      this.share(piece, state, args, place);
    }
    return this.last?.run(control, ...args) ?? 0;
  }

  private share(
    { loop, multiple, total }: Piece,
    state: Float64Array,
    args: readonly number[],
    place: Place,
  ): void {
    const [start, end] = [state[stateWords.from] as number, state[stateWords.limit] as number];
    if (!(start < end)) return;
    const isApart = state[stateWords.isApart] === 1;
    const step = isApart ? stepOf(end - start, this.crew.threads, multiple) : end - start;
    const first = controlBytes + this.stateBytes;
    const job = { start, end, step, control: place.address + first, stride: controlBytes, args };
    this.crew.run(loop, job, place);
    if (total === undefined) return;
    const partOf = (chunk: number) => place.doubles[(first + chunk * controlBytes) >> 3] as number;
    const parts = Array.from({ length: chunksOf(job) }, (_, chunk) => partOf(chunk));
    state[total.word] = together(total, state[total.word] as number, parts);
  }
}

/** What all parts of a loop come to, in their order: whoever ran them, it is the same. */
export function together({ op, isInt32 }: Total, before: number, parts: readonly number[]): number {
  if (op !== "add") return Math[op](before, ...parts);
  const sum = before + parts.reduce((a, b) => a + b);
  return isInt32 ? sum | 0 : sum;
}
