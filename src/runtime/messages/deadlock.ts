/**
 * Names a cycle of asks before it closes (S11): each node waits for the next one's reply, the last for the first's.
 *
 * Only what is known is followed: asks made in a handler's synchronous part or through `ctx.on(ref)`.
 */

/**
 * The shortest way from `from` to `to` along who waits for whom; undefined when there is none.
 *
 * @param targetsOf whom a node's running handler waits for; empty when it can handle other messages meanwhile
 * @param nodesMax looked at before the search gives up: it runs with each ask, and a line of waiters may be long
 */
export function chainOfWaits<T>(
  from: T,
  to: T,
  targetsOf: (node: T) => Iterable<T>,
  nodesMax: number,
): T[] | undefined {
  const cameFrom = new Map<T, T | undefined>([[from, undefined]]);
  // A map is iterated in order of insertion, including what is added meanwhile: breadth first.
  for (const node of cameFrom.keys()) {
    if (node === to) return wayTo(node, cameFrom);
    if (cameFrom.size > nodesMax) return undefined;
    for (const target of targetsOf(node)) if (!cameFrom.has(target)) cameFrom.set(target, node);
  }
  return undefined;
}

function wayTo<T>(end: T, cameFrom: ReadonlyMap<T, T | undefined>): T[] {
  const way: T[] = [];
  for (let at: T | undefined = end; at !== undefined; at = cameFrom.get(at)) way.push(at);
  return way.reverse();
}
