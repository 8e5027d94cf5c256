/** An observer against plain arrays: several receives that wait at once, a small capacity, takes, deadlines, aborts. */
import * as fc from "fast-check";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { makeRuntime } from "../pull/fixture";

const divisor = fc.integer({ min: 1, max: 4 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("send" as const),
      values: fc.array(fc.nat(20), { maxLength: 6 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("receive" as const),
      by: divisor,
      timeoutMs: fc.constantFrom(undefined, 0, 2, 4),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("take" as const), by: divisor }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("abort" as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("time" as const), ms: fc.nat(3) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Waiting {
  readonly at: number;
  readonly by: number;
  readonly dueMs: number;
}

const capacity = 5;

class Model {
  readonly outcomes: (string | number)[] = [];
  readonly record: number[] = [];
  waiting: Waiting[] = [];
  dropped = 0;
  nowMs = 0;

  send(value: number): void {
    const first = this.waiting.find(({ by }) => value % by === 0);
    if (first !== undefined) this.end(first, value);
    else this.record.push(value);
    if (this.record.length <= capacity) return;
    this.record.shift();
    this.dropped++;
  }

  take(by: number): number | undefined {
    const at = this.record.findIndex((value) => value % by === 0);
    return at < 0 ? undefined : this.record.splice(at, 1)[0];
  }

  receive(by: number, timeoutMs: number | undefined): void {
    const found = this.take(by);
    const at = this.outcomes.push(found ?? (timeoutMs === 0 ? "nothing" : "waits")) - 1;
    if (found !== undefined || timeoutMs === 0) return;
    this.waiting.push({ at, by, dueMs: this.nowMs + (timeoutMs ?? Number.POSITIVE_INFINITY) });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    for (const one of this.waiting.filter(({ dueMs }) => dueMs <= this.nowMs)) this.end(one, "nothing");
  }

  end(one: Waiting, how: string | number): void {
    this.outcomes[one.at] = how;
    this.waiting = this.waiting.filter((other) => other !== one);
  }
}

async function runSteps(steps: readonly Step[]): Promise<void> {
  const rt = makeRuntime();
  const observer = rt.observe<number>({ capacity });
  const model = new Model();
  const outcomes: (string | number)[] = [];
  const aborts: AbortController[] = [];
  for (const s of steps) {
    if (s.op === "send") {
      for (const value of s.values) {
        observer.tell(value);
        model.send(value);
      }
    } else if (s.op === "receive") {
      const abort = new AbortController();
      aborts.push(abort);
      const at = outcomes.push("waits") - 1;
      const { signal } = abort;
      const settle = (how: string | number): void => {
        outcomes[at] = how;
      };
      model.receive(s.by, s.timeoutMs);
      observer
        .receive((value) => value % s.by === 0, { timeoutMs: s.timeoutMs, signal })
        .then(
          (value) => settle(value ?? "nothing"),
          () => settle("aborted"),
        );
    } else if (s.op === "take") {
      expect(observer.take((value) => value % s.by === 0)).toBe(model.take(s.by));
    } else if (s.op === "abort") {
      const one = model.waiting[s.at];
      if (one === undefined) continue;
      model.end(one, "aborted");
      aborts[one.at]?.abort();
    } else {
      model.pass(s.ms);
      await rt.clock.advance(s.ms);
    }
    await eventLoopTurns(2);
    expect(outcomes).toEqual(model.outcomes);
    expect(observer.messages().map(({ message }) => message)).toEqual(model.record);
    expect(observer.dropped).toBe(model.dropped);
  }
  await observer.stop();
  for (const one of model.waiting) model.end(one, "nothing");
  await eventLoopTurns(2);
  expect(outcomes).toEqual(model.outcomes);
}

test("an observer behaves like an array with a line of those who wait (random)", async () => {
  const property = fc.asyncProperty(fc.array(step, { size: "max", maxLength: 60 }), runSteps);
  await fc.assert(property, { numRuns: 60 });
});
