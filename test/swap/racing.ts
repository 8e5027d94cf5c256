/**
 * For `swap.model.test.ts`: code that reports what it handles, and the witness that knows which version should have.
 *
 *   request ─▶ pending (model) ─▶ "swapped", "swap-failed" ─▶ current (model)      each handler compares itself with it
 */
import { Actor, type Mailbox, OnStop, Receive, Restore, type Runtime, Snapshot, Supervised } from "../../src";
import { limits } from "../../src/limits";
import type { VirtualClock } from "../../src/runtime/testing/virtual-clock";

export const deeds = ["nothing", "nothing", "throw", "wait", "wait, throw", "wait, change"] as const;

/** One message: numbered in the order of sending, over all senders. */
export interface Note {
  readonly type: "note";
  readonly id: number;
  readonly sender: number;
  readonly deed: (typeof deeds)[number];
  readonly waitMs: number;
}

export type Move = "none" | "good" | "bad";

/** A swap to a version of the code, or where `to` is undefined, a rollback. */
export interface Wish {
  readonly to: string | undefined;
  readonly steps: number;
  readonly migrate: Move;
  readonly back: Move;
}

interface Version {
  readonly number: number;
  readonly code: string;
  readonly back: Move;
  /** Its swap had a migrate: without a way back, only a class with a `@Restore` can follow. */
  readonly hasMigrated: boolean;
}
interface Pending extends Wish {
  readonly outcome: { expected: unknown };
}

const movesBySnapshot = (code: string): boolean => code === "Hidden" || code === "PullHidden";
export const isFunction = (code: string): boolean => code.startsWith("fn");

export class Witness {
  readonly problems: string[] = [];
  readonly accepted = new Set<number>();
  readonly begun = new Set<number>();
  readonly underWay = new Set<number>();
  readonly kept: Version[];
  count = 0;
  private readonly pending: Pending[] = [];
  private readonly newest = new Map<number, number>();
  private revision = 1;
  /** What the state is now, or what a function carries. */
  private isSnapshot = false;
  /** What a handler asks for. */
  change: () => void = () => {};
  /** Whether there is an instance that state could be taken of. */
  isLive: () => boolean = () => true;

  constructor(
    readonly rt: Runtime,
    readonly clock: VirtualClock,
    first: string,
  ) {
    this.kept = [{ number: 1, code: first, back: "none", hasMigrated: false }];
    rt.events.on("swapped", ({ before, version, revision }) => {
      const expected = this.settle();
      if (typeof expected !== "number") return this.note(`swapped instead of ${expected}`);
      if (expected !== version || before !== this.before)
        this.note(`${before} → ${version}, not ${expected}`);
      if (revision !== ++this.revision) this.note(`revision ${revision} instead of ${this.revision}`);
      if (this.underWay.size > 0) this.note(`S1: swapped with ${[...this.underWay]} under way`);
    });
    rt.events.on("swap-failed", ({ version }) => {
      const expected = this.settle();
      if (expected !== "ERR_MIGRATION") this.note(`swap failed instead of ${expected}`);
      if (version !== this.current.number) this.note(`failed at ${version}, not ${this.current.number}`);
    });
    rt.events.on("passivated", () => this.save());
    rt.events.on("dead-letter", ({ fate, payload, error }) => {
      const id = Array.isArray(payload) ? undefined : (payload as Note).id;
      if (id === undefined || (fate !== "failed" && !this.underWay.has(id)))
        this.note(`${id} is ${fate}: ${error}`);
      else this.underWay.delete(id);
      if (fate === "failed") this.save();
    });
  }

  private before = 1;

  get current(): Version {
    return this.kept.at(-1) as Version;
  }

  /** What a change that was asked for now will come to; "pending" while that is open. */
  request(wish: Wish): { expected: unknown } {
    let earlier = this.kept.length - 1;
    for (const { to, steps } of this.pending)
      earlier = to === undefined ? earlier - steps : Math.min(earlier + 1, limits.behaviorsKept);
    const outcome: { expected: unknown } = { expected: "pending" };
    if (wish.to === undefined && wish.steps > earlier) outcome.expected = "ERR_BEHAVIOR_HISTORY";
    else if (wish.to === undefined && wish.steps === 0) outcome.expected = this.planned;
    else this.pending.push({ ...wish, outcome });
    return outcome;
  }

  get planned(): number {
    return this.pending.reduce(
      (n, { to, steps }) => (to === undefined ? n - steps : n + 1),
      this.current.number,
    );
  }

  /** The state leaves its instance: for a while, no class decides what it is. */
  private save(): void {
    if (!isFunction(this.current.code)) this.isSnapshot = movesBySnapshot(this.current.code);
  }

  /** The next pending change has come about, or failed. */
  private settle(): unknown {
    const wish = this.pending.shift();
    if (wish === undefined) return "nothing";
    this.before = this.current.number;
    const isLive = this.isLive();
    if (isLive) this.save();
    const result = this.apply(wish, isLive);
    wish.outcome.expected = result;
    this.skipTooFar();
    return result;
  }

  private apply(wish: Pending, isLive: boolean): unknown {
    const at = wish.to === undefined ? this.kept.length - 1 - wish.steps : this.kept.length;
    const target = wish.to === undefined ? (this.kept[at] as Version) : this.following(wish.to, wish);
    const moves = wish.to === undefined ? this.kept.slice(at + 1).map(({ back }) => back) : [wish.migrate];
    const isSnapshot = this.isSnapshot && !moves.includes("good");
    const isLost = isSnapshot && !isFunction(target.code) && !movesBySnapshot(target.code);
    const isOneWay =
      wish.to === undefined &&
      this.kept.slice(at + 1).some(({ hasMigrated, back }) => hasMigrated && back === "none") &&
      !isFunction(target.code) &&
      !movesBySnapshot(target.code);
    if (moves.includes("bad") || isLost || isOneWay) return "ERR_MIGRATION";
    this.isSnapshot = isSnapshot;
    this.kept.length = at;
    this.kept.push(target);
    if (this.kept.length > limits.behaviorsKept + 1) this.kept.shift();
    if (isLive) this.save();
    return target.number;
  }

  private following(code: string, { back, migrate }: Wish): Version {
    return { number: this.current.number + 1, code, back, hasMigrated: migrate !== "none" };
  }

  private skipTooFar(): void {
    for (let next = this.pending[0]; next !== undefined; next = this.pending[0]) {
      if (next.to !== undefined || next.steps < this.kept.length) return;
      next.outcome.expected = "ERR_BEHAVIOR_HISTORY";
      this.pending.shift();
    }
  }

  send(tell: (note: Note) => boolean, note: Omit<Note, "id" | "type">): void {
    const id = this.accepted.size;
    this.accepted.add(id);
    if (!tell({ ...note, type: "note", id })) this.note(`${id} was refused`);
  }

  /** A handler of `code` has a message, with its count of what was done so far. */
  begin(code: string, { id, sender }: Note, count: number | undefined): void {
    if (this.begun.has(id)) this.note(`${id} handled twice`);
    this.begun.add(id);
    if ((this.newest.get(sender) ?? -1) > id) this.note(`S2: ${id} after ${this.newest.get(sender)}`);
    this.newest.set(sender, id);
    if (this.pending.length > 0) this.note(`${id} on ${code}, with ${this.pending.length} changes pending`);
    if (code !== this.current.code) this.note(`${id} on ${code} instead of ${this.current.code}`);
    if (count !== undefined && count !== this.count) this.note(`${code} has ${count}, not ${this.count}`);
    this.underWay.add(id);
  }

  end({ id }: Note): void {
    this.underWay.delete(id);
  }

  note(problem: string): void {
    this.problems.push(`${problem} (at ${this.clock.now()} ms)`);
  }

  /** Does what the note says. `counts` is called where the state changes: before and after the wait. */
  act(code: string, note: Note, state: { count: number } | undefined): Promise<void> | undefined {
    const work = (): void => {
      if (state === undefined) return;
      state.count++;
      this.count++;
    };
    this.begin(code, note, state?.count);
    work();
    const fails = note.deed.endsWith("throw") && state !== undefined;
    if (!note.deed.startsWith("wait")) {
      if (fails) throw new Error("deed");
      this.end(note);
      return undefined;
    }
    return new Promise<void>((resolve) => this.clock.schedule(note.waitMs, resolve)).then(() => {
      if (!this.underWay.has(note.id)) return; // abandoned
      work();
      if (note.deed === "wait, change") this.change();
      if (fails) throw new Error("deed");
      this.end(note);
    });
  }
}

/** Whom all code of the present run reports to. */
export const stage: { witness: Witness } = { witness: undefined as unknown as Witness };
const supervised = { state: "keep", maxRestarts: 1e6, shutdownMs: 50 } as const;

@Actor()
@Supervised(supervised)
export class Plain {
  count = 0;
  @Receive("note") take(note: Note): unknown {
    return stage.witness.act(this.constructor.name, note, this);
  }
}
@Actor()
export class SlowToStop extends Plain {
  @OnStop() stop(): Promise<void> {
    return new Promise((resolve) => stage.witness.clock.schedule(3, resolve));
  }
}
@Actor({ reentrant: true })
export class Reentrant extends Plain {}

@Actor()
@Supervised(supervised)
export class Hidden {
  #count = 0;
  get count(): number {
    return this.#count;
  }
  set count(n: number) {
    this.#count = n;
  }
  @Snapshot() save(): { count: number } {
    return { count: this.#count };
  }
  @Restore() load({ count }: { count: number }): void {
    this.#count = count;
  }
  @Receive("note") take(note: Note): unknown {
    return stage.witness.act("Hidden", note, this);
  }
}

@Actor({ mode: "pull" })
@Supervised(supervised)
export class PullPlain {
  count = 0;
  async run(mailbox: Mailbox<Note>): Promise<void> {
    for await (const note of mailbox) await stage.witness.act(this.constructor.name, note, this);
  }
}
@Actor({ mode: "pull" })
export class PullLoop extends PullPlain {
  override async run(mailbox: Mailbox<Note>): Promise<void> {
    for (;;) {
      const note = mailbox.tryReceive() ?? (await mailbox.receive());
      if (note === undefined) return;
      await stage.witness.act("PullLoop", note, this);
    }
  }
}
@Actor({ mode: "pull" })
@Supervised(supervised)
export class PullHidden {
  count = 0;
  @Snapshot() save(): { count: number } {
    return { count: this.count };
  }
  @Restore() load({ count }: { count: number }): void {
    this.count = count;
  }
  async run(mailbox: Mailbox<Note>): Promise<void> {
    for await (const note of mailbox) await stage.witness.act("PullHidden", note, this);
  }
}

export const push: Readonly<Record<string, unknown>> = {
  Plain,
  SlowToStop,
  Reentrant,
  Hidden,
  fnPush: (note: Note) => stage.witness.act("fnPush", note, undefined),
};
export const pull: Readonly<Record<string, unknown>> = {
  PullPlain,
  PullLoop,
  PullHidden,
  fnPull: async (mailbox: Mailbox<Note>) => {
    for await (const note of mailbox) await stage.witness.act("fnPull", note, undefined);
  },
};
