/**
 * For `swap.model.test.ts`: the witness that knows which version of the code should have handled a message.
 *
 *   request ─▶ pending (model) ─▶ "swapped", "swap-failed" ─▶ current (model)      each handler compares itself with it
 */
import type { Runtime } from "../../src";
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
  readonly hasMigrated: boolean; // without a way back, only a class with a `@Restore` can follow
}
interface Pending extends Wish {
  readonly outcome: { expected: unknown };
}

const movesBySnapshot = (code: string): boolean => /^(Pull)?Hidden$/.test(code);
export const isFunction = (code: string): boolean => code.startsWith("fn");

const following = ({ number }: Version, code: string, { back, migrate }: Wish): Version => {
  return { number: number + 1, code, back, hasMigrated: migrate !== "none" };
};

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
    const { code } = this.current;
    if (!isFunction(code)) this.isSnapshot = movesBySnapshot(code);
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
    const target =
      wish.to === undefined ? (this.kept[at] as Version) : following(this.current, wish.to, wish);
    const undone = this.kept.slice(at + 1); // by a swap: none
    const moves = wish.to === undefined ? undone.map(({ back }) => back) : [wish.migrate];
    const isSnapshot = this.isSnapshot && !moves.includes("good");
    const takesAny = isFunction(target.code) || movesBySnapshot(target.code);
    const isOneWay = undone.some(({ hasMigrated, back }) => hasMigrated && back === "none");
    if (moves.includes("bad") || ((isSnapshot || isOneWay) && !takesAny)) return "ERR_MIGRATION";
    this.isSnapshot = isSnapshot;
    this.kept.length = at;
    this.kept.push(target);
    if (this.kept.length > limits.behaviorsKept + 1) this.kept.shift();
    if (isLive) this.save();
    return target.number;
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
