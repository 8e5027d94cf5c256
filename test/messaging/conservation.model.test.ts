/**
 * Random lives of random actors. After every step, and inside handlers, hooks and listeners: the books are balanced
 * (S4) and nobody sees a message overtaken (S2). In the end every ask has settled (S11) and nothing is left.
 */
import * as fc from "fast-check";
import {
  type ActorRef,
  OnExit,
  OnStart,
  OnStop,
  Receive,
  type Runtime,
  SeededRandom,
  Supervised,
} from "../../src";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { endRun, expectQuiet, type Gate, gate, type RandomRun, setUp } from "./fixture";

/** What the actors of one run report to. */
class Witness {
  readonly problems: string[] = [];
  rt: Runtime | undefined = undefined;

  check(where: string): void {
    const audit = this.rt?.audit();
    if (audit !== undefined && !audit.balanced) this.problems.push(`${where}: ${JSON.stringify(audit)}`);
  }
}

let witness = new Witness();

class Subject {
  private last = -1;

  @OnStart() start(): void {
    witness.check("@OnStart");
  }
  @OnStop() async stop(): Promise<void> {
    witness.check("@OnStop");
    await Promise.resolve();
    witness.check("@OnStop after await");
  }
  @OnExit() exit(): void {
    witness.check("@OnExit");
  }
  @Receive() note(n: number): number {
    witness.check("handler");
    if (n < this.last) witness.problems.push(`S2: ${n} after ${this.last}`);
    this.last = n;
    return n;
  }
  @Receive() async wait(n: number, until: Promise<void>): Promise<number> {
    this.note(n);
    await until;
    witness.check("handler after await");
    return n;
  }
  @Receive() crash(n: number): void {
    this.note(n);
    throw new Error("crash");
  }
  @Receive() die(n: number, self: ActorRef<Subject>): void {
    this.note(n);
    witness.rt?.kill(self);
    witness.check("handler after its end");
  }
}

@Supervised({ maxRestarts: 2 })
class SupervisedSubject extends Subject {}

const policies = ["dropNew", "dropOld", "block", "redirect", "spill"] as const;

const steps = fc.array(
  fc.record({
    op: fc.constantFrom(
      ...(["spawn", "spawn", "virtual", "send", "send", "burst", "sendAsync", "ask", "ask", "wait"] as const),
      ...([
        "crash",
        "die",
        "abort",
        "open",
        "advance",
        "turn",
        "turn",
        "overflow",
        "stop",
        "drain",
        "kill",
      ] as const),
    ),
    at: fc.nat(11),
    n: fc.nat(40),
  }),
  { size: "max", minLength: 20, maxLength: 160 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

class Run implements RandomRun {
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly refs: ActorRef<Subject>[] = [];
  readonly gates: Gate[] = [];
  readonly aborts: AbortController[] = [];
  asked = 0;
  settled = 0;
  private next = 0;

  constructor(seed: number) {
    this.turns = new SimulatedTurns({ random: new SeededRandom(seed) });
    this.clock = new VirtualClock({ settle: () => this.turns.settle() });
    this.rt = setUp({ clock: this.clock, turns: this.turns }).rt;
    witness = new Witness();
    witness.rt = this.rt;
    for (const kind of ["dead-letter", "exited", "restarted", "passivated", "redirect-cycle"] as const)
      this.rt.events.on(kind, () => witness.check(kind));
  }

  track(promise: Promise<unknown>): void {
    this.asked++;
    const settle = (): void => {
      this.settled++;
      witness.check("settled");
    };
    promise.then(settle, settle);
  }

  overflow(ref: ActorRef<Subject>, n: number): void {
    const policy = policies[n % policies.length] ?? "block";
    const target = this.refs[n % this.refs.length];
    const needsTarget = policy === "redirect" || policy === "spill";
    if (needsTarget && (target === undefined || target === ref || !this.rt.isAlive(target))) return;
    if (this.rt.isAlive(ref)) this.rt.mailboxes.setOverflow(ref, policy, target);
  }

  signal(): AbortSignal {
    const abort = new AbortController();
    this.aborts.push(abort);
    return abort.signal;
  }

  spawn(n: number, ref = this.make(n)): void {
    this.refs.push(ref);
    if (n % 4 !== 0) this.overflow(ref, n);
  }

  private make(n: number): ActorRef<Subject> {
    const type = n % 3 === 0 ? SupervisedSubject : Subject;
    const parent = n % 5 === 0 ? this.refs.find((ref) => this.rt.isAlive(ref)) : undefined;
    const mailbox = { capacity: 1 + (n % 7) };
    return this.rt.spawn(type, { parent, budget: 1 + (n % 9), mailbox, reentrant: false });
  }

  async take({ op, at, n }: Step): Promise<void> {
    const { rt, refs } = this;
    const ref = refs[at % refs.length];
    if (op === "spawn") return this.spawn(n);
    if (op === "virtual") {
      const options = { idleTimeoutMs: 5 + n, mailbox: { capacity: 1 + (n % 5) } };
      return this.spawn(n, rt.virtual(Subject, String(n % 4), options));
    }
    if (op === "open") return this.gates.splice(0, 1)[0]?.open();
    if (op === "abort")
      return this.aborts.splice(at % (this.aborts.length + 1), 1)[0]?.abort(new Error("abort"));
    if (op === "advance") return this.clock.advance(n);
    if (op === "turn") return void this.turns.step();
    if (ref !== undefined) this.act(op, ref, n);
  }

  private act(op: Step["op"], ref: ActorRef<Subject>, n: number): void {
    const { rt } = this;
    const asking = ref.asking({ timeoutMs: 1 + n, signal: this.signal() });
    if (op === "send") ref.send.note(this.next++);
    else if (op === "burst") for (let left = n; left > 0; left--) ref.send.note(this.next++);
    else if (op === "sendAsync") {
      const parked = { method: "note", args: [this.next++] };
      this.track(
        rt.sendAsync(ref.pid, Object.assign(messageLike(), parked), { signal: this.signal(), timeoutMs: n }),
      );
    } else if (op === "ask") this.track(asking.note(this.next++));
    else if (op === "wait") {
      const until = gate();
      this.gates.push(until);
      this.track(asking.wait(this.next++, until));
    } else if (op === "crash") this.track(asking.crash(this.next++));
    else if (op === "die") ref.send.die(this.next++, ref);
    else if (op === "overflow") this.overflow(ref, n);
    else if (op === "stop") this.track(ref.stop({ timeoutMs: n }));
    else if (op === "drain") this.track(ref.stop({ drain: true, timeoutMs: n }));
    else if (op === "kill") rt.kill(ref);
  }
}

/** What `message(Subject).note(n)` is, for a pid: made by hand to be quick. */
function messageLike(): object {
  return Object.create({ [Symbol.for("iris-actors/MethodMessage")]: true }) as object;
}

test("S2, S4, S11: balanced at every moment, in order, and settled in the end (random)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), steps, async (seed, list) => {
      const run = new Run(seed);
      for (const step of list) {
        await run.take(step);
        witness.check(`after ${step.op}`);
        if (witness.problems.length > 0) break;
      }
      await endRun(run);
      expect(witness.problems).toEqual([]);
      expect(run.settled).toBe(run.asked);
      expectQuiet(run.rt);
    }),
    { numRuns: 60 },
  );
});
