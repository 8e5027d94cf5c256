/** Selective receive against a plain array: random sends, receives, looks, deadlines, aborts and crashes. */
import * as fc from "fast-check";
import { Actor, type Mailbox, Supervised } from "../../src";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { makeRuntime } from "./fixture";

interface Item {
  readonly id: number;
  readonly value: number;
}

interface Match {
  /** 0 takes anything. */
  readonly of: number;
  readonly rest: number;
}

const match = fc.record({ of: fc.nat(3), rest: fc.nat(2) });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant("send" as const), values: fc.array(fc.nat(9), { maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("ask" as const), value: fc.nat(9) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("receive" as const),
      match,
      timeoutMs: fc.constantFrom(undefined, undefined, 0, 1, 3),
      iterates: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("look" as const), match }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("abort" as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("withdraw" as const), at: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("time" as const), ms: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("crash" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const wants =
  ({ of, rest }: Match) =>
  ({ value }: Item): boolean =>
    of === 0 || value % of === rest;

/** What should happen, with arrays. */
class Model {
  readonly outcomes: string[] = [];
  readonly queue: Item[] = [];
  waiting: { at: number; wants(item: Item): boolean; dueMs: number } | undefined = undefined;
  nowMs = 0;

  arrive(item: Item): void {
    this.queue.push(item);
    if (this.waiting?.wants(item)) this.give(this.waiting.at, this.queue.splice(-1)[0]);
  }

  receive(match: Match, timeoutMs: number | undefined): void {
    const at = this.outcomes.push("waits") - 1;
    const found = this.waiting === undefined ? this.look(match) : undefined;
    if (this.waiting !== undefined) this.end(at, "ERR_CONCURRENT_RECEIVE");
    else if (found !== undefined || timeoutMs === 0) this.give(at, found);
    else
      this.waiting = { at, wants: wants(match), dueMs: this.nowMs + (timeoutMs ?? Number.POSITIVE_INFINITY) };
  }

  look(match: Match): Item | undefined {
    const found = this.queue.findIndex(wants(match));
    return found < 0 ? undefined : this.queue.splice(found, 1)[0];
  }

  pass(ms: number): void {
    this.nowMs += ms;
    if (this.waiting !== undefined && this.waiting.dueMs <= this.nowMs) this.leave("nothing");
  }

  leave(how: string): void {
    if (this.waiting !== undefined) this.end(this.waiting.at, how);
    this.waiting = undefined;
  }

  private give(at: number, item: Item | undefined): void {
    this.end(at, item === undefined ? "nothing" : `${item.id}`);
    if (this.waiting?.at === at) this.waiting = undefined;
  }

  private end(at: number, how: string): void {
    this.outcomes[at] = how;
  }
}

/** The same, for real. */
class Play {
  readonly rt = makeRuntime();
  readonly outcomes: string[] = [];
  readonly asks = new Map<number, AbortController>();
  mailbox: Mailbox<Item> | undefined = undefined;
  private abort = new AbortController();
  private fail: (error: Error) => void = () => {};
  readonly ref = this.rt.spawn(this.makeClass());
  private made = 0;

  send(value: number, asks: boolean): Item {
    const item = { id: this.made++, value };
    if (!asks) this.ref.tell(item);
    else {
      const abort = new AbortController();
      this.asks.set(item.id, abort);
      const { signal } = abort;
      this.rt.ask(this.ref, item, { timeoutMs: Number.POSITIVE_INFINITY, signal }).catch(() => undefined);
    }
    return item;
  }

  receive({ of, rest }: Match, timeoutMs: number | undefined, iterates: boolean): void {
    const at = this.outcomes.push("waits") - 1;
    const { mailbox } = this as { mailbox: Mailbox<Item> };
    const { signal } = this.abort;
    const settle = (how: string): void => {
      this.outcomes[at] = how;
    };
    let found: Promise<Item | undefined>;
    if (of > 0) found = mailbox.receive(wants({ of, rest }), { timeoutMs, signal });
    else if (timeoutMs !== undefined) found = mailbox.receive({ timeoutMs, signal });
    else if (iterates)
      found = mailbox[Symbol.asyncIterator]()
        .next()
        .then(({ value }) => value as Item | undefined);
    else found = mailbox.receive();
    found.then(
      (item) => settle(item === undefined ? "nothing" : `${item.id}`),
      (error: { code?: string }) => settle(error.code ?? "aborted"),
    );
  }

  look({ of, rest }: Match): string {
    const { mailbox } = this as { mailbox: Mailbox<Item> };
    try {
      return `${(of === 0 ? mailbox.tryReceive() : mailbox.tryReceive(wants({ of, rest })))?.id}`;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  abortWaiting(): void {
    this.abort.abort(new Error("aborted"));
    this.abort = new AbortController();
  }

  crash(): void {
    this.fail(new Error("crash"));
  }

  private makeClass() {
    const play = this;
    @Actor({ mode: "pull", budget: 3 })
    @Supervised({ maxRestarts: 1_000 })
    class Player {
      run(mailbox: Mailbox<Item>): Promise<void> {
        play.mailbox = mailbox;
        return new Promise((_, fail) => {
          play.fail = fail;
        });
      }
    }
    return Player;
  }
}

/** An abort reaches only receives with a signal: those with a matcher or a deadline. */
const hasSignal = (s: Step): boolean => s.op === "receive" && (s.match.of > 0 || s.timeoutMs !== undefined);

async function runSteps(steps: readonly Step[]): Promise<void> {
  const [model, play] = [new Model(), new Play()];
  let abortable = false;
  await eventLoopTurns(3);
  for (const s of steps) {
    if (s.op === "send") for (const value of s.values) model.arrive(play.send(value, false));
    else if (s.op === "ask") model.arrive(play.send(s.value, true));
    else if (s.op === "receive") {
      if (model.waiting === undefined) abortable = hasSignal(s);
      model.receive(s.match, s.timeoutMs);
      play.receive(s.match, s.timeoutMs, s.iterates);
    } else if (s.op === "look") {
      const expected = model.waiting === undefined ? `${model.look(s.match)?.id}` : "ERR_CONCURRENT_RECEIVE";
      expect(play.look(s.match)).toBe(expected);
    } else if (s.op === "abort") {
      if (abortable) model.leave("aborted");
      play.abortWaiting();
    } else if (s.op === "withdraw") {
      const [id, abort] = [...play.asks][s.at] ?? [];
      const at = model.queue.findIndex((item) => item.id === id);
      if (at >= 0) model.queue.splice(at, 1);
      abort?.abort();
    } else if (s.op === "time") {
      model.pass(s.ms);
      await play.rt.clock.advance(s.ms);
    } else {
      model.leave("nothing");
      play.crash();
    }
    await eventLoopTurns(3);
    expect(play.outcomes).toEqual(model.outcomes);
    expect(play.mailbox?.size).toBe(model.queue.length);
    expect(play.rt.audit()).toMatchObject({ queued: model.queue.length, balanced: true });
  }
  const rest: number[] = [];
  model.leave("nothing");
  play.crash();
  await eventLoopTurns(3);
  for (let item = play.mailbox?.tryReceive(); item !== undefined; item = play.mailbox?.tryReceive())
    rest.push(item.id);
  expect(rest).toEqual(model.queue.map(({ id }) => id));
  play.rt.kill(play.ref);
}

test("S2, S7: a selective receive behaves like a search in an array (random)", async () => {
  const property = fc.asyncProperty(fc.array(step, { size: "max", maxLength: 60 }), runSteps);
  await fc.assert(property, { numRuns: 60 });
});
