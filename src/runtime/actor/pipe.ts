/**
 * `ref.pipe(source)`: sends what a source yields, as fast as there is room and no faster.
 *
 *   room? ─▶ next item ─▶ still room? ─▶ send ─▶ room? …        no promise for an item, where the source needs none
 *     └ no ─▶ in line, with those who await `ready` ─▶ a place is held ─┘
 *
 * Room is looked for before an item is taken, so that none is in hand when the actor ends while there is no room; of a
 * pool it is the item that decides whose room it needs (`pool-sink.ts`). Room is looked at again right before the send,
 * with nothing in between: so nothing is refused, parked or evicted. Pipes share a mailbox: who has sent its part of
 * the capacity goes to the end of the line.
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { isThenable, silence } from "../../thenable";
import { Level } from "../mailbox/pressure";
import { messageName } from "../messages/method-message";
import { type Cell, Gate } from "./cell";
import { checkOptions, checkSignal } from "./checks";
import { Inlet, type Sink } from "./inlet";
import { deadError, levelOf, whenClosed } from "./places";
import { PoolSink } from "./pool-sink";
import type { PipeOptions } from "./protocol";

type Source = AsyncIterable<unknown> | Iterable<unknown>;
/** Of either kind: `next` may return a promise. */
type Items = {
  next(): IteratorResult<unknown> | PromiseLike<IteratorResult<unknown>>;
  return?(): unknown;
};

/** Sends all that a source yields; how many that were. See `Ref.pipe`. */
export async function pipe(cell: Cell, source: Source, options: PipeOptions = {}): Promise<number> {
  checkOptions("pipe options", options);
  checkSignal(options.signal);
  const level = levelOf(options.level, Level.Critical);
  const items = itemsOf(source);
  const router = cell.extras?.router;
  const sink = router === undefined ? new Inlet(cell, level) : new PoolSink(cell, router, level);
  return await new Pipe(cell, items, sink).run(options.signal);
}

class Pipe {
  private sent = 0;
  /** Items until the event loop has to turn: where there is always room, nothing else would make it. */
  private left: number = limits.pipeItemsMax;
  /** The source is at work. */
  private pulling = false;
  /** Why it ended from outside. */
  private end: { readonly error: unknown } | undefined = undefined;
  /** Ends a wait. */
  private interrupt: ((error: unknown) => void) | undefined = undefined;

  constructor(
    private readonly cell: Cell,
    private readonly items: Items,
    private readonly sink: Sink,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<number> {
    const { cell } = this;
    const abort = (): void => this.stop(signal?.reason);
    const stay = whenClosed(cell, () => this.stop(deadError(cell, "pipe()")));
    signal?.addEventListener("abort", abort, { once: true });
    try {
      if (signal?.aborted) abort();
      else if (cell.gate & Gate.Closed) this.stop(deadError(cell, "pipe()"));
      await this.flow();
      return this.sent;
    } catch (error) {
      // The reason of a signal is the user's own, and may end many pipes.
      if (error !== signal?.reason) note(error, this.sent);
      // A source that threw has closed itself.
      if (this.end !== undefined || !this.pulling) await this.close();
      throw error;
    } finally {
      this.sink.leave();
      stay();
      signal?.removeEventListener("abort", abort);
    }
  }

  private async flow(): Promise<void> {
    const { items, sink } = this;
    for (;;) {
      this.check();
      if (!sink.hasRoom) await this.room();
      else if (this.left === 0) await this.rest();
      this.pulling = true;
      let step = items.next();
      if (isThenable(step)) {
        sink.letGo();
        step = await this.unlessEnded(step);
      }
      this.pulling = false;
      if (step.done) return;
      // The source may have sent, or ended the actor.
      while (!sink.fits(step.value)) await this.room();
      this.check();
      if (!sink.put(step.value)) throw this.refused(step.value);
      this.sent++;
      this.left--;
    }
  }

  /** There is room when others have worked, and they let the event loop turn. */
  private room(): Promise<void> {
    this.left = limits.pipeItemsMax;
    return this.unlessEnded(this.sink.wait());
  }

  /** Timers and I/O have their chance. */
  private rest(): Promise<void> {
    this.left = limits.pipeItemsMax;
    return this.unlessEnded(new Promise((resolve) => this.cell.system.turns.later(resolve)));
  }

  /** There was room and the gate was open. */
  private refused(message: unknown): Error {
    const facts = { target: this.cell.label, request: messageName(message) };
    return errors.mailboxFull({ ...facts, capacity: limits.mailboxDepthMax });
  }

  private unlessEnded<T>(promise: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.interrupt = reject;
      promise.then(resolve, reject);
      if (this.end !== undefined) reject(this.end.error);
    });
  }

  private stop(error: unknown): void {
    if (this.end !== undefined) return;
    this.end = { error };
    this.interrupt?.(error);
  }

  private check(): void {
    if (this.end !== undefined) throw this.end.error;
  }

  /** Tells the source that no more is wanted. One that is at work hears of it when it is done, and we do not wait. */
  private async close(): Promise<void> {
    try {
      const closed = this.items.return?.();
      if (!isThenable(closed)) return;
      if (this.pulling) silence(closed);
      else await closed;
    } catch {
      // Why the pipe ended is what its caller has to know.
    }
  }
}

/** How much was sent before it failed. */
function note(error: unknown, accepted: number): void {
  if (typeof error === "object" && error !== null) Reflect.set(error, "accepted", accepted);
}

/** @throws ERR_INVALID_ARG for what is not iterable */
function itemsOf(source: unknown): Items {
  const given = source as
    | { [Symbol.asyncIterator]?: () => Items; [Symbol.iterator]?: () => Items }
    | null
    | undefined;
  const open = given?.[Symbol.asyncIterator] ?? given?.[Symbol.iterator];
  if (typeof open === "function") return open.call(given);
  const expected = "an iterable or an async iterable";
  throw errors.invalidArg({ argument: "source", expected, received: describe(source) });
}
