/** The queue and the parking lane against plain arrays; depth limits; nothing is kept alive. */
import * as fc from "fast-check";
import { limits } from "../../src";
import { Bounds, Parked } from "../../src/runtime/mailbox/overflow";
import * as queues from "../../src/runtime/mailbox/queue";
import { Selector, Shape } from "../../src/runtime/messages/selector";
import { codeOf, setUp } from "../messaging/fixture";

const selector = new Selector(7, "x", Shape.One);
const { Queue } = queues;

type AnyQueue = InstanceType<typeof Queue>;

/** The pool as a runtime makes it. */
function makeQueue(): AnyQueue {
  const { Runtime } = jest.requireActual<typeof import("../../src")>("../../src");
  const { chunks } = Runtime.inside(setUp().rt);
  return new Queue(chunks);
}

interface Item {
  readonly n: number;
  gone: boolean;
}

const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant("push" as const), count: fc.integer({ min: 1, max: 400 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ op: fc.constant("shift" as const), count: fc.integer({ min: 1, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant("unshift" as const), count: fc.integer({ min: 1, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant("withdraw" as const), count: fc.integer({ min: 0, max: 900 }) }),
  },
);

/** `expect` is too slow for millions of comparisons. */
function same(found: unknown, expected: unknown): void {
  if (found !== expected) expect(found).toBe(expected);
}

/** Takes the next item that was not withdrawn, as a turn does. */
function take(queue: AnyQueue): Item | undefined {
  for (;;) {
    if (queue.selector === undefined) return undefined;
    const item = queue.argument as Item;
    queue.drop();
    if (!item.gone) return item;
    queue.skipped();
  }
}

const isGone = (_: Selector, argument: unknown): boolean => (argument as Item).gone;

function runQueue(
  operations: readonly { op: "push" | "shift" | "unshift" | "withdraw"; count: number }[],
): void {
  const queue = makeQueue();
  let model: Item[] = [];
  let made = 0;
  for (const { op, count } of operations) {
    if (op === "push") {
      for (let n = 0; n < count; n++) {
        const item = { n: made++, gone: false };
        queue.push(selector, item);
        model.push(item);
      }
    } else if (op === "unshift") {
      for (let n = 0; n < count; n++) {
        const item = { n: made++, gone: false };
        queue.unshift(selector, item);
        model.unshift(item);
      }
    } else if (op === "shift") {
      for (let n = 0; n < count; n++) same(take(queue), model.shift());
    } else {
      const chosen = model.filter((item) => (item.n * 7) % 900 >= count);
      for (const item of chosen) {
        item.gone = true;
        queue.withdraw(isGone);
      }
      model = model.filter((item) => !item.gone);
    }
    expect(queue.size).toBe(model.length);
  }
  while (model.length > 0) same(take(queue), model.shift());
  expect(take(queue)).toBeUndefined();
  expect(queue.size).toBe(0);
}

describe("Queue", () => {
  test("S2: behaves like an array, also with withdrawn entries (random)", () => {
    fc.assert(fc.property(fc.array(operation, { size: "max", maxLength: 60 }), runQueue), { numRuns: 100 });
  });

  test("fills and empties across chunk borders at every offset", () => {
    const queue = makeQueue();
    let next = 0;
    let expected = 0;
    for (let size = 1; size < 300; size += 7) {
      for (let n = 0; n < size; n++) queue.push(selector, next++);
      const keep = size % 3;
      while (queue.size > keep) {
        expect(queue.selector).toBe(selector);
        expect(queue.argument).toBe(expected++);
        queue.drop();
      }
    }
  });

  test("takes back to its front what was at its front, across chunk borders at every offset", () => {
    const queue = makeQueue();
    let last = 0;
    for (let size = 1; size < 300; size += 7) {
      while (queue.size < size) queue.push(selector, last++);
      const taken: unknown[] = [];
      while (taken.length < size) {
        taken.push(queue.argument);
        queue.drop();
      }
      for (const argument of taken.reverse()) queue.unshift(selector, argument);
      const first = last - size;
      for (let n = first; n < first + (size % 5); n++) {
        expect(queue.argument).toBe(n);
        queue.drop();
      }
    }
  });

  test("S13: is full at mailboxDepthMax, by its size", () => {
    const queue = makeQueue();
    expect(queue.full).toBe(false);
    queue.size = limits.mailboxDepthMax - 1;
    expect(queue.full).toBe(false);
    queue.size++;
    expect(queue.full).toBe(true);
  });

  test("S13: a mailbox without a capacity refuses at mailboxDepthMax, with an event", async () => {
    const { rt } = setUp();
    const { Runtime } = jest.requireActual<typeof import("../../src")>("../../src");
    const ref = rt.spawn((_: number) => {});
    const events: unknown[] = [];
    rt.events.on("mailbox-limit", (event) => events.push(event.depth));
    rt.sendMany(ref, [1, 2, 3]);
    const cell = Runtime.inside(rt).slots.at(ref.pid);
    const { queue } = cell as NonNullable<typeof cell>;
    const size = queue?.size ?? 0;
    if (queue !== undefined) queue.size = limits.mailboxDepthMax;
    expect(rt.sendDetailed(ref, 4)).toMatchObject({ accepted: false, fate: "dropped-new" });
    const asked = codeOf(rt.ask(ref, 5));
    if (queue !== undefined) queue.size = size;
    expect(await asked).toBe("ERR_MAILBOX_FULL");
    expect(events).toEqual([limits.mailboxDepthMax, limits.mailboxDepthMax]);
  });
});

describe("Bounds", () => {
  const laneOperation = fc.record({
    op: fc.constantFrom(
      "park" as const,
      "park" as const,
      "unpark" as const,
      "withdraw" as const,
      "find" as const,
    ),
    at: fc.nat(5_000),
    count: fc.integer({ min: 1, max: 600 }),
  });

  test("S2: the lane behaves like an array, also with withdrawn entries (random)", () => {
    fc.assert(
      fc.property(fc.array(laneOperation, { size: "max", maxLength: 50 }), (operations) => {
        const bounds = new Bounds<never>({ capacity: 1 });
        const model: Parked[] = [];
        for (const { op, at, count } of operations) {
          for (let n = 0; n < count && op !== "find"; n++) {
            if (op === "park") {
              const entry = new Parked(selector, {}, undefined);
              bounds.park(entry);
              model.push(entry);
            } else if (op === "unpark") {
              same(bounds.unpark(), model.shift());
            } else {
              const [entry] = model.splice(at % (model.length + 1), 1);
              if (entry === undefined) continue;
              same(bounds.withdraw(entry), true);
              same(bounds.withdraw(entry), false);
            }
          }
          expect(bounds.parked).toBe(model.length);
          expect((bounds as unknown as { lane: unknown[] }).lane.length).toBeLessThanOrEqual(
            2 * model.length + 1_024 + count,
          );
        }
        while (model.length > 0) same(bounds.unpark(), model.shift());
        expect(bounds.unpark()).toBeUndefined();
        expect((bounds as unknown as { lane: unknown[] }).lane).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
