/**
 * Asks: a request travels as an `Ask` in a mailbox slot; its promise settles exactly once (S11).
 *
 * Deadlines of equal length fall due in the order they were set, so each length has one list and one alarm: a
 * deadline costs two pointer writes, not an engine timer. An alarm whose list is empty is cancelled once the event
 * loop has turned, not after each reply, so that asking one by one does not set and clear a timer every time.
 */
import type { Alarm, Clock } from "../../clock";
import type { Turns } from "../scheduler/turns";
import type { Selector } from "./selector";

export const AskState = { Queued: 0, Running: 1, Settled: 2 } as const;
export type AskState = (typeof AskState)[keyof typeof AskState];

/** What becomes of the reply where nobody waits for it: a message that was only sent, and is tried again. */
export function unheard(): void {}

/** One request under way. `T` is what it was put to: a cell. */
export class Ask<T = unknown> {
  state: AskState = AskState.Queued;
  /** Settled while still queued: to be skipped when the mailbox gets to it. */
  withdrawn = false;
  /** Its place in front of a full mailbox, if it waited there: an entry of `mailbox/overflow.ts`. */
  parked: object | undefined = undefined;
  /** Set where it is known who waits: then the ask ends with that handler. */
  promise: Promise<unknown> | undefined = undefined;
  list: DeadlineList | undefined = undefined;
  earlier: Ask | undefined = undefined;
  later: Ask | undefined = undefined;
  dueMs = 0;
  /** Undoes what watches this ask from outside: an abort listener, the asker's record. */
  release: (() => void) | undefined = undefined;

  constructor(
    public target: T,
    readonly selector: Selector,
    readonly argument: unknown,
    private readonly resolve: (value: unknown) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  /** Whether somebody waits for the reply. */
  get isHeard(): boolean {
    return this.resolve !== unheard;
  }

  /** Resolves; false when it had settled before. */
  reply(value: unknown): boolean {
    if (this.state === AskState.Settled) return false;
    this.settle();
    this.resolve(value);
    return true;
  }

  /** Rejects; false when it had settled before. */
  fail(error: unknown): boolean {
    if (this.state === AskState.Settled) return false;
    this.settle();
    this.reject(error);
    return true;
  }

  private settle(): void {
    this.state = AskState.Settled;
    if (this.list !== undefined) this.list.remove(this);
    if (this.release !== undefined) {
      this.release();
      this.release = undefined;
    }
  }
}

/** The pending asks of one deadline length, soonest first. */
export class DeadlineList {
  private first: Ask | undefined = undefined;
  private last: Ask | undefined = undefined;
  private alarm: Alarm | undefined = undefined;
  private tidying = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly clock: Clock,
    private readonly turns: Turns,
    private readonly expired: (ask: Ask, timeoutMs: number) => void,
    private readonly emptied: (list: DeadlineList) => void,
  ) {}

  /** Asks that wait. */
  get pending(): number {
    let count = 0;
    for (let ask = this.first; ask !== undefined; ask = ask.later) count++;
    return count;
  }

  add(ask: Ask): void {
    ask.list = this;
    ask.dueMs = this.clock.now() + this.timeoutMs;
    ask.earlier = this.last;
    if (this.last === undefined) this.first = ask;
    else this.last.later = ask;
    this.last = ask;
    if (this.alarm === undefined) this.alarm = this.clock.schedule(this.timeoutMs, this.ring);
  }

  remove(ask: Ask): void {
    if (ask.earlier === undefined) this.first = ask.later;
    else ask.earlier.later = ask.later;
    if (ask.later === undefined) this.last = ask.earlier;
    else ask.later.earlier = ask.earlier;
    ask.list = ask.earlier = ask.later = undefined;
    if (this.first === undefined && !this.tidying) {
      this.tidying = true;
      this.turns.later(this.tidy);
    }
  }

  private readonly ring = (): void => {
    this.alarm = undefined;
    const now = this.clock.now();
    while (this.first !== undefined && this.first.dueMs <= now) this.expired(this.first, this.timeoutMs);
    if (this.first !== undefined) this.alarm = this.clock.schedule(this.first.dueMs - now, this.ring);
  };

  private readonly tidy = (): void => {
    this.tidying = false;
    if (this.first !== undefined) return;
    this.alarm?.cancel();
    this.alarm = undefined;
    this.emptied(this);
  };
}

const foreverMs = Number.MAX_SAFE_INTEGER;

/** All deadlines of one runtime. */
export class AskDeadlines {
  private readonly lists = new Map<number, DeadlineList>();

  constructor(
    private readonly clock: Clock,
    private readonly turns: Turns,
    private readonly expired: (ask: Ask, timeoutMs: number) => void,
  ) {}

  /** Asks that have not settled; walks through them. */
  get pending(): number {
    let count = 0;
    for (const list of this.lists.values()) count += list.pending;
    return count;
  }

  /** Watches an ask from now on; with `Infinity` it never expires. */
  watch(ask: Ask, wantedMs: number): void {
    // Without a deadline it still keeps the process alive (S9): the alarm is only very far away.
    const timeoutMs = wantedMs === Number.POSITIVE_INFINITY ? foreverMs : wantedMs;
    let list = this.lists.get(timeoutMs);
    if (list === undefined) {
      const forget = (): void => void this.lists.delete(timeoutMs);
      list = new DeadlineList(timeoutMs, this.clock, this.turns, this.expired, forget);
      this.lists.set(timeoutMs, list);
    }
    list.add(ask);
  }
}
