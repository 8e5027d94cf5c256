/** Takes back what a call set up, by calling it or with a `using` declaration; harmless when called again. */
export type Disposer = Disposable & (() => void);

/** `dispose` has to bear being called twice. */
export function disposer(dispose: () => void): Disposer {
  return Object.assign(dispose, { [Symbol.dispose]: dispose });
}
