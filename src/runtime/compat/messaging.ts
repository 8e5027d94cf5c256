/** The part of `NodeRuntime` that messages go through: sending, timers, mailboxes, observers. */
import { describe, errors } from "../../errors";
import type { PressureLevel } from "../../options";
import { type Bytes, bufferOf, replyOf } from "./bytes";
import type { Matcher } from "./mailbox";
import { recordedBy, selectiveRecv, selectiveRecvBlocking } from "./receiving";
import { millisecondsOf } from "./seconds";
import { Spawning } from "./spawning";
import { type WrappedMessage, wrapped } from "./wrapped-message";

/** What a full mailbox does; "redirect" and "spill" need a target. */
export type OverflowPolicy = "dropnew" | "dropold" | "block" | "redirect" | "spill";

/** Payloads that hold no bytes throw ERR_INVALID_ARG. */
export abstract class Messaging extends Spawning {
  /** False: refused, because the actor is unknown, dead, stopping, or full. */
  send(pid: number, data: Bytes): boolean {
    return this.runtime.send(pid, bufferOf(data));
  }

  /** Sends each payload, in order; how many were accepted. Where a payload is wrong, the error's `accepted` says it. */
  sendMany(pid: number, payloads: Iterable<Bytes>): number {
    if (typeof payloads?.[Symbol.iterator] === "function") {
      return this.runtime.sendMany(pid, buffersOf(payloads));
    }
    const expected = "an iterable of bytes";
    throw errors.invalidArg({ argument: "payloads", expected, received: describe(payloads) });
  }

  /** Sends to whoever has this name now; false when nobody has. */
  sendNamed(name: string, data: Bytes): boolean {
    return this.runtime.sendNamed(name, bufferOf(data));
  }

  /** `send`, and the pressure of the mailbox after it. */
  sendWithBackpressure(pid: number, data: Bytes): [accepted: boolean, level: PressureLevel] {
    const { accepted, level } = this.runtime.sendDetailed(pid, bufferOf(data));
    return [accepted, level];
  }

  /**
   * Sends, and resolves to what the handler returns or resolves to, or what a pull actor gives to `mailbox.reply`:
   * bytes, or a string as its UTF-8; nothing is no bytes. Waits `timeout` seconds, 5 by default.
   *
   * @throws (rejects) ERR_ASK_TIMEOUT, ERR_ACTOR_DEAD, ERR_MAILBOX_FULL, ERR_INVALID_ARG for another kind of reply,
   *   what the handler throws
   */
  async call(pid: number, data: Bytes, timeout?: number | null): Promise<Buffer> {
    const timeoutMs = millisecondsOf(timeout);
    return replyOf(pid, await this.runtime.ask(pid, bufferOf(data), { timeoutMs }));
  }

  /** Sends once, `delayMs` from now; returns the timer's number. */
  sendAfter(pid: number, delayMs: number, data: Bytes): number {
    return this.runtime.timers.after(pid, delayMs, bufferOf(data)).id;
  }

  /** Sends every `intervalMs`, first after one interval, until it is cancelled or the actor ends. */
  sendInterval(pid: number, intervalMs: number, data: Bytes): number {
    const { timers } = this.runtime;
    const timer = timers.every(pid, intervalMs, bufferOf(data));
    if (this.runtime.isAlive(pid)) return timer.id;
    timer.cancel(); // of an interval to nobody there is only the first tick: a dead letter, as from `sendAfter`
    return timers.after(pid, intervalMs, bufferOf(data)).id;
  }

  /** True if the timer was pending: then nothing of it arrives any more. */
  cancelTimer(timerId: number): boolean {
    return this.runtime.timers.cancel(timerId);
  }

  /** Queued messages of users; undefined for an unknown pid. */
  mailboxSize(pid: number): number | undefined {
    return this.runtime.mailboxes.size(pid);
  }

  /** How full the mailbox is; undefined for an unknown pid. */
  mailboxBackpressure(pid: number): PressureLevel | undefined {
    return this.runtime.mailboxes.pressure(pid);
  }

  /** What a full mailbox does from the next send on. @throws ERR_NOT_BOUNDED, ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG */
  setOverflowPolicy(pid: number, policy: OverflowPolicy, target?: number | null): void {
    // In which letters does not matter, nor does a name of the class form.
    this.runtime.mailboxes.setOverflow(pid, policy as "redirect", target ?? undefined);
  }

  /** What an observer recorded and nobody took, oldest first; nothing for any other pid. */
  getMessages(pid: number): WrappedMessage[] {
    return recordedBy(this.runtime, pid).map(wrapped);
  }

  /**
   * Takes the first message that the matcher accepts, of an observer or a pull actor of compat, and waits for one if
   * need be: null after `timeout` seconds, or when the actor ends. Messages of the runtime are offered, too. The others
   * stay, in their order.
   *
   * From a pull actor it receives as the actor itself would: one receive at a time (ERR_CONCURRENT_RECEIVE).
   *
   * @throws (rejects) ERR_ACTOR_NOT_FOUND, ERR_NOT_OBSERVED for other actors, what the matcher throws
   */
  selectiveRecv(pid: number, matcher: Matcher, timeout?: number | null): Promise<WrappedMessage | null> {
    return selectiveRecv(this.runtime, pid, matcher, timeout);
  }

  /**
   * The same for what is there already; with a timeout of 0 null when there is no such message.
   *
   * @throws ERR_WOULD_BLOCK where it would have to wait, and what `selectiveRecv` rejects with
   */
  selectiveRecvBlocking(pid: number, matcher: Matcher, timeout?: number | null): WrappedMessage | null {
    return selectiveRecvBlocking(this.runtime, pid, matcher, timeout);
  }
}

function* buffersOf(payloads: Iterable<Bytes>): Generator<Buffer> {
  for (const payload of payloads) yield bufferOf(payload);
}
