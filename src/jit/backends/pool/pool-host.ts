/** The port through which functions run in other threads, one call after the other, answered by promises. */

/** What to run there. */
export type PoolFunction =
  /** A function that needs nothing around it: its source, an expression or a method. */
  | { readonly text: string }
  /** An export of a module, by an absolute path or a file URL; `export` may be dotted, as in `Pricing.payoff`. */
  | { readonly module: string; readonly export: string };

/** The loop of a map, there: the function is called for each element, in order. */
export interface PoolMap {
  /** Which arguments are gone through; all of that length. */
  readonly mapped: readonly boolean[];
  readonly length: number;
  /** The name of the typed array that it makes. */
  readonly kind: string;
}

/** One call in another thread. */
export interface PoolCall {
  readonly fn: PoolFunction;
  /** How errors call it. */
  readonly kernel: string;
  /** Are copied to the thread; shared memory is shared. */
  readonly args: readonly unknown[];
  /** The call is for each element of an array. */
  readonly map?: PoolMap | undefined;
  /** How long the call may take, waiting for a free thread included. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Threads for whole functions. */
export interface PoolHost extends AsyncDisposable {
  /**
   * Runs the function in a thread and resolves with a copy of its result, or rejects with a copy of what it threw.
   *
   * Rejects ERR_NOT_PORTABLE for what cannot be copied, is not found or where there are no threads,
   * ERR_KERNEL_DEADLINE at the deadline, and with the signal's reason when it is aborted; the last two end the thread.
   * ERR_KERNEL_INTERRUPTED when the thread ends by itself, or all are ended.
   */
  run(call: PoolCall): Promise<unknown>;
  /** Ends all threads; calls under way reject. It may be used again. */
  dispose(): Promise<void>;
}
