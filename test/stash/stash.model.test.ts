/** Stash and unstash against plain arrays: random messages, asks, aborts, crashes and stops of a drain. */
import * as fc from "fast-check";
import { ActorContext, Receive, Supervised } from "../../src";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { makeRuntime } from "../pull/fixture";

/** What the handler does with it. */
type Deed = "keep" | "stash" | "stashLater" | "unstash" | "crash" | "stashAndCrash" | "crashLater";

interface Item {
  readonly id: number;
  /** The first time it is handled; later it is kept. */
  readonly deed: Deed;
  readonly abort: AbortController | undefined;
}

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Deed>("keep") },
  { weight: 5, arbitrary: fc.constantFrom<Deed>("stash", "stashLater") },
  { weight: 2, arbitrary: fc.constant<Deed>("unstash") },
  { weight: 1, arbitrary: fc.constantFrom<Deed>("crash", "stashAndCrash", "crashLater") },
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant("send" as const),
      deeds: fc.array(fc.tuple(deed, fc.boolean()), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("abort" as const), at: fc.nat(10) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What should be handled, in which order, and what becomes of each. */
class Model {
  readonly handled: string[] = [];
  readonly fates = new Map<number, string>();
  private queue: Item[] = [];
  stashed: Item[] = [];
  private readonly seen = new Set<number>();

  send(items: readonly Item[]): void {
    this.queue.push(...items);
    for (let item = this.queue.shift(); item !== undefined; item = this.queue.shift()) this.handle(item);
  }

  withdraw(item: Item): void {
    this.stashed = this.stashed.filter((other) => other !== item);
    this.fates.set(item.id, "aborted");
  }

  private handle(item: Item): void {
    const { id } = item;
    const now = this.seen.has(id) ? "keep" : item.deed;
    this.seen.add(id);
    this.handled.push(`${id} ${now}`);
    if (now === "stash" || now === "stashLater") {
      this.stashed.push(item);
      return;
    }
    const crashed = now === "crash" || now === "stashAndCrash" || now === "crashLater";
    this.fates.set(id, crashed ? "crash" : "done");
    if (now === "keep") return;
    this.queue.unshift(...this.stashed);
    this.stashed = [];
  }
}

function makeSieve(handled: string[], seen: Set<number>) {
  @Supervised({ maxRestarts: Number.POSITIVE_INFINITY })
  class Sieve {
    constructor(private readonly ctx: ActorContext<Sieve>) {}

    @Receive() take(item: Item): string | Promise<string> {
      const { id } = item;
      const now = seen.has(id) ? "keep" : item.deed;
      seen.add(id);
      handled.push(`${id} ${now}`);
      if (now === "stash" || now === "stashAndCrash") this.ctx.stash();
      if (now === "unstash") this.ctx.unstash();
      if (now === "crash" || now === "stashAndCrash") throw new Error("crash");
      return now.endsWith("Later") ? this.later(now) : "done";
    }

    private async later(now: Deed): Promise<string> {
      await Promise.resolve();
      this.ctx.stash();
      if (now === "crashLater") throw new Error("crash");
      return "never heard";
    }
  }
  return Sieve;
}

async function runSteps(steps: readonly Step[], capacity: number | undefined): Promise<void> {
  const rt = makeRuntime();
  const [handled, fates, items] = [[] as string[], new Map<number, string>(), [] as Item[]];
  const model = new Model();
  const mailbox = capacity === undefined ? undefined : { capacity, overflow: "block" as const };
  const ref = rt.spawn(makeSieve(handled, new Set()), { budget: 3, mailbox });
  for (const s of steps) {
    if (s.op === "send") {
      const batch = s.deeds.map(([deed, asks], n): Item => {
        return { id: items.length + n, deed, abort: asks ? new AbortController() : undefined };
      });
      for (const item of batch) {
        items.push(item);
        const { id, abort } = item;
        if (abort === undefined) {
          ref.send.take(item);
          continue;
        }
        const asker = ref.asking({ signal: abort.signal, timeoutMs: Number.POSITIVE_INFINITY });
        asker.take(item).then(
          (reply) => fates.set(id, reply),
          ({ code, message }: { code?: string; message: string }) => fates.set(id, code ?? message),
        );
      }
      model.send(batch);
    } else {
      const asked = model.stashed.filter(({ abort }) => abort !== undefined);
      const item = asked[s.at % Math.max(1, asked.length)];
      if (item === undefined) continue;
      model.withdraw(item);
      item.abort?.abort(new Error("aborted"));
    }
    await eventLoopTurns(4);
    expect(handled).toEqual(model.handled);
    expect(rt.mailboxes.size(ref)).toBe(model.stashed.length);
    expect(rt.audit()).toMatchObject({ queued: model.stashed.length, parked: 0, running: 0, balanced: true });
  }
  await ref.stop({ drain: true });
  for (const { id } of model.stashed) model.fates.set(id, "ERR_ACTOR_DEAD");
  await eventLoopTurns(2);
  for (const { id, abort } of items) {
    if (abort === undefined) continue;
    expect([id, fates.get(id)]).toEqual([id, model.fates.get(id)]);
  }
  expect(rt.audit()).toMatchObject({ queued: 0, running: 0, balanced: true });
}

test("S2, S4, S7: a stash behaves like an array in front of the queue (random)", async () => {
  const capacity = fc.constantFrom(undefined, 200);
  const property = fc.asyncProperty(fc.array(step, { size: "max", maxLength: 30 }), capacity, runSteps);
  await fc.assert(property, { numRuns: 60 });
});
