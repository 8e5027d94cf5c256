/** Checks what only a bug in this package can break; users never see these. */
export function assert(condition: boolean, because: string): asserts condition {
  if (!condition) throw new Error(`iris-actors bug: ${because}`);
}

/** Closes an exhaustive `switch` over a tagged union. */
export function unreachable(value: never): never {
  throw new Error(`iris-actors bug: unexpected ${JSON.stringify(value)}`);
}
