/**
 * The workers of one board. A worker that ended is replaced at the next job; until it has started, the others and the
 * caller do its share. A crew is dismissed as a whole, together with its board: a worker that is about to be terminated
 * can then claim nothing that anybody waits for.
 */
import { limits } from "../../../limits";
import type { WasmMemory, WasmModule } from "../../memory/webassembly";
import { Board, layout, numberCount } from "./board";
import type { HostThread, ThreadHost } from "./thread-host";
import { workerText } from "./worker-text";

interface Member {
  readonly thread: HostThread;
  /** Kernels that were posted to it. */
  readonly known: Set<number>;
}

export class Crew {
  readonly board: Board;
  private readonly members: (Member | undefined)[];
  private readonly ended = new Set<Promise<void>>();
  private isDismissed = false;
  /** Starts in a row that came to nothing. */
  private failures = 0;
  /** Why there are no threads, once that is known. */
  problem: unknown = undefined;

  constructor(
    private readonly host: ThreadHost,
    private readonly memory: WasmMemory,
    readonly size: number,
  ) {
    this.board = new Board(size);
    this.members = Array.from({ length: size }, () => undefined);
  }

  /** Starts what is missing among the first `count` workers, and sees that they will have the kernel. */
  prepare(count: number, id: number, module: WasmModule): void {
    for (let worker = 0; worker < count; worker++) {
      const member = this.members[worker] ?? this.start(worker);
      if (member === undefined || member.known.has(id)) continue;
      member.thread.post({ id, module });
      member.known.add(id);
    }
  }

  forget(id: number): void {
    for (const member of this.members) {
      if (member?.known.delete(id)) member.thread.post({ id, module: undefined });
    }
  }

  /** Waits until one of the first `count` workers is there. False when none comes. */
  awaitOne(count: number): boolean {
    for (let leftMs = limits.threadStartMs; leftMs > 0; ) {
      const { started } = this.board;
      for (let worker = 0; worker < count; worker++) {
        if (this.members[worker] !== undefined && this.board.hasStarted(worker)) return true;
      }
      if (this.problem !== undefined || this.members.every((member) => member === undefined)) return false;
      if (this.board.awaitStart(started, limits.threadLapMs)) continue;
      leftMs -= limits.threadLapMs;
      this.bury();
    }
    return false;
  }

  /**
   * Whether the job on the board will never end, since who worked on it has died. Workers that are alive and at work
   * are waited for: nobody touches the memory any more when this is true, but for whoever claims what is left.
   */
  isLost(): boolean {
    const { board } = this;
    const there = [...this.members.entries()].flatMap(([worker, member]) =>
      member === undefined ? [] : [{ isAlive: member.thread.isAlive(), isWorking: board.isWorking(worker) }],
    );
    if (there.some(({ isAlive, isWorking }) => isAlive && isWorking)) return false;
    const isLost = there.every(({ isAlive }) => !isAlive) || there.some(({ isWorking }) => isWorking);
    if (isLost) this.bury();
    return isLost;
  }

  /** Workers that have died make room for others. */
  private bury(): void {
    for (const [worker, member] of this.members.entries()) {
      if (member !== undefined && !member.thread.isAlive()) this.lose(worker, member, undefined);
    }
  }

  /** How many workers have started and not ended. */
  get alive(): number {
    return this.members.filter((member, worker) => member !== undefined && this.board.hasStarted(worker))
      .length;
  }

  /** Ends all workers; resolves when they have ended. */
  async dismiss(): Promise<void> {
    this.isDismissed = true;
    for (const member of this.members.splice(0)) {
      if (member !== undefined) this.ended.add(member.thread.end());
    }
    await Promise.all(this.ended);
  }

  private start(worker: number): Member | undefined {
    if (this.isDismissed || this.problem !== undefined) return undefined;
    const { board, memory } = this;
    const spins = { min: limits.threadSpinsMin, max: limits.threadSpinsMax, napMs: limits.threadNapMs };
    const stateWord = board.stateWord(worker);
    const data = { layout, buffer: board.buffer, memory, worker, stateWord, numberCount, spins };
    let member: Member | undefined;
    try {
      const thread = this.host.start({
        name: `iris-kernels-${worker + 1}`,
        text: workerText,
        data,
        ended: (error) => this.lose(worker, member, error),
      });
      member = { thread, known: new Set() };
      this.members[worker] = member;
    } catch (error) {
      this.problem = error;
    }
    return member;
  }

  private lose(worker: number, member: Member | undefined, error: unknown): void {
    if (this.members[worker] !== member || member === undefined) return;
    this.failures = this.board.hasStarted(worker) ? 0 : this.failures + 1;
    if (this.failures >= limits.threadStartsMax) this.problem = error ?? new Error("threads end at once");
    this.members[worker] = undefined;
    this.board.forget(worker);
  }
}
