import { SequenceRandom } from "../../src/runtime/testing/sequence-random";
import { SimulatedTurns, type SimulatedTurnsOptions } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

/** The order in which ten bursts start. */
function orderOf(options: SimulatedTurnsOptions): number[] {
  const turns = new SimulatedTurns(options);
  const order: number[] = [];
  for (let n = 0; n < 10; n++) turns.soon(() => order.push(n));
  turns.drain();
  return order;
}

const inOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe("simulated turns", () => {
  test("a seed repeats its order, another seed has another one, and nothing is lost", () => {
    expect(orderOf({ seed: 7 })).toEqual(orderOf({ seed: 7 }));
    expect(orderOf({ seed: 7 })).not.toEqual(orderOf({ seed: 8 }));
    expect(orderOf({ seed: 7 })).not.toEqual(inOrder);
    expect(orderOf({ seed: 7 }).sort()).toEqual(inOrder);
  });

  test("fifo keeps the order of the event loop", () => {
    expect(orderOf({ order: "fifo" })).toEqual(inOrder);
  });

  test("given chance decides: the last, then the first", () => {
    const turns = new SimulatedTurns({ random: new SequenceRandom([0.99, 0]) });
    const log: string[] = [];
    for (const name of ["a", "b", "c"]) turns.soon(() => log.push(name));
    turns.drain();
    expect(log).toEqual(["c", "a", "b"]);
  });

  test("nothing runs before its step; soon comes before later and mark, in every order", () => {
    for (let seed = 0; seed < 20; seed++) {
      const turns = new SimulatedTurns({ seed });
      const log: string[] = [];
      turns.later(() => {
        log.push("later");
        turns.soon(() => log.push("soon"));
      });
      turns.mark(() => log.push("mark"));
      turns.soon(() => log.push("soon"));
      expect([log.length, turns.pending]).toEqual([0, 3]);
      expect(turns.step()).toBe(true);
      expect(log).toEqual(["soon"]);
      expect(turns.drain()).toBe(3);
      expect(log.indexOf("soon", 1)).toBe(log.indexOf("later") + 1);
      expect([log.length, turns.step(), turns.drain()]).toEqual([4, false, 0]);
    }
  });

  test("work that throws is over; the rest waits for the next step", () => {
    const turns = new SimulatedTurns({ order: "fifo" });
    const log: string[] = [];
    turns.soon(() => {
      throw new Error("bad work");
    });
    turns.soon(() => log.push("good"));
    expect(() => turns.drain()).toThrow("bad work");
    expect(turns.drain()).toBe(1);
    expect(log).toEqual(["good"]);
  });

  test("an endless loop is named instead of hanging", () => {
    const turns = new SimulatedTurns();
    const again = () => turns.soon(again);
    again();
    expect(() => turns.drain({ stepsMax: 100 })).toThrow(expect.objectContaining({ code: "ERR_LIMIT" }));
  });

  test("settle also drains what promises bring up, so that a virtual clock can be simulated too", async () => {
    const turns = new SimulatedTurns({ seed: 3 });
    const clock = new VirtualClock({ settle: () => turns.settle() });
    const log: string[] = [];
    clock.schedule(10, () =>
      turns.soon(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        turns.later(() => log.push(`done at ${clock.now()}`));
      }),
    );
    await clock.advance(20);
    expect([log, turns.pending]).toEqual([["done at 10"], 0]);
  });

  test("an unknown order is refused", () => {
    expect(() => new SimulatedTurns({ order: "lifo" as never })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG" }),
    );
  });
});

describe("sequence random", () => {
  test("repeats its numbers", () => {
    const random = new SequenceRandom([0, 0.5]);
    expect([random.next(), random.next(), random.next(), random.below(10)]).toEqual([0, 0.5, 0, 5]);
  });

  test.each([[[]], [[1]], [[-0.1]], [[0.5, Number.NaN]]])("%p is refused", (values) => {
    expect(() => new SequenceRandom(values)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
  });
});
