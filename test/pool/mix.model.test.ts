/**
 * Random lives of pools: sends, asks, crashes, kills, stops and resizes in any order. After every step the books are
 * balanced (S4) and no slot is empty; in the end every ask has settled (S11), and each message has one fate.
 */
import * as fc from "fast-check";
import { type ActorPool, message, Receive, type Runtime, SeededRandom } from "../../src";
import { cellOf } from "../../src/runtime/actor/ref";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { endRun, expectQuiet, type Gate, gate, type RandomRun, setUp } from "../messaging/fixture";

class Member {
  @Receive() note(n: number): number {
    return n;
  }
  @Receive() async wait(n: number, until: Promise<void>): Promise<number> {
    await until;
    return n;
  }
  @Receive() crash(): void {
    throw new Error("crash");
  }
}

const routes = ["roundRobin", "leastLoaded", "random", "hash", "broadcast"] as const;
const key = (sent: unknown): string => {
  const [n] = (sent as { args: unknown[] }).args;
  if (n === 13) throw new Error("no key");
  return String(n);
};

const steps = fc.array(
  fc.record({
    op: fc.constantFrom(
      ...(["send", "burst", "burst", "ask", "ask", "wait", "crash", "kill", "stop"] as const),
      ...(["drain", "resize", "resize", "open", "turn", "turn", "advance", "sendAsync"] as const),
    ),
    n: fc.nat(40),
  }),
  { size: "max", minLength: 20, maxLength: 120 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

class Run implements RandomRun {
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly pool: ActorPool<Member>;
  readonly problems: string[] = [];
  readonly gates: Gate[] = [];
  promised = 0;
  settled = 0;

  constructor(seed: number, route: (typeof routes)[number], size: number, capacity: number | undefined) {
    this.turns = new SimulatedTurns({ random: new SeededRandom(seed) });
    this.clock = new VirtualClock({ settle: () => this.turns.settle() });
    const { rt } = setUp({ clock: this.clock, turns: this.turns, random: new SeededRandom(seed) });
    this.rt = rt;
    const mailbox = capacity === undefined ? undefined : ({ capacity, overflow: "block" } as const);
    const routing = route === "hash" ? { route, key } : { route };
    this.pool = rt.spawnPool(Member, { size, budget: 2, mailbox, ...routing } as never);
    for (const kind of ["dead-letter", "exited", "restarted", "spawned"] as const)
      rt.events.on(kind, () => this.check(kind));
  }

  check(where: string): void {
    const audit = this.rt.audit();
    if (!audit.balanced) this.problems.push(`${where}: ${JSON.stringify(audit)}`);
  }

  /** Between two steps, a pool that lives has a member in every slot: alive, or on its way out. */
  checkSlots(where: string): void {
    this.check(where);
    const { pool, rt } = this;
    if (!rt.isAlive(pool) || cellOf(pool)?.extras?.ending !== undefined) return;
    if (![...pool].every((member) => rt.isAlive(member))) this.problems.push(`${where}: an empty slot`);
  }

  private track(promise: Promise<unknown>): void {
    this.promised++;
    const settle = (): void => {
      this.settled++;
    };
    promise.then(settle, settle);
  }

  async take({ op, n }: Step): Promise<void> {
    const { pool, rt, gates } = this;
    const member = [...pool][n % pool.size] as ActorPool<Member>;
    const asking = pool.asking({ timeoutMs: 1 + n * 100 });
    if (op === "send") pool.send.note(n);
    else if (op === "burst") for (let at = 0; at < n; at++) pool.send.note(at);
    else if (op === "ask") this.track(asking.note(n));
    else if (op === "wait") this.track(asking.wait(n, gates[gates.push(gate()) - 1] as Gate));
    else if (op === "crash") pool.send.crash();
    else if (op === "kill") rt.kill(member);
    else if (op === "stop") this.track(member.stop({ timeoutMs: n }));
    else if (op === "drain") this.track(member.stop({ drain: true, timeoutMs: 1_000 }));
    else if (op === "resize") this.track(pool.resize(1 + (n % 6)));
    else if (op === "open") gates.shift()?.open();
    else if (op === "turn") this.turns.step();
    else if (op === "advance") await this.clock.advance(n * 100);
    else this.track(rt.sendAsync(pool, message(Member).note(n), { timeoutMs: n }));
  }
}

test("S4, S11: balanced at every moment, no slot empty, and settled in the end (random)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e9 }),
      fc.constantFrom(...routes),
      fc.integer({ min: 1, max: 5 }),
      fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      steps,
      async (seed, route, size, capacity, list) => {
        const run = new Run(seed, route, size, capacity);
        for (const step of list) {
          await run.take(step);
          run.checkSlots(`after ${step.op}`);
          if (run.problems.length > 0) break;
        }
        await endRun(run);
        expect(run.problems).toEqual([]);
        expect(run.settled).toBe(run.promised);
        expectQuiet(run.rt);
      },
    ),
    { numRuns: 80 },
  );
});
