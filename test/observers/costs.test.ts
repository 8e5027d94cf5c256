/** What an observer costs: work in proportion to what is asked for, not to what is kept or waits. */
import { settle } from "../../src/runtime/testing";
import { makeRuntime } from "../pull/fixture";

interface Walks {
  [Symbol.iterator](): IterableIterator<unknown>;
  shift(): unknown;
  indexOf(value: unknown, from?: number): number;
  splice(start: number, count: number): unknown[];
  slice(from?: number, to?: number): unknown[];
}

/** How many elements the array methods that walk over or move many have walked over or moved, while `work` runs. */
async function walked(work: () => unknown): Promise<number> {
  const { prototype } = Array as unknown as { prototype: Walks };
  const real = {
    [Symbol.iterator]: prototype[Symbol.iterator],
    shift: prototype.shift,
    indexOf: prototype.indexOf,
    splice: prototype.splice,
    slice: prototype.slice,
  };
  let count = 0;
  const counting = <A extends unknown[], R>(
    method: (...args: A) => R,
    cost: (length: number, result: R) => number,
  ) =>
    function (this: unknown[], ...args: A): R {
      const { length } = this;
      const result = Reflect.apply(method, this, args) as R;
      count += cost(length, result);
      return result;
    };
  const all = (length: number): number => length;
  Object.assign(prototype, {
    [Symbol.iterator]: counting(real[Symbol.iterator], all),
    shift: counting(real.shift, all),
    indexOf: counting(real.indexOf, (length, at) => (at < 0 ? length : at)),
    splice: counting(real.splice, all),
    slice: counting(real.slice, (_, copy) => copy.length),
  });
  try {
    await work();
  } finally {
    Object.assign(prototype, real);
  }
  return count;
}

const size = 2_000;

test("recording into a full ring moves each message a bounded number of times", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>({ capacity: size });
  for (let n = 0; n < size; n++) observer.tell(n);
  await settle(rt);
  const count = await walked(async () => {
    for (let n = 0; n < 5 * size; n++) observer.tell(n);
    await settle(rt);
  });
  expect(observer.dropped).toBe(5 * size);
  expect(count).toBeLessThan(100 * size);
});

test("taking messages one by one walks over each a bounded number of times", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  for (let n = 0; n < size; n++) observer.tell(n);
  await settle(rt);
  let taken = 0;
  const count = await walked(() => {
    while (observer.take() !== undefined) taken++;
  });
  expect(taken).toBe(size);
  expect(count).toBeLessThan(20 * size);
});

test("receives that end from the back, or are served from the front, do not walk along the line", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const aborts = Array.from({ length: size }, () => new AbortController());
  const waits = aborts.map(({ signal }) => observer.receive({ signal }).catch(() => -1));
  const count = await walked(async () => {
    for (let at = size - 1; at >= size / 2; at--) aborts[at]?.abort();
    for (let n = 0; n < size / 2; n++) observer.tell(n);
    await settle(rt);
  });
  expect(count).toBeLessThan(100 * size);
  const got = await Promise.all(waits);
  expect(got).toEqual(got.map((_, at) => (at < size / 2 ? at : -1)));
});
