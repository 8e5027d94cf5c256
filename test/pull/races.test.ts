/** Arrivals against deadlines, aborts and looks, at the same moment of virtual time: nothing is lost or doubled. */
import { SeededRandom } from "../../src/random";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { books, makeRuntime, takeInHand } from "./fixture";

const rounds = 4_000;

test("S4: 4,000 receives whose deadline, message and abort come together lose nothing", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const random = new SeededRandom(Number(process.env.SEED ?? 7));
  const below = (n: number): number => Math.floor(random.next() * n);
  const got: number[] = [];
  const misses = { timeouts: 0, aborts: 0 };
  for (let n = 0; n < rounds; n++) {
    const abort = new AbortController();
    const isPicky = below(2) === 0;
    const options = { timeoutMs: 1 + below(2), signal: abort.signal };
    const wait = isPicky ? mailbox.receive((m) => m >= 0, options) : mailbox.receive(options);
    const acts = [
      () => void ref.tell(n),
      () => {
        if (below(4) === 0) abort.abort();
      },
      () => void rt.timers.after(ref, below(3), -1 - n),
    ];
    const first = below(3);
    acts[first]?.();
    // Turns of no, one or more microtasks, and time, in any order.
    if (below(3) === 0) await eventLoopTurns(1);
    acts[(first + 1) % 3]?.();
    const moved = rt.clock.advance(below(3));
    acts[(first + 2) % 3]?.();
    await moved;
    await rt.clock.advance(2);
    const found = await wait.catch(() => {
      misses.aborts++;
    });
    if (found !== undefined) got.push(found);
    else if (!abort.signal.aborted) misses.timeouts++;
    // What is left is taken now and then, so that some is always waiting.
    if (n % 3 === 0)
      for (let m = mailbox.tryReceive(); m !== undefined; m = mailbox.tryReceive()) got.push(m);
  }
  for (let m = mailbox.tryReceive(); m !== undefined; m = mailbox.tryReceive()) got.push(m);
  expect(got).toHaveLength(2 * rounds);
  expect(new Set(got).size).toBe(2 * rounds);
  const sent = got.filter((m) => m >= 0);
  expect(sent).toEqual([...sent].sort((a, b) => a - b));
  expect(misses.aborts).toBeGreaterThan(0);
  expect(books(rt)).toEqual({ handled: 2 * rounds, balanced: true });
});
