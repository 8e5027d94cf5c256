/**
 * What a cell keeps of a pull actor: the `run` under way, the message it works on, and the receive that waits.
 *
 * A message is being handled from the moment it is taken until the next one is asked for, or `run` ends: so a pull
 * actor's messages have the fates that all messages have (S4), and its asks always settle (S11).
 */
import { isThenable } from "../../thenable";
import { Aside } from "../mailbox/aside";
import { type Ask, AskState } from "../messages/ask";
import type { Counts } from "../messages/conservation";
import { asMessage } from "../messages/method-message";
import { type Selector, Shape } from "../messages/selector";
import type { HandleTrace } from "../tracing";
import type { Cell, Run, System } from "./cell";
import type { Extras, Pull } from "./extras";
import { type Attempt, failDead, nameOf } from "./fates";
import type { PendingReceive } from "./pending-receive";
import { discard } from "./runs";

/** The one thing a pull actor "handles", for those who ask what it is busy with. */
export const runSelector: Selector = Object.freeze({ id: -1, name: "run", shape: Shape.None });

export class PullState implements Pull {
  /** The `run` under way. */
  run: Run | undefined = undefined;
  /** Which mailbox object is in force: each `run` has its own. */
  mailbox: object | undefined = undefined;
  /** The same, where messages may be taken from it: no receive waits, no matcher is being called, it is not closed. */
  open: object | undefined = undefined;
  closed = false;
  /** The receive that waits. */
  pending: PendingReceive | undefined = undefined;
  private scanning = false;
  /** How many messages were left when a receive of a drain wanted none of them. */
  sparedAt = 0;
  /** Messages that may be taken before the others have their turn. */
  fuel = 0;
  /** The message in work, as it was sent. */
  selector: Selector | undefined = undefined;
  argument: unknown = undefined;
  private ask: Ask<Cell> | undefined = undefined;
  /** It was given to `reply`: whatever becomes of its message, it is not tried again. */
  private isAnswered = false;
  /** Asks that were answered with a promise. */
  private promised: Set<Ask<Cell>> | undefined = undefined;
  private trace: HandleTrace | undefined = undefined;

  /** An ask or a trace goes with the message in work. */
  isSpecial = false;
  readonly system: System;
  readonly counts: Counts;
  readonly extras: Extras<Cell>;

  constructor(private readonly cell: Cell) {
    this.system = cell.system;
    this.counts = cell.system.counts;
    this.extras = cell.more();
  }

  get busy(): boolean {
    return this.selector !== undefined;
  }

  asideNow(): Aside {
    const { extras } = this;
    extras.aside ??= new Aside();
    return extras.aside;
  }

  /** Whether nothing else may be asked for: a receive waits, or its matcher is being called. */
  get isTaken(): boolean {
    return this.pending !== undefined || this.scanning;
  }

  enter(run: Run, mailbox: object): void {
    this.run = run;
    this.mailbox = mailbox;
    this.closed = false;
    this.reopen();
  }

  /** Matchers may be called from now on, or no more. */
  scan(scanning: boolean): void {
    this.scanning = scanning;
    this.reopen();
  }

  /** A receive waits from now on. */
  expect(receive: PendingReceive): void {
    this.pending = receive;
    this.open = undefined;
  }

  private reopen(): void {
    this.open = this.closed || this.isTaken ? undefined : this.mailbox;
  }

  /** A message was taken out of the mailbox: it is in work from now on. */
  begin(slotted: Selector, held: unknown): void {
    const { cell } = this;
    if (slotted.shape === Shape.Asked) {
      const ask = held as Ask<Cell>;
      if (ask.state === AskState.Queued) ask.state = AskState.Running;
      this.ask = ask;
      this.isSpecial = true;
      this.selector = ask.selector;
      this.argument = ask.argument;
    } else {
      this.selector = slotted;
      this.argument = held;
    }
    if (cell.system.traced) this.startTrace();
  }

  /** The message in work is handled. */
  settle(): void {
    if (this.selector === undefined) return;
    const { counts } = this.cell.system;
    const { ask, isAnswered } = this;
    this.forget();
    counts.handled++;
    this.endTrace();
    if (ask !== undefined && !isAnswered && !ask.reply(undefined)) counts.lateReplies++;
  }

  /** Answers the ask of the message in work. */
  reply(value: unknown): boolean {
    const { ask } = this;
    if (ask === undefined || this.isAnswered || !ask.isHeard) return false;
    this.isAnswered = true;
    if (isThenable(value)) return this.replyLater(ask, value);
    if (ask.reply(value)) return true;
    this.cell.system.counts.lateReplies++;
    return false;
  }

  /** A promise as the answer: until it settles the ask keeps its deadline, and ends with its actor (S11). */
  private replyLater(ask: Ask<Cell>, answer: PromiseLike<unknown>): boolean {
    this.promised ??= new Set();
    const { promised } = this;
    promised.add(ask);
    const settled = (isInTime: boolean): void => {
      if (promised.delete(ask) && !isInTime) this.cell.system.counts.lateReplies++;
    };
    const failed = (error: unknown): void => settled(ask.fail(error));
    try {
      answer.then((value) => settled(ask.reply(value)), failed);
    } catch (error) {
      failed(error); // a thenable of the user's own making
    }
    return true;
  }

  /** Answers that were promised and are not there come too late: the actor ends, or its instance went. */
  breakPromises(): void {
    const { promised } = this;
    this.promised = undefined;
    for (const ask of promised ?? []) failDead(this.cell, ask);
  }

  /** `run` threw: the trace of its message says why. */
  traceError(error: unknown): void {
    const { trace } = this;
    if (trace === undefined) return;
    trace.error = error;
    this.cell.system.tracing.publish("error", trace);
  }

  /** The message that was in work has its fate. */
  endTrace(): void {
    const { trace } = this;
    this.trace = undefined;
    if (trace !== undefined) this.system.tracing.publish("asyncEnd", trace);
  }

  /** Takes the message in work out, for its fate; undefined when there is none. */
  take(): Attempt | undefined {
    const { selector, isAnswered } = this;
    if (selector === undefined) return undefined;
    const { queue } = this.cell;
    const argument = queue?.isKeeping ? queue.keptArgument : this.argument;
    const ask = isAnswered ? undefined : this.ask;
    this.forget();
    return { selector, argument, ask, isAnswered };
  }

  close(): void {
    this.closed = true;
    this.open = undefined;
    this.drop()?.nothing();
  }

  /** `run` is over: a receive that it did not await gets nothing. */
  leave(): void {
    this.run = undefined;
    this.close();
    this.mailbox = this.open = undefined;
  }

  abandon(): void {
    const lost = this.take();
    this.leave();
    if (lost !== undefined) discard(this.cell, lost.selector, lost.argument, lost.ask);
    this.endTrace();
    this.breakPromises();
  }

  /** The receive that waits, which waits no more. */
  drop(): PendingReceive | undefined {
    const { pending } = this;
    this.pending = undefined;
    this.reopen();
    pending?.release?.();
    return pending;
  }

  private forget(): void {
    this.cell.queue?.letGo();
    this.selector = this.ask = undefined;
    this.argument = undefined;
    this.isSpecial = this.isAnswered = false;
  }

  private startTrace(): void {
    const { cell } = this;
    const { system, pid } = cell;
    const message = nameOf(this.selector as Selector, this.argument);
    const trace: HandleTrace = { runtime: system.name, pid, actor: cell.blueprint.label, message };
    this.isSpecial = true;
    this.trace = trace; // a listener may kill the actor, and so end it
    system.tracing.publish("start", trace);
    system.tracing.publish("end", trace);
  }
}

/** What was sent, as `run` gets it. */
export function payloadOf(selector: Selector, argument: unknown): unknown {
  if (selector.shape === Shape.Tell) return argument;
  if (selector.shape !== Shape.Asked) return asMessage(selector, argument);
  const { selector: inner, argument: asked } = argument as Ask;
  return inner.shape === Shape.Tell ? asked : asMessage(inner, asked);
}
