/** The timer table against a sorted array, and its heap against another one. */
import * as fc from "fast-check";
import { DueHeap } from "../../src/runtime/actor/due-heap";
import { TimerTable } from "../../src/runtime/actor/timers";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

interface Expected {
  readonly id: number;
  due: number;
  sequence: number;
  readonly everyMs: number;
  readonly owner: number;
}

const step = fc.oneof(
  fc.record({
    do: fc.constant("after" as const),
    ms: fc.integer({ min: 0, max: 30 }),
    owner: fc.nat({ max: 2 }),
  }),
  fc.record({
    do: fc.constant("every" as const),
    ms: fc.integer({ min: 1, max: 30 }),
    owner: fc.nat({ max: 2 }),
  }),
  fc.record({ do: fc.constant("cancel" as const), which: fc.nat({ max: 40 }) }),
  fc.record({ do: fc.constant("endOwned" as const), owner: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 40 }) }),
);

/** What firing up to `end` means: sort, take the first, put an interval back. Returns the last sequence. */
function ringUntil(end: number, model: Expected[], from: number, fired: [number, number][]): number {
  let sequence = from;
  for (;;) {
    model.sort((x, y) => x.due - y.due || x.sequence - y.sequence);
    const first = model[0];
    if (first === undefined || first.due > end) return sequence;
    fired.push([first.due, first.id]);
    first.due += first.everyMs;
    first.sequence = ++sequence;
    if (first.everyMs === 0) model.shift();
  }
}

test("any sequence of calls fires what a sorted array would fire, when it would", async () => {
  const run = fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
    const clock = new VirtualClock({ settle: async () => {} });
    const fired: [number, number][] = [];
    const target = {};
    const owners = [{}, {}, {}];
    let last = 0;
    const table = new TimerTable<object, number>({
      clock,
      isLive: () => true,
      ended: () => {},
      fire: (_, id) => fired.push([clock.now(), id]) > 0,
    });
    let model: Expected[] = [];
    let sequence = 0;
    let time = 0;
    const expected: [number, number][] = [];
    for (const now of steps) {
      if (now.do === "after" || now.do === "every") {
        const owner = owners[now.owner];
        const timer =
          now.do === "after"
            ? table.after(target, now.ms, ++last, { owner })
            : table.every(target, now.ms, ++last, { owner });
        expect(timer.id).toBe(last);
        const everyMs = now.do === "every" ? now.ms : 0;
        model.push({ id: last, due: time + now.ms, sequence: ++sequence, everyMs, owner: now.owner });
      } else if (now.do === "cancel") {
        const before = model.length;
        model = model.filter((timer) => timer.id !== now.which);
        expect(table.cancel(now.which)).toBe(model.length < before);
      } else if (now.do === "endOwned") {
        const before = model.length;
        model = model.filter((timer) => timer.owner !== now.owner);
        expect(table.endOwned(owners[now.owner] as object)).toBe(before - model.length);
      } else {
        await clock.advance(now.ms);
        time += now.ms;
        sequence = ringUntil(time, model, sequence, expected);
      }
      expect(table.size).toBe(model.length);
    }
    expect(fired).toEqual(expected);
    table.close();
    expect(clock.pending).toBe(0);
  });
  await fc.assert(run, { numRuns: 200 });
});

test("the heap yields what sorting would, through any adds and removals", () => {
  const change = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 9 }) }) },
    { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200, size: "max" }), (changes) => {
      const heap = new DueHeap<{ due: number; sequence: number; index: number }>();
      let model: { due: number; sequence: number; index: number }[] = [];
      changes.forEach((now, sequence) => {
        if ("add" in now) {
          const entry = { due: now.add, sequence, index: -1 };
          heap.add(entry);
          model.push(entry);
        } else if (model.length > 0) {
          const gone = model[now.remove % model.length] as (typeof model)[0];
          expect([heap.remove(gone), heap.remove(gone)]).toEqual([true, false]);
          model = model.filter((entry) => entry !== gone);
        }
        expect(heap.size).toBe(model.length);
      });
      model.sort((x, y) => x.due - y.due || x.sequence - y.sequence);
      for (const entry of model) {
        expect(heap.first).toBe(entry);
        heap.remove(entry);
      }
      expect(heap.first).toBeUndefined();
    }),
  );
});
