/**
 * Random swaps and rollbacks, also failing ones, between, before and in the middle of messages, crashes, restarts and
 * naps: every message is handled once, in order (S2), on the version that is in force, and the state is never lost.
 */
import * as fc from "fast-check";
import { type Ref, Runtime, silentLogger } from "../../src";
import { Phase } from "../../src/runtime/actor/phase";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { deeds, type Move, stage, type Wish, Witness } from "./racing";
import { pull, push } from "./racing-code";

const move = fc.constantFrom<Move>("none", "none", "good", "bad");
const wish = (code: Readonly<Record<string, unknown>>) =>
  fc.record({
    to: fc.constantFrom(undefined, ...Object.keys(code), ...Object.keys(code)),
    steps: fc.constantFrom(0, 1, 1, 2, 3),
    migrate: move,
    back: move,
  });
const note = fc.record({
  sender: fc.nat(2),
  deed: fc.constantFrom(...deeds),
  waitMs: fc.constantFrom(1, 4, 9, 60),
});
const stepOf = (code: Readonly<Record<string, unknown>>) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("send" as const), note }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("change" as const), wish: wish(code) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("turn" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(1, 4, 9, 10, 60) }),
    },
  );
type Step = ReturnType<typeof stepOf> extends fc.Arbitrary<infer S> ? S : never;

const moved: Record<Move, object> = {
  none: {},
  good: { move: ({ count }: { count: number }) => ({ count }) },
  bad: {
    move: () => {
      throw new Error("bad");
    },
  },
};
const moverOf = (one: Move): ((state: never) => object) | undefined =>
  (moved[one] as { move?: (state: never) => object }).move;

class World {
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly witness: Witness;
  readonly ref: Ref<never>;
  private readonly outcomes: { actual: Promise<unknown>; expected: { expected: unknown } }[] = [];
  private readonly wishes: Wish[] = [];

  constructor(
    private readonly code: Readonly<Record<string, unknown>>,
    isVirtual: boolean,
    seed: number,
  ) {
    const turns = new SimulatedTurns({ seed });
    this.turns = turns;
    this.clock = new VirtualClock({ settle: () => turns.settle() });
    this.rt = new Runtime({ clock: this.clock, turns, logger: silentLogger });
    const [first] = Object.keys(code) as [string];
    this.witness = new Witness(this.rt, this.clock, first);
    stage.witness = this.witness;
    this.witness.isLive = () => Runtime.inside(this.rt).slots.at(this.ref.pid)?.phase === Phase.Running;
    this.witness.change = () => {
      const next = this.wishes.shift();
      if (next !== undefined) this.change(next);
    };
    const type = code[first] as never;
    this.ref = isVirtual ? this.rt.virtual(type, "k", { idleTimeoutMs: 10 } as never) : this.rt.spawn(type);
  }

  /** The first message is handled before anything else, so that there is a state to move. */
  async start(steps: readonly Step[]): Promise<void> {
    this.send({ sender: 0, deed: "nothing", waitMs: 1 });
    await this.turns.settle();
    for (const one of steps) if (one.do === "change") this.wishes.push(one.wish);
  }

  private send(one: Parameters<Witness["send"]>[1]): void {
    this.witness.send((whole) => this.ref.tell(whole as never), one);
  }

  private change(one: Wish): void {
    const { rt, ref, witness } = this;
    const options = { migrate: moverOf(one.migrate), migrateBack: moverOf(one.back) };
    const expected = witness.request(one);
    const actual =
      one.to === undefined
        ? rt.behaviors.rollback(ref, one.steps)
        : rt.behaviors.swap(ref, this.code[one.to] as never, options);
    // Pending no more where the actor sleeps: the events have told already.
    if (rt.behaviors.version(ref) !== witness.planned) witness.note(`version ${rt.behaviors.version(ref)}`);
    const settled = actual.catch((error: { code: string }) => error.code);
    this.outcomes.push({ actual: settled, expected });
  }

  async take(one: Step): Promise<void> {
    if (one.do === "send") this.send(one.note);
    else if (one.do === "change") this.change(one.wish);
    else if (one.do === "advance") await this.clock.advance(one.ms);
    else {
      this.turns.step();
      await eventLoopTurns(1);
    }
    if (!this.rt.audit().balanced) this.witness.note(`S4: ${JSON.stringify(this.rt.audit())}`);
  }

  async end(): Promise<void> {
    const { rt, clock, witness } = this;
    await clock.advance(10_000);
    this.send({ sender: 0, deed: "nothing", waitMs: 1 });
    await clock.advance(10_000);
    if (!rt.isAlive(this.ref)) witness.note("it ended");
    for (const id of witness.accepted) if (!witness.begun.has(id)) witness.note(`${id} was lost`);
    if (witness.underWay.size > 0) witness.note(`${[...witness.underWay]} never ended`);
    for (const [at, { actual, expected }] of this.outcomes.entries()) {
      const outcome = await Promise.race([actual, eventLoopTurns(2).then(() => "never settled")]);
      if (outcome !== expected.expected) witness.note(`change ${at}: ${outcome}, not ${expected.expected}`);
    }
    const audit = rt.audit();
    const isQuiet = audit.balanced && audit.queued + audit.running + audit.unhandled === 0;
    if (!isQuiet) witness.note(JSON.stringify(audit));
    const ended = rt.shutdown();
    await clock.advance(6_000);
    await ended;
  }
}

async function race(
  code: Readonly<Record<string, unknown>>,
  isVirtual: boolean,
  steps: readonly Step[],
  seed: number,
): Promise<void> {
  const world = new World(code, isVirtual, seed);
  await world.start(steps);
  for (const one of steps) await world.take(one);
  await world.end();
  expect(world.witness.problems).toEqual([]);
}

const settings = { numRuns: Number(process.env.RUNS ?? 200), interruptAfterTimeLimit: 15_000 };
const steps = (code: Readonly<Record<string, unknown>>) =>
  fc.array(stepOf(code), { size: "max", minLength: 5, maxLength: 60 });

test("S2, S4, S7: push actors, also virtual ones, through any swaps and rollbacks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), steps(push), fc.nat(), (isVirtual, all, seed) =>
      race(push, isVirtual, all, seed),
    ),
    settings,
  );
});

test("S2, S4, S7: pull actors through any swaps and rollbacks", async () => {
  await fc.assert(
    fc.asyncProperty(steps(pull), fc.nat(), (all, seed) => race(pull, false, all, seed)),
    settings,
  );
});
