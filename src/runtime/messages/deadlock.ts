/**
 * Names a cycle of asks before it closes (S11): each node waits for the next one's reply, the last for the first's.
 *
 * Only what is known is followed: asks made in a handler's synchronous part or through `ctx.on(ref)`.
 */

/** One actor as the search sees it. */
export interface Waiting<T> {
  /** `Account.deposit`: the actor and the message it is busy with. */
  readonly step: string;
  /** Whom its running handler waits for. Empty when it is not busy, or can handle other messages meanwhile. */
  readonly targets: Iterable<T>;
}

/**
 * The steps from `from` to `to` along who waits for whom; undefined when there is no such chain.
 * Depth first; each actor is looked at once.
 */
export function chainOfWaits<T>(from: T, to: T, look: (node: T) => Waiting<T>): string[] | undefined {
  const seen = new Set<T>();
  const visit = (node: T): string[] | undefined => {
    if (seen.has(node)) return undefined;
    seen.add(node);
    const { step, targets } = look(node);
    if (node === to) return [step];
    for (const target of targets) {
      const rest = visit(target);
      if (rest !== undefined) return [step, ...rest];
    }
    return undefined;
  };
  return visit(from);
}
