/** Promises are recognised by their `then`: they may come from another realm or library. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/** Nobody waits for this promise any more: its rejection must not end the process. */
export function silence(promise: PromiseLike<unknown>): void {
  try {
    promise.then(undefined, () => {});
  } catch {
    // A thenable of the user's own making.
  }
}
