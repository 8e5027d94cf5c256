/** For `races.model.test.ts`: actors that count what they handle, and the witness of what they should have counted. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  type DeadLetter,
  injected,
  OnStart,
  OnStop,
  Receive,
  type Runtime,
  Supervised,
} from "../../src";
import type { VirtualClock } from "../../src/runtime/testing/virtual-clock";

export const deeds = [
  "nothing",
  "throw",
  "wait",
  "wait, throw",
  "stop self",
  "kill self",
  "send self",
] as const;
export type Deed = (typeof deeds)[number];
/** Where a deed may be armed: in the hooks of an instance, and in listeners of its runtime. */
export type Hook = "construct" | "start" | "stop" | "activated" | "passivated";

/** One message: numbered in the order of sending, over all senders. */
export interface Note {
  readonly id: number;
  readonly sender: number;
  readonly deed: Deed;
  readonly waitMs: number;
}

/** Sees every instance and message of one run, and notes what must not be. */
export class Witness {
  readonly problems: string[] = [];
  /** What the next run of a hook does, by actor and hook. */
  readonly armed = new Map<string, { readonly deed: Deed; readonly waitMs: number }>();
  readonly accepted = new Set<number>();
  readonly refused = new Set<number>();
  readonly asked = new Set<number>();
  readonly begun = new Set<number>();
  readonly completed = new Set<number>();
  readonly letters = new Map<number, DeadLetter>();
  /** The last instance of each key. */
  private readonly instances = new Map<string, Counter>();
  /** What the instance of a pid should have counted. */
  private readonly counts = new Map<number, number>();
  private readonly ran = { start: new WeakSet<Counter>(), stop: new WeakSet<Counter>() };
  private readonly newest = new Map<string, number>();
  /** When the instance of a pid did something last. */
  private readonly busyMs = new Map<number, number>();
  private made = 0;

  constructor(
    readonly rt: Runtime,
    readonly clock: VirtualClock,
  ) {
    rt.events.on("dead-letter", (letter) => this.lost(letter));
    rt.events.on("passivated", ({ pid, key }) => {
      this.slept(pid, key as string);
      this.heard(pid, key as string, "passivated");
    });
    rt.events.on("activated", ({ pid, key }) => this.heard(pid, key as string, "activated"));
  }

  send(ref: ActorRef<Counter>, note: Omit<Note, "id">): void {
    const id = this.made++;
    (ref.send.add({ ...note, id }) ? this.accepted : this.refused).add(id);
  }

  ask(ref: ActorRef<Counter>, note: Omit<Note, "id">, timeoutMs: number): Promise<unknown> {
    const id = this.made++;
    this.asked.add(id);
    return ref.asking({ timeoutMs }).add({ ...note, id });
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(ms, resolve));
  }

  constructed(instance: Counter): void {
    const before = this.instances.get(instance.name);
    if (before !== undefined && !before.isOver) this.note(`two instances of ${instance.name}`);
    this.instances.set(instance.name, instance);
  }

  /** The state that an instance starts with is what was left by the one before. */
  started({ name, pid, count }: Counter): void {
    const expected = this.counts.get(pid) ?? 0;
    if (count !== expected) this.note(`${name} started with ${count} instead of ${expected}`);
  }

  /** Code of an instance runs: it is the present one of its key, or its context was revoked. */
  runs(instance: Counter, where: string): void {
    if (instance.isOver) return;
    if (where === "start" || where === "handler") this.busyMs.set(instance.pid, this.clock.now());
    if (this.instances.get(instance.name) !== instance) this.note(`${where} in a former ${instance.name}`);
    this.check(where);
  }

  began({ name, pid, count }: Counter, { id, sender }: Note): void {
    if (this.begun.has(id)) this.note(`${id} handled twice`);
    this.begun.add(id);
    this.busyMs.set(pid, this.clock.now());
    const last = this.newest.get(`${pid} ${sender}`) ?? -1;
    if (id < last) this.note(`S2: ${id} after ${last}`);
    this.newest.set(`${pid} ${sender}`, id);
    const expected = (this.counts.get(pid) ?? 0) + 1;
    if (count !== expected) this.note(`${name} counts ${count} instead of ${expected}`);
    this.counts.set(pid, expected);
  }

  check(where: string): void {
    const audit = this.rt.audit();
    if (!audit.balanced) this.note(`S4, ${where}: ${JSON.stringify(audit)}`);
  }

  /** Every message has exactly one fate, and the runtime counts as many as there are. */
  settle(): void {
    for (const id of this.accepted) {
      const fate = this.letters.get(id)?.fate;
      if (fate === "dead" || fate === "unknown") this.note(`${id} was accepted, and then refused`);
      if (fate === undefined && !this.completed.has(id)) this.note(`${id} was lost`);
    }
    for (const id of this.refused) if (this.begun.has(id)) this.note(`${id} was refused, and then handled`);
    const handled = [...this.completed].filter((id) => !this.letters.has(id)).length;
    const audit = this.rt.audit();
    if (audit.handled !== handled) this.note(`${handled} were handled, ${audit.handled} are counted`);
    if (audit.queued + audit.parked + audit.running > 0) this.note(`not calm: ${JSON.stringify(audit)}`);
  }

  /** A hook begins: once for each instance. */
  hooked(instance: Counter, hook: "start" | "stop"): void {
    this.runs(instance, hook);
    if (this.ran[hook].has(instance)) this.note(`${hook} of ${instance.name} twice`);
    this.ran[hook].add(instance);
  }

  /** Takes what was armed: it happens once. */
  disarm(key: string, hook: Hook): { readonly deed: Deed; readonly waitMs: number } | undefined {
    const armed = this.armed.get(`${key} ${hook}`);
    this.armed.delete(`${key} ${hook}`);
    return armed;
  }

  private heard(pid: number, key: string, hook: Hook): void {
    this.check(hook);
    const deed = this.disarm(key, hook)?.deed;
    const ref = this.rt.ref(pid) as ActorRef<Counter>;
    if (deed === "kill self") this.rt.kill(pid);
    if (deed === "stop self") void ref.stop();
    if (deed === "send self") this.send(ref, { sender: -pid, deed: "nothing", waitMs: 0 });
  }

  private slept(pid: number, key: string): void {
    this.check("passivated");
    const instance = [...this.instances.values()].find((one) => one.pid === pid);
    if (!instance?.isOver) this.note(`${key} sleeps with an instance`);
    const idleMs = this.clock.now() - (this.busyMs.get(pid) ?? 0);
    if (idleMs < (instance?.idleTimeoutMs ?? 0)) this.note(`${key} slept after ${idleMs} ms`);
  }

  private lost(letter: DeadLetter): void {
    this.check("dead letter");
    const { id } = (letter.payload as [Note])[0];
    if (this.letters.has(id)) this.note(`two dead letters of ${id}`);
    this.letters.set(id, letter);
    // What restarts with a new state has lost the old one.
    if (letter.fate === "failed" && letter.actor.startsWith("Renewed")) this.counts.set(letter.target, 0);
  }

  note(problem: string): void {
    this.problems.push(`${problem} (at ${this.clock.now()} ms)`);
  }
}

export interface Init {
  readonly witness: Witness;
  readonly idleTimeoutMs: number;
}

/** Counts what it handles: that is its state. */
@Actor()
export class Counter {
  count = 0;
  private readonly ctx = injected(ActorContext) as ActorContext<Counter>;

  constructor() {
    void this.ctx.signal;
    this.witness.constructed(this);
    const { deed, waitMs } = this.witness.disarm(this.ctx.key as string, "construct") ?? {
      deed: "nothing",
      waitMs: 0,
    };
    if (!deed.startsWith("wait")) this.act(deed, waitMs);
  }
  get witness(): Witness {
    return (this.ctx.init as Init).witness;
  }
  get idleTimeoutMs(): number {
    return (this.ctx.init as Init).idleTimeoutMs;
  }
  get name(): string {
    return `${this.constructor.name} ${this.ctx.key}`;
  }
  get pid(): number {
    return this.ctx.self.pid;
  }
  get isOver(): boolean {
    return this.ctx.signal.aborted;
  }

  @OnStart() start(): unknown {
    this.witness.started(this);
    return this.hook("start");
  }
  @OnStop() stop(): unknown {
    return this.hook("stop");
  }
  @Receive() add(note: Note): number | Promise<number> {
    this.count++;
    this.witness.began(this, note);
    const result = this.act(note.deed, note.waitMs);
    if (result === undefined) return this.complete(note);
    return result.then(() => this.complete(note));
  }

  private complete({ id }: Note): number {
    this.witness.runs(this, "handler");
    if (!this.isOver) this.witness.completed.add(id);
    return this.count;
  }

  private hook(hook: "start" | "stop"): Promise<void> | undefined {
    this.witness.hooked(this, hook);
    const armed = this.witness.disarm(this.ctx.key as string, hook);
    return armed === undefined ? undefined : this.act(armed.deed, armed.waitMs);
  }

  private act(deed: Deed, waitMs: number): Promise<void> | undefined {
    const { witness, ctx } = this;
    switch (deed) {
      case "throw":
        throw new Error("deed");
      case "wait":
      case "wait, throw":
        return witness.wait(waitMs).then(() => {
          witness.runs(this, "after a wait");
          if (deed === "wait, throw") throw new Error("deed");
        });
      case "stop self":
        ctx.stopSelf();
        return undefined;
      case "kill self":
        witness.rt.kill(ctx.self);
        return undefined;
      case "send self":
        witness.send(ctx.self as ActorRef<Counter>, { sender: -this.pid, deed: "nothing", waitMs: 0 });
        return undefined;
      default:
        return undefined;
    }
  }
}

@Supervised({ maxRestarts: 2, withinMs: 200, shutdownMs: 40 })
export class Renewed extends Counter {}

@Supervised({ maxRestarts: 2, withinMs: 200, shutdownMs: 40, state: "keep" })
export class Kept extends Counter {}
