/** What tests of producers of a pool share: busy members, a source that tells what became of it, what is left. */
import { type FunctionPool, type PoolRoute, Runtime } from "../../src";
import { producersOf } from "../mailbox/producers";
import { type Gate, gate } from "../messaging/fixture";

/** A pool whose handlers wait for a gate each; `begun` is what they got, in order. */
export function busyPool(
  rt: Runtime,
  options: { size: number; capacity?: number; route?: PoolRoute; key?: (n: number) => string },
) {
  const { capacity, ...rest } = options;
  const begun: { n: number; until: Gate }[] = [];
  const handle = (n: number): Promise<void> => {
    const until = gate();
    begun.push({ n, until });
    return until;
  };
  const mailbox = capacity === undefined ? undefined : { capacity };
  const pool: FunctionPool<number> = rt.spawnPool(handle, { ...rest, mailbox } as never);
  /** Lets the handler of this message end. */
  const open = (n: number): void => begun.find((one) => one.n === n)?.until.open();
  const got = (): number[] => begun.map(({ n }) => n);
  return { pool, open, got };
}

/** What a pool and its members keep of those who wait for them. */
export function leftOf(rt: Runtime, pool: { readonly pid: number } & Iterable<{ readonly pid: number }>) {
  const { slots } = Runtime.inside(rt);
  const router = slots.at(pool.pid)?.extras?.router;
  const left = { filed: 0, waiting: 0, pipes: 0, hopeful: router?.hopefuls.size ?? 0 };
  for (const { size } of router?.lines ?? []) left.hopeful += size;
  for (const ref of [pool, ...pool]) {
    const { filed, waiting = 0 } = producersOf(rt, ref);
    left.filed += filed;
    left.waiting += waiting;
    left.pipes += slots.at(ref.pid)?.bounds?.credit?.pipes ?? 0;
  }
  return left;
}

export const nothing = { filed: 0, waiting: 0, pipes: 0, hopeful: 0 };

/** Yields what it is given, and tells how often it was asked and closed. After `items` it waits for `end`. */
export function watched(items: Iterable<number>, end: Promise<unknown> = Promise.resolve()) {
  const told = { asked: 0, closed: 0 };
  const inner = items[Symbol.iterator]();
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        told.asked++;
        const step = inner.next();
        if (step.done) await end;
        return step;
      },
      return: () => {
        told.closed++;
        return Promise.resolve({ value: undefined, done: true as const });
      },
    }),
  };
  return { source, told };
}
