/**
 * `ref.pipe(source)`: sends what a source yields, as fast as the mailbox has room and no faster.
 *
 *   room? ─▶ next item ─▶ still room? ─▶ send ─▶ room? …        no promise for an item, where the source needs none
 *     └ no ─▶ in line, with those who await `ready` ─▶ a place is held ─┘
 *
 * Room is looked for before an item is taken, so that none is in hand when the actor ends while there is no room. It is
 * looked at again right before the send, with nothing in between: so nothing is refused, parked or evicted. Pipes share
 * a mailbox: who has sent its part of the capacity goes to the end of the line.
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { isThenable, silence } from "../../thenable";
import { Waiter } from "../mailbox/credit";
import { Level } from "../mailbox/pressure";
import { messageName } from "../messages/method-message";
import { type Cell, Gate } from "./cell";
import { checkOptions, checkSignal } from "./checks";
import { post } from "./post";
import type { PipeOptions } from "./protocol";
import { creditOf, deadError, giveBack, levelOf, servePlaces, waitsForItself, whenClosed } from "./ready";

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
  return await new Pipe(cell, itemsOf(source), level).run(options.signal);
}

class Pipe {
  private sent = 0;
  /** 1 while a place is promised to it. */
  private held = 0;
  /** What it may send before others have their turn. */
  private share = Number.POSITIVE_INFINITY;
  /** The source is at work. */
  private pulling = false;
  /** Why it ended from outside. */
  private end: { readonly error: unknown } | undefined = undefined;
  /** Ends a wait. */
  private interrupt: ((error: unknown) => void) | undefined = undefined;

  constructor(
    private readonly cell: Cell,
    private readonly items: Items,
    private readonly level: Level,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<number> {
    const { cell } = this;
    const credit = cell.bounds === undefined ? undefined : creditOf(cell.bounds);
    const abort = (): void => this.stop(signal?.reason);
    const stay = whenClosed(cell, () => this.stop(deadError(cell, "pipe()")));
    signal?.addEventListener("abort", abort, { once: true });
    if (credit !== undefined) credit.pipes++;
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
      if (credit !== undefined) credit.pipes--;
      this.letGo();
      stay();
      signal?.removeEventListener("abort", abort);
    }
  }

  private async flow(): Promise<void> {
    const { items } = this;
    for (;;) {
      this.check();
      if (!this.maySend()) await this.place();
      this.pulling = true;
      let step = items.next();
      if (isThenable(step)) {
        this.letGo();
        step = await this.unlessEnded(step);
      }
      this.pulling = false;
      if (step.done) return;
      // The source may have sent, or ended the actor.
      while (!this.maySend()) await this.place();
      this.check();
      this.put(step.value);
    }
  }

  private maySend(): boolean {
    const { bounds } = this.cell;
    if (bounds === undefined) return true;
    return this.share > 0 && bounds.hasPlace(this.cell.occupied, this.level, this.held);
  }

  private put(message: unknown): void {
    const { cell } = this;
    const credit = cell.bounds?.credit;
    // A message that is queued keeps a promise: it has to be our own.
    if (this.held === 0 && credit !== undefined) credit.promised++;
    this.held = 0;
    if (!post(cell, message)) {
      if (credit !== undefined) giveBack(cell);
      const facts = { target: cell.label, request: messageName(message) };
      throw errors.mailboxFull({ ...facts, capacity: limits.mailboxDepthMax });
    }
    this.sent++;
    this.share--;
  }

  /** Waits for a place and holds it, until `put` or `letGo`. */
  private async place(): Promise<void> {
    const { cell, level } = this;
    const { bounds } = cell;
    this.letGo();
    if (bounds === undefined) return;
    if (waitsForItself(cell)) throw errors.selfBlock({ target: cell.label });
    if (this.share <= 0) await undefined; // others were promised a place with us, and are about to send
    this.check();
    const credit = creditOf(bounds);
    await new Promise<void>((resolve, reject) => {
      const waiter = new Waiter(level, () => {
        this.held = 1;
        resolve();
      });
      this.interrupt = (error) => {
        credit.leave(waiter);
        reject(error);
      };
      credit.join(waiter);
      servePlaces(cell); // its share was used up, and there may be nobody else
    });
    this.share = Math.ceil(bounds.capacity / credit.pipes);
  }

  private unlessEnded<T>(promise: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.interrupt = reject;
      promise.then(resolve, reject);
    });
  }

  private letGo(): void {
    if (this.held === 0) return;
    this.held = 0;
    giveBack(this.cell);
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
