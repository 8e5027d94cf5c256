/** Checks what only a bug in this package can break; users never see these. */
export function assert(condition: boolean, because: string): asserts condition {
  if (!condition) throw new Error(`iris-actors bug: ${because}`);
}
