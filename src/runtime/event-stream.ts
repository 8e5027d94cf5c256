/**
 * Events for one `for await` reader: a bounded buffer between an emitter that never waits and a reader that may.
 *
 * A slow reader loses the oldest events, and can tell: `dropped`.
 */
export interface EventStreamOptions {
  /** Events kept for a slow reader. */
  readonly bufferedMax: number;
  /** Called once, when the reader leaves. */
  readonly left: () => void;
  /** Called once, when the first event is lost. */
  readonly overflowed: () => void;
}

type Waiter<E> = (result: IteratorResult<E, undefined>) => void;

/** Events for one reader: use `for await`; `break`, `return()` or `using` ends it. */
export class EventStream<E> implements AsyncIterableIterator<E>, Disposable {
  private readonly buffer: (E | undefined)[] = [];
  /** Where the oldest buffered event is; what is before it was read. */
  private head = 0;
  private waiters: Waiter<E>[] = [];
  private open = true;
  /** Events lost because the reader was too slow. */
  dropped = 0;

  /** @internal */
  constructor(private readonly options: EventStreamOptions) {}

  /** Events that wait to be read. */
  get buffered(): number {
    return this.buffer.length - this.head;
  }

  /** @internal For the emitter: hands an event to the reader, now or later. */
  push(event: E): void {
    if (!this.open) return;
    const waiter = this.waiters.shift();
    if (waiter !== undefined) {
      waiter({ value: event, done: false });
      return;
    }
    if (this.buffered >= this.options.bufferedMax) {
      this.take();
      this.dropped++;
      if (this.dropped === 1) this.options.overflowed();
    }
    this.buffer.push(event);
  }

  /** @internal For the emitter: nothing more will come. What is buffered can still be read. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    for (const waiter of this.waiters) waiter({ value: undefined, done: true });
    this.waiters = [];
  }

  /** The next event, when it comes; `done` when the reader has left or the runtime has ended. */
  next(): Promise<IteratorResult<E, undefined>> {
    if (this.buffered > 0) return Promise.resolve({ value: this.take() as E, done: false });
    if (!this.open) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.waiters.push(resolve));
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
    this.buffer.length = 0;
    this.head = 0;
    if (wasOpen) this.options.left();
  }

  /** Itself: there is one reader. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Removes the oldest buffered event; amortised O(1). */
  private take(): E | undefined {
    const event = this.buffer[this.head];
    this.buffer[this.head] = undefined;
    this.head++;
    if (this.head === this.buffer.length) {
      this.buffer.length = 0;
      this.head = 0;
    } else if (this.head >= 1_024 && this.head * 2 >= this.buffer.length) {
      this.buffer.splice(0, this.head);
      this.head = 0;
    }
    return event;
  }
}
