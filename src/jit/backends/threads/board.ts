/**
 * The board: the shared words through which the caller and its workers agree on who does what, without messages.
 *
 *   claim  = job number, 24 bits │ next chunk, 8 bits     who raises the low part by compare-and-swap owns the chunk
 *   done   = chunks of this job that have ended           the last one to end writes the job number to `finished`
 *   job    = kernel, chunks, workers that may help, then doubles: start, end, step, control address, stride, arguments
 *
 * A job is written while the claim says `sealed`; nobody reads it then. A claim that succeeds proves that the job is
 * still the one that was looked at: a job ends only after all its claimed chunks have. Job numbers repeat after 2^24
 * jobs; the board is replaced before that.
 */
import { assert } from "../../../assert";
import { limits } from "../../../limits";

/** Chunk numbers and the one that says that there is nothing to claim, yet or any more. */
const chunkBits = 8;
const sealed = 2 ** chunkBits - 1;

/** Where words are, in int32s. What different threads write lies in different cache lines. */
export const words = Object.freeze({
  claim: 0,
  done: 16,
  finished: 32,
  /** Whether the caller sleeps until `finished` changes. */
  callerSleeps: 33,
  /** 1: a guard failed somewhere; 2: a kernel trapped. */
  status: 48,
  /** Workers that sleep until `claim` changes, about: one that died asleep still counts. */
  parked: 64,
  /** Workers that have started, ever. */
  started: 80,
  kernel: 96,
  chunks: 97,
  helpers: 98,
  argumentCount: 99,
  /** Doubles from here on. */
  numbers: 112,
  /** After the doubles: one word for each worker, its state. */
} as const);

/** States of a worker. One that is not there: 0. */
const states = Object.freeze({
  idle: 1,
  /** It works on a chunk, or is about to claim one: if it dies then, so may a chunk. */
  working: 2,
});

/** How the wait for a job ended: its threads may have come to nothing. */
export type Ending = "done" | "late" | "lost";

/** Doubles of a job before the arguments. */
const jobNumbers = 5;
export const numberCount = jobNumbers + limits.kernelArgumentsMax;

/** A status: the kernel trapped, which is a bug of ours, or could not be instantiated. */
export const trapped = 2;

/** What the worker's text is told, so that it repeats no number. */
export const layout = Object.freeze({ ...words, ...states, chunkBits, sealed, jobNumbers, trapped });

/** One piece of work that is split into chunks. */
export interface Job {
  /** The kernel's first two arguments for the chunk k: `start + k * step`, and that plus `step` but at most `end`. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** Byte address of the control block of chunk 0, and how many bytes further each next one lies. */
  readonly control: number;
  readonly stride: number;
  /** The rest of the kernel's arguments; the same for all chunks. */
  readonly args: readonly number[];
}

/** How many chunks a job has: one at least, so that guards are looked at. */
export function chunksOf({ start, end, step }: Job): number {
  return Math.max(1, Math.ceil((end - start) / step));
}

export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly view: Int32Array;
  private readonly numbers: Float64Array;
  private readonly statesAt: number;
  private job = 0;

  constructor(workers: number) {
    this.statesAt = words.numbers + 2 * numberCount;
    this.buffer = new SharedArrayBuffer(4 * (this.statesAt + workers));
    this.view = new Int32Array(this.buffer);
    this.numbers = new Float64Array(this.buffer, 4 * words.numbers, numberCount);
    Atomics.store(this.view, words.claim, sealed);
  }

  /** Whether job numbers would repeat. */
  get isWornOut(): boolean {
    return this.job >= 2 ** (32 - chunkBits) - 1;
  }

  /** Makes a job known. The one before must have ended. */
  publish(kernel: number, job: Job, chunks: number, helpers: number): void {
    const { view, numbers } = this;
    assert(chunks <= limits.kernelChunksMax, `${chunks} chunks`);
    assert(job.args.length <= limits.kernelArgumentsMax, `${job.args.length} arguments`);
    const number = ++this.job;
    Atomics.store(view, words.claim, (number << chunkBits) | sealed);
    view[words.kernel] = kernel;
    view[words.chunks] = chunks;
    view[words.helpers] = helpers;
    view[words.argumentCount] = job.args.length;
    numbers[0] = job.start;
    numbers[1] = job.end;
    numbers[2] = job.step;
    numbers[3] = job.control;
    numbers[4] = job.stride;
    for (let at = 0; at < job.args.length; at++) numbers[jobNumbers + at] = job.args[at] as number;
    Atomics.store(view, words.done, 0);
    Atomics.store(view, words.status, 0);
    Atomics.store(view, words.claim, number << chunkBits);
    if (helpers > 0 && Atomics.load(view, words.parked) > 0) Atomics.notify(view, words.claim);
  }

  /** The next chunk for the caller itself, or -1. */
  claim(chunks: number): number {
    const { view } = this;
    for (;;) {
      const word = Atomics.load(view, words.claim);
      const chunk = word & sealed;
      if (chunk >= chunks) return -1;
      if (Atomics.compareExchange(view, words.claim, word, word + 1) === word) return chunk;
    }
  }

  /** A chunk of the caller's has ended. */
  end(chunks: number): void {
    if (Atomics.add(this.view, words.done, 1) + 1 === chunks)
      Atomics.store(this.view, words.finished, this.job);
  }

  /**
   * Waits until the job has ended, at most for `timeoutMs`.
   *
   * @param isLost asked from time to time: whether nobody is left who could end it
   */
  finish(isLost: () => boolean, timeoutMs = Number.POSITIVE_INFINITY): Ending {
    const { view, job } = this;
    for (let spins = 0; spins < limits.callerSpinsMax; spins++) {
      if (Atomics.load(view, words.finished) === job) return "done";
    }
    Atomics.store(view, words.callerSleeps, 1);
    let ending: Ending = "late";
    let seen = Atomics.load(view, words.finished);
    // What wakes the caller may be the worker that ended the job before, and was late to say so.
    for (let leftMs = timeoutMs; seen !== job && leftMs > 0 && ending !== "lost"; ) {
      const lapMs = Math.min(leftMs, limits.threadLapMs);
      if (Atomics.wait(view, words.finished, seen, lapMs) === "timed-out") {
        leftMs -= lapMs;
        if (isLost()) ending = "lost";
      }
      seen = Atomics.load(view, words.finished);
    }
    Atomics.store(view, words.callerSleeps, 0);
    return Atomics.load(view, words.finished) === job ? "done" : ending;
  }

  get status(): number {
    return Atomics.load(this.view, words.status);
  }

  addStatus(status: number): void {
    if (status !== 0) Atomics.or(this.view, words.status, status);
  }

  /** Where the worker says what it does. */
  stateWord(worker: number): number {
    return this.statesAt + worker;
  }

  hasStarted(worker: number): boolean {
    return Atomics.load(this.view, this.stateWord(worker)) !== 0;
  }

  isWorking(worker: number): boolean {
    return Atomics.load(this.view, this.stateWord(worker)) === states.working;
  }

  /** A worker is gone; another one will take its place. */
  forget(worker: number): void {
    Atomics.store(this.view, this.stateWord(worker), 0);
  }

  /** Waits for one more worker to start. False when none has after `timeoutMs`. */
  awaitStart(startedBefore: number, timeoutMs: number): boolean {
    return Atomics.wait(this.view, words.started, startedBefore, timeoutMs) !== "timed-out";
  }

  get started(): number {
    return Atomics.load(this.view, words.started);
  }
}

assert(limits.kernelChunksMax < sealed, "chunk numbers must fit into the claim");
