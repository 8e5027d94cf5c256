/** Real turns of the event loop, for tools that let the code under test run. */

// Taken at load, so that a test framework's fake timers do not stop us.
const immediate = setImmediate;

/** Resolves after `turns` turns of the event loop: every microtask, and `setImmediate` chains up to that length. */
export async function eventLoopTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => immediate(resolve));
}
