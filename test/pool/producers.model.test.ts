/**
 * Random producers of pools: pipes and ready() while members are killed and stopped, pools resized and ended. Whatever
 * happens, nothing that a pipe sends is refused, what pipes say they sent is what was accepted, all settle, and
 * nothing is left of them.
 */
import * as fc from "fast-check";
import { type FunctionPool, type PoolRoute, SeededRandom } from "../../src";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { expectQuiet, setUp } from "../messaging/fixture";
import { busyPool, leftOf, nothing, watched } from "./producers";

const ops = [
  "pipe",
  "pipe",
  "ready",
  "open",
  "open",
  "open",
  "kill",
  "stop",
  "resize",
  "abort",
  "turn",
] as const;
const steps = fc.array(fc.record({ op: fc.constantFrom(...ops), n: fc.nat(12) }), {
  size: "max",
  minLength: 10,
  maxLength: 60,
});
const levels = ["NORMAL", "HIGH", "CRITICAL"] as const;
type Step = { readonly op: (typeof ops)[number]; readonly n: number };

function world(seed: number, route: PoolRoute, size: number, capacity: number | undefined) {
  const turns = new SimulatedTurns({ random: new SeededRandom(seed) });
  const clock = new VirtualClock({ settle: () => turns.settle() });
  const { rt } = setUp({ clock, turns, random: new SeededRandom(seed) });
  const key = route === "hash" ? { key: (n: number) => String(n % 5) } : {};
  const busy = busyPool(rt, { size, route, ...(capacity === undefined ? {} : { capacity }), ...key });
  return { turns, clock, rt, ...busy };
}

class Producers {
  readonly pipes: { accepted: number; settled: boolean }[] = [];
  readonly aborts: AbortController[] = [];
  pending = 0;

  constructor(private readonly pool: FunctionPool<number>) {}

  pipe(n: number): void {
    const pipe = { accepted: 0, settled: false };
    const abort = new AbortController();
    const items = Array.from({ length: n }, (_, at) => at);
    const source = n % 2 === 0 ? items : watched(items).source;
    const done = (sent: number): void => {
      pipe.accepted = sent;
      pipe.settled = true;
    };
    const failed = (error: { accepted: number }): void => done(error.accepted);
    this.pipes.push(pipe);
    this.aborts.push(abort);
    const level = levels[n % 3] as (typeof levels)[number];
    this.pool.pipe(source, { level, signal: abort.signal }).then(done, failed);
  }

  ready(n: number): void {
    const abort = new AbortController();
    this.pending++;
    this.aborts.push(abort);
    const settled = (): void => {
      this.pending--;
    };
    const level = levels[n % 3] as (typeof levels)[number];
    const timeoutMs = n > 8 ? n : undefined;
    this.pool.ready({ level, timeoutMs, signal: abort.signal }).then(settled, settled);
  }
}

async function live(list: readonly Step[], { rt, pool, open, got, turns }: ReturnType<typeof world>) {
  const producers = new Producers(pool);
  const leaving: Promise<unknown>[] = [];
  for (const { op, n } of list) {
    const member = [...pool][n % pool.size];
    if (op === "pipe") producers.pipe(n);
    else if (op === "ready") producers.ready(n);
    else if (op === "open") for (const message of got()) open(message);
    else if (op === "kill") rt.kill(member as never);
    else if (op === "stop") leaving.push((member as typeof pool).stop({ drain: n % 2 === 0, timeoutMs: n }));
    else if (op === "resize") leaving.push(pool.resize(1 + (n % 4)).catch(() => {}));
    else if (op === "abort") producers.aborts.shift()?.abort({ accepted: Number.NaN });
    else turns.step();
    for (let tick = 0; tick < n; tick++) await undefined;
  }
  return { producers, leaving };
}

test("S4: nothing that is piped is refused, all settle, and nothing is left (random)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e9 }),
      fc.constantFrom<PoolRoute>("roundRobin", "leastLoaded", "random", "hash", "broadcast"),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      steps,
      fc.boolean(),
      async (seed, route, size, capacity, list, kills) => {
        const all = world(seed, route, size, capacity);
        const { rt, pool, turns, clock } = all;
        const { producers } = await live(list, all);
        await turns.settle();
        if (kills) rt.kill(pool);
        else for (const abort of producers.aborts) abort.abort({ accepted: Number.NaN });
        await clock.advance(20);
        await turns.settle();
        expect(producers.pending).toBe(0);
        expect(producers.pipes.every(({ settled }) => settled)).toBe(true);
        expect(leftOf(rt, pool)).toEqual(nothing);
        const { accepted, refused, parked, evicted } = rt.audit();
        expect({ refused, parked, evicted }).toEqual({ refused: 0, parked: 0, evicted: 0 });
        // A pipe that was aborted does not say how much it sent.
        const told = producers.pipes.map((pipe) => pipe.accepted).filter((count) => !Number.isNaN(count));
        const sum = told.reduce((total, count) => total + count, 0);
        expect(sum).toBeLessThanOrEqual(accepted);
        if (told.length === producers.pipes.length && route !== "broadcast") expect(sum).toBe(accepted);
        rt.kill(pool);
        await clock.advance(20_000);
        expectQuiet(rt);
      },
    ),
    { numRuns: 150 },
  );
}, 20_000);
