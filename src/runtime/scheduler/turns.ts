/**
 * The Turns port: when a burst of work starts (S10). Real turns are microtasks and macrotasks of the event loop;
 * a simulation may choose its own order.
 */
export abstract class Turns {
  /** Runs `work` before the event loop goes on. */
  abstract soon(work: () => void): void;
  /** Runs `work` after timers and I/O had their chance. Keeps the process alive until then. */
  abstract later(work: () => void): void;
  /** Like `later`, but does not keep the process alive. */
  abstract mark(work: () => void): void;
}

/** The event loop's own turns. */
export class SystemTurns extends Turns {
  /** `then` on a settled promise is the cheapest microtask there is; `queueMicrotask` makes an async resource. */
  private readonly settled = Promise.resolve();

  soon(work: () => void): void {
    this.settled.then(work);
  }

  later(work: () => void): void {
    setImmediate(work);
  }

  mark(work: () => void): void {
    setImmediate(work).unref();
  }
}
