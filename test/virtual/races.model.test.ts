/**
 * Virtual actors under races, in virtual time and with turns in random order: messages at, before and after the edge of
 * falling asleep, hooks and handlers that take time or crash, stops and kills at any moment. However it goes: a key has
 * one instance at a time, no message is lost (S4), handled twice or overtaken (S2), and the state is what was handled.
 */
import * as fc from "fast-check";
import { type ActorClass, type ActorRef, Runtime, silentLogger } from "../../src";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { Counter, deeds, type Hook, type Init, Kept, Renewed, Witness } from "./racing";

const idleMs = [10, 10, 25] as const;
/** Around the edges of idle times, of restarts' deadlines (40), and beyond the deadline of falling asleep (5,000). */
const timesMs = fc.constantFrom(0, 1, 9, 10, 11, 24, 25, 26, 39, 40, 41, 5_001);
const which = fc.nat({ max: 1 });
const deed = fc.constantFrom("nothing" as const, "wait" as const, ...deeds);
const hook = fc.constantFrom<Hook>("construct", "start", "stop", "stop", "activated", "passivated");

const key = fc.record({
  type: fc.constantFrom("Counter" as const, "Renewed" as const, "Kept" as const),
  idleTimeoutMs: fc.constantFrom(...idleMs),
  reactivate: fc.constantFrom(true, true, true, false),
  reentrant: fc.constantFrom(false, false, true),
  mailbox: fc.constantFrom(
    undefined,
    undefined,
    { capacity: 2, overflow: "block" as const },
    { capacity: 2, overflow: "dropOld" as const },
  ),
});
const types: Readonly<Record<string, ActorClass<Counter>>> = Object.freeze({ Counter, Renewed, Kept });
type Key = typeof key extends fc.Arbitrary<infer K> ? K : never;

const note = { who: which, sender: which, deed, waitMs: timesMs };
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("send" as const), ...note }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("send later" as const), ...note, delayMs: timesMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ask" as const), ...note, timeoutMs: timesMs }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("arm" as const), who: which, hook, deed, waitMs: timesMs }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("stop" as const),
      who: which,
      drain: fc.boolean(),
      timeoutMs: fc.constantFrom(1, 40, 5_001),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), who: which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("look up" as const), who: which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("turns" as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: timesMs }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("to the next alarm" as const),
      offMs: fc.constantFrom(-1, 0, 0, 1),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly witness: Witness;
  readonly waits: Promise<unknown>[] = [];
  private readonly refs: ActorRef<Counter>[] = [];

  constructor(
    private readonly keys: readonly Key[],
    seed: number,
  ) {
    const turns = new SimulatedTurns({ seed });
    this.turns = turns;
    this.clock = new VirtualClock({ settle: () => turns.settle() });
    const error = (_: object, text: string): void => {
      if (text.startsWith("A listener")) this.witness.note(text);
    };
    this.rt = new Runtime({ clock: this.clock, turns, logger: { ...silentLogger, error } });
    this.witness = new Witness(this.rt, this.clock);
  }

  /** The actor of a key, which is the one of before as long as that lives. */
  at(who: number): ActorRef<Counter> {
    const { type, ...options } = this.keys[who] as Key;
    const before = this.refs[who];
    const wasAlive = before !== undefined && this.rt.isAlive(before);
    const init: Init = { witness: this.witness, idleTimeoutMs: options.idleTimeoutMs };
    const ref = this.rt.virtual(types[type] as ActorClass<Counter>, `k${who}`, { ...options, init } as never);
    this.refs[who] = ref as ActorRef<Counter>;
    if (before !== undefined && (ref === before) !== wasAlive) this.witness.note(`k${who} is another actor`);
    return ref as ActorRef<Counter>;
  }

  async take(one: Step): Promise<void> {
    const { rt, clock, turns, witness } = this;
    switch (one.do) {
      case "send":
        return witness.send(this.at(one.who), one);
      case "send later":
        // Through the ref of then, or the actor of now: both may be gone.
        clock.schedule(one.delayMs, () => witness.send(this.refs[one.who] ?? this.at(one.who), one));
        return;
      case "ask":
        return this.wait(witness.ask(this.at(one.who), one, one.timeoutMs + 1));
      case "arm":
        return void witness.armed.set(`k${one.who} ${one.hook}`, one);
      case "stop":
        return this.wait(this.at(one.who).stop({ drain: one.drain, timeoutMs: one.timeoutMs }));
      case "kill":
        return void rt.kill(this.at(one.who));
      case "look up":
        return void this.at(one.who);
      case "turns":
        for (let n = 0; n < one.count; n++) {
          turns.step();
          await Promise.resolve();
        }
        return;
      case "advance":
        return clock.advance(one.ms);
      case "to the next alarm":
        return clock.advance(Math.max(0, (clock.nextMs ?? clock.now()) - clock.now() + one.offMs));
    }
  }

  private wait(promise: Promise<unknown>): void {
    this.waits.push(promise.then(undefined, () => undefined));
  }

  /** Everybody sleeps or is gone; then everybody goes. */
  async end(): Promise<void> {
    const { rt, clock, witness } = this;
    witness.armed.clear();
    await clock.advance(30_000);
    await Promise.all(this.waits);
    witness.settle();
    for (const ref of this.refs) {
      if (ref !== undefined && rt.isActive(ref)) witness.note(`${ref} never fell asleep`);
    }
    if (clock.pending > 0) witness.note(`${clock.pending} alarms left`);
    const ended = rt.shutdown();
    await clock.advance(6_000);
    await ended;
    witness.check("the end");
    if (Runtime.inside(rt).slots.live > 0) witness.note("zombies");
  }
}

async function race(keys: readonly Key[], steps: readonly Step[], seed: number): Promise<void> {
  const world = new World(keys, seed);
  for (const one of steps) {
    await world.take(one);
    world.witness.check(one.do);
  }
  await world.end();
  expect(world.witness.problems).toEqual([]);
}

test("S1, S2, S4: a key has one instance at a time, which handles each message once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { minLength: 2, maxLength: 2 }),
      fc.array(step, { minLength: 5, maxLength: 50 }),
      fc.nat(),
      race,
    ),
    { numRuns: Number(process.env.RUNS ?? 400), interruptAfterTimeLimit: 15_000 },
  );
});
