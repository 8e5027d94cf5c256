/**
 * Events for one `for await` reader: a bounded buffer between an emitter that never waits and a reader that may.
 *
 * A slow reader loses the oldest events, and can tell: `dropped`.
 */
import { Backlog } from "./mailbox/backlog";

export interface EventStreamOptions {
  /** Events kept for a slow reader. */
  readonly bufferedMax: number;
  /** Called once, when the reader leaves. */
  readonly left: () => void;
  /** Called once, when the first event is lost. */
  readonly overflowed: () => void;
}

type Read<E> = (result: IteratorResult<E, undefined>) => void;

/** Events for one reader: use `for await`; `break`, `return()` or `using` ends it. */
export class EventStream<E> implements AsyncIterableIterator<E>, Disposable {
  private readonly buffer = new Backlog<E>();
  /** Reads that wait for an event. */
  private readonly reads = new Backlog<Read<E>>();
  private open = true;
  /** Events lost because the reader was too slow. */
  dropped = 0;

  /** @internal */
  constructor(private readonly options: EventStreamOptions) {}

  /** Events that wait to be read. */
  get buffered(): number {
    return this.buffer.size;
  }

  /** @internal For the emitter: hands an event to the reader, now or later. */
  push(event: E): void {
    if (!this.open) return;
    const read = this.reads.dropOldest();
    if (read !== undefined) {
      read({ value: event, done: false });
      return;
    }
    this.buffer.push(event);
    if (this.buffer.size <= this.options.bufferedMax) return;
    this.buffer.dropOldest();
    this.dropped++;
    if (this.dropped === 1) this.options.overflowed();
  }

  /** @internal For the emitter: nothing more will come. What is buffered can still be read. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    for (const read of this.reads.list()) read({ value: undefined, done: true });
    this.reads.clear();
  }

  /** The next event, when it comes; `done` when the reader has left or the runtime has ended. */
  next(): Promise<IteratorResult<E, undefined>> {
    if (this.buffered > 0) return Promise.resolve({ value: this.buffer.dropOldest() as E, done: false });
    if (!this.open) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.reads.push(resolve));
  }

  /** The reader leaves; `break` in `for await` does this. */
  return(): Promise<IteratorResult<E, undefined>> {
    this[Symbol.dispose]();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** The reader leaves, and forgets what is buffered. */
  [Symbol.dispose](): void {
    const wasOpen = this.open;
    this.end();
    this.buffer.clear();
    if (wasOpen) this.options.left();
  }

  /** Itself: there is one reader. */
  [Symbol.asyncIterator](): this {
    return this;
  }
}
