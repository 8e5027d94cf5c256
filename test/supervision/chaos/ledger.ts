/**
 * The harness's own book of messages: each has a number, and in the end exactly one fate (S4). Besides, what one sender
 * sends to one receiver begins in the order of the numbers (S2); what was stashed comes back in the order of the stash.
 */

import type { Audit } from "../../../src/runtime/messages/conservation";
import type { DeadLetter, DeadLetterFate } from "../../../src/runtime/messages/dead-letters";

/** A message. */
export interface Note {
  readonly type: "work" | "slow";
  readonly n: number;
  /** The pid of its sender; 0: the test itself. */
  readonly from: number;
}

/** What is known of a message. */
export class Entry {
  tries = 0;
  /** Its last try threw. */
  threw = false;
  /** Its handler returned, and had not stashed it. */
  done = false;
  stashing = false;
  isAside = false;
  wasAside = false;
  retries = 0;
  /** An ask that left the queue before its turn, as far as anybody can tell. */
  passedOver = false;
  /** The deadline of its handler. */
  dueMs = Number.POSITIVE_INFINITY;
  fate: DeadLetterFate | undefined = undefined;
  receiver = 0;
  /** What the send said; undefined where only its promise will. */
  accepted: boolean | undefined = undefined;
  ask: { settled: boolean; value?: unknown; error?: { code?: string } } | undefined = undefined;
  /** The test may have aborted it. */
  mayBeWithdrawn = false;
  /** A pull actor answers before it is through. */
  mayBeAnswered = false;

  constructor(readonly note: Note) {}
}

/** One who handles messages. */
interface Receiver {
  readonly last: Map<number, number>;
  stash: Entry[];
  /** Unstashed, and not begun again. */
  back: Entry[];
  readonly active: Set<Entry>;
}

/** Whom a message begins in. */
export interface Taker {
  readonly pid: number;
  readonly attempts: number;
  readonly isPull: boolean;
  readonly reentrant: boolean;
  readonly nowMs: number;
  /** How long handlers of "slow" messages may take. */
  readonly slowMs: number;
}

const refusals: readonly DeadLetterFate[] = ["dead", "unknown", "unrouted"];

export class Ledger {
  readonly totals = { handled: 0, failed: 0, discarded: 0, evicted: 0, unhandled: 0, retried: 0, stashed: 0 };
  sent = 0;
  private readonly open = new Map<number, Entry>();
  private readonly receivers = new Map<number, Receiver>();

  /** @param miscount every so many messages are counted twice: the canary */
  constructor(
    private readonly violated: (problem: string) => void,
    private readonly miscount = 0,
  ) {}

  write(from: number, type: Note["type"]): Entry {
    const entry = new Entry(Object.freeze({ type, n: ++this.sent, from }));
    this.open.set(entry.note.n, entry);
    return entry;
  }

  receiver(pid: number): Receiver {
    let found = this.receivers.get(pid);
    if (found === undefined) {
      found = { last: new Map(), stash: [], back: [], active: new Set() };
      this.receivers.set(pid, found);
    }
    return found;
  }

  /** A handler gets a message. Undefined: it was lost before, on its way to a pull actor. */
  begin(note: Note, taker: Taker): Entry | undefined {
    const entry = this.open.get(note.n);
    const who = `message ${note.n} (${note.from} → ${taker.pid})`;
    if (entry === undefined) {
      if (!taker.isPull) this.violated(`${who} began after it was over`);
      return undefined;
    }
    if (entry.fate !== undefined || entry.done) {
      if (!taker.isPull) this.violated(`${who} began after its fate: ${entry.fate ?? "handled"}`);
      return undefined;
    }
    if (entry.accepted === false) this.violated(`${who} began although it was refused`);
    if (entry.passedOver) this.violated(`${who} began out of the order of its stash`);
    const receiver = this.receiver(taker.pid);
    this.overdue(taker.pid, taker.nowMs);
    if (!taker.reentrant && receiver.active.size > 0) {
      const [other] = receiver.active;
      this.violated(`${who} began while ${other?.note.n} was being handled (S1)`);
    }
    this.checkOrder(entry, receiver, taker, who);
    entry.tries++;
    entry.threw = entry.isAside = entry.stashing = false;
    entry.receiver = taker.pid;
    entry.dueMs = note.type === "slow" ? taker.nowMs + taker.slowMs : Number.POSITIVE_INFINITY;
    receiver.active.add(entry);
    return entry;
  }

  private checkOrder(entry: Entry, receiver: Receiver, taker: Taker, who: string): void {
    const { n, from } = entry.note;
    const last = receiver.last.get(from) ?? 0;
    if (entry.tries === 0) {
      if (n <= last) this.violated(`${who} began after ${last} of the same sender (S2)`);
      receiver.last.set(from, n);
      return;
    }
    if (!entry.isAside) {
      this.totals.retried++;
      if (!entry.threw && entry.dueMs > taker.nowMs) this.violated(`${who} began twice`);
      if (++entry.retries >= taker.attempts)
        this.violated(`${who} was tried more than ${taker.attempts} times`);
      const isInOrder = entry.wasAside || taker.reentrant || n >= last;
      if (!isInOrder) this.violated(`${who} was tried again after ${last} (S2)`);
      return;
    }
    for (let first = receiver.back.shift(); first !== entry; first = receiver.back.shift()) {
      if (first === undefined) {
        this.violated(`${who} came back from the stash by itself`);
        return;
      }
      if (first.ask === undefined) this.violated(`${who} came back before ${first.note.n} (S2)`);
      first.passedOver = true;
    }
  }

  /** Its handler is through, in the attempt of this number. */
  end(entry: Entry, attempt: number, threw: boolean): void {
    const receiver = this.receiver(entry.receiver);
    if (entry.tries !== attempt || entry.fate !== undefined) return; // it was abandoned
    receiver.active.delete(entry);
    if (threw) entry.threw = true;
    else if (entry.stashing) {
      entry.isAside = entry.wasAside = true;
      receiver.stash.push(entry);
      this.totals.stashed++;
    } else entry.done = true;
  }

  /** What ran into its deadline is abandoned, and may be tried again. */
  overdue(pid: number, nowMs: number): void {
    const active = this.receivers.get(pid)?.active;
    for (const entry of active ?? []) if (entry.dueMs <= nowMs) active?.delete(entry);
  }

  /** What was stashed comes back in front. */
  unstashed(pid: number): void {
    const receiver = this.receivers.get(pid);
    if (receiver === undefined || receiver.stash.length === 0) return;
    receiver.back.unshift(...receiver.stash);
    receiver.stash = [];
  }

  letter({ fate, payload }: DeadLetter): void {
    const note = (Array.isArray(payload) ? payload[0] : payload) as Note | undefined;
    const entry = note === undefined ? undefined : this.open.get(note.n);
    if (note === undefined || typeof note.n !== "number") return;
    if (entry === undefined) {
      if (!refusals.includes(fate)) this.violated(`message ${note.n} is ${fate} after it was over`);
      return;
    }
    if (refusals.includes(fate)) {
      if (entry.accepted) this.violated(`message ${note.n} was accepted and is ${fate}`);
      return;
    }
    if (entry.fate !== undefined) this.violated(`message ${note.n} has two fates: ${entry.fate} and ${fate}`);
    entry.fate = fate;
    const receiver = this.receivers.get(entry.receiver);
    if (receiver === undefined) return;
    receiver.active.delete(entry);
    receiver.stash = receiver.stash.filter((other) => other !== entry);
    receiver.back = receiver.back.filter((other) => other !== entry);
  }

  /**
   * At rest: each message has one fate, or is stashed; and the runtime counts as we do.
   *
   * @param isAside whether it is really there
   */
  close(audit: Audit, isAside: (entry: Entry) => boolean): void {
    for (const [n, entry] of this.open) {
      const receiver = this.receivers.get(entry.receiver);
      if (receiver?.stash.includes(entry) && isAside(entry)) continue;
      this.open.delete(n);
      this.closeOne(entry);
      if (receiver !== undefined) receiver.stash = receiver.stash.filter((other) => other !== entry);
    }
    for (const what of ["handled", "failed", "evicted", "unhandled", "discarded"] as const) {
      if (audit[what] !== this.totals[what])
        this.violated(`the runtime counts ${audit[what]} ${what}, the test ${this.totals[what]}`);
    }
    if (audit.parked + audit.running > 0) this.violated(`at rest: ${JSON.stringify(audit)}`);
    const stashed = [...this.receivers.values()].reduce((sum, { stash }) => sum + stash.length, 0);
    if (audit.queued !== stashed) this.violated(`${audit.queued} are queued, ${stashed} stashed`);
  }

  private closeOne(entry: Entry): void {
    const { note, fate, done, ask, accepted } = entry;
    const what = `message ${note.n} (${note.from} → ${entry.receiver})`;
    if (ask !== undefined) this.checkReply(entry, what);
    if (fate !== undefined) this.totals[fate as "failed"]++;
    else if (done) this.totals.handled += this.miscount > 0 && note.n % this.miscount === 0 ? 2 : 1;
    else if (accepted) this.violated(`${what} was accepted and is lost, after ${entry.tries} tries`);
    else if (entry.tries > 0 && !entry.isAside && !(isTriedAgain(entry) && isWithdrawn(entry)))
      this.violated(`${what} began and has no fate`);
    else if (isWithdrawn(entry)) this.totals.discarded++;
  }

  private checkReply({ note, fate, done, ask, mayBeWithdrawn, mayBeAnswered }: Entry, what: string): void {
    if (!ask?.settled) this.violated(`${what} is an ask that did not settle (S11)`);
    else if (ask.error === undefined) {
      if (ask.value !== note.n || (!mayBeAnswered && (!done || fate !== undefined)))
        this.violated(`${what} was answered with ${String(ask.value)}, its fate is ${fate}`);
    } else if (fate === "failed" && ask.error.code === "ERR_ACTOR_DEAD")
      this.violated(`${what} has failed, and its ask does not say why`);
    else if (
      done &&
      fate === undefined &&
      !["ERR_ASK_TIMEOUT", "ERR_REVOKED"].includes(ask.error.code ?? "")
    ) {
      if (!mayBeWithdrawn) this.violated(`${what} was handled, and its ask says ${String(ask.error)}`);
    }
  }

  /** After everything has ended. */
  get left(): number {
    return this.open.size;
  }
}

/** It was taken out of the queue, without a report: nobody waits for it. */
function isWithdrawn({ ask }: Entry): boolean {
  return ask?.error?.code === "ABORTED" || ask?.error?.code === "ERR_REVOKED";
}

/** Its last try came to nothing: it may have been put back. */
function isTriedAgain({ threw, dueMs }: Entry): boolean {
  return threw || dueMs !== Number.POSITIVE_INFINITY;
}
