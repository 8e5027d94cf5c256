/** What disposing means for things users write: the standard symbols first, then a `dispose()` without parameters. */

interface Disposing {
  [Symbol.asyncDispose]?: unknown;
  [Symbol.dispose]?: unknown;
  dispose?: unknown;
}

export function isDisposable(value: unknown): value is object {
  return typeof value === "object" && value !== null && disposerOf(value) !== undefined;
}

function disposerOf(value: Disposing): (() => unknown) | undefined {
  for (const method of [value[Symbol.asyncDispose], value[Symbol.dispose], value.dispose]) {
    // A `dispose(something)` disposes of something else.
    if (typeof method === "function" && method.length === 0) return method as () => unknown;
  }
  return undefined;
}

/** Disposes the last first, one after the other. What is thrown is collected, and stops nothing. */
export async function disposeAll(values: readonly object[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const value of values.toReversed()) {
    try {
      await disposerOf(value)?.call(value);
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}
