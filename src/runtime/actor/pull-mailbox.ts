/**
 * The mailbox object that a pull actor's `run` holds. Each `run` has its own: when it is over, or its code was swapped,
 * the object is closed for good.
 *
 *   receive ─▶ something there, and fuel left: taken at once, no turn of the scheduler
 *          └─▶ else the cell sleeps, but urgent, so that whatever comes next is a turn of `servePull` (see `pull.ts`)
 */
import { inspect } from "node:util";
import { errors } from "../../errors";
import { makeReady } from "./attention";
import { Activity, type Cell } from "./cell";
import type { Mailbox, WaitOptions } from "./mailbox";
import { iteratorOver, type PendingReceive, receiving, stepOf } from "./pending-receive";
import { Phase } from "./phase";
import { none, takeMatching, takeNext, takeSignal } from "./pull-search";
import type { PullState } from "./pull-state";
import { boundWait } from "./waiting";
import { type MatchOrOptions, type Wanted, wantedOf } from "./wanted";

const { Idle, Ready, Suspended } = Activity;

// Local, because each use of an import costs two loads through the CommonJS exports object.
const nothing = none;
const take = takeNext;

export class PullMailbox implements Mailbox<unknown> {
  constructor(
    private readonly cell: Cell,
    private readonly state: PullState,
  ) {}

  get size(): number {
    return this.inForce ? this.cell.queued : 0;
  }

  get closed(): boolean {
    return !this.inForce || this.state.closed || isOver(this.cell);
  }

  receive(first?: MatchOrOptions, second?: WaitOptions): Promise<never> {
    if (first === undefined && second === undefined) {
      const taken = this.takeNow();
      if (taken !== nothing) return Promise.resolve(taken as never);
    }
    return this.wait(first, second, false) as Promise<never>;
  }

  tryReceive(first?: MatchOrOptions, second?: { readonly system?: boolean }): undefined {
    const { cell, state } = this;
    if (first === undefined && second === undefined && state.open === this && !cell.urgent) {
      const taken = take(cell, state);
      return (taken === nothing ? undefined : taken) as undefined;
    }
    return this.look(wantedOf(first, second, "tryReceive options"), false) as undefined;
  }

  receiveSync(first?: MatchOrOptions, second?: WaitOptions): undefined {
    const wanted = wantedOf(first, second, "sync receive options");
    return this.look(wanted, wanted.timeoutMs !== 0) as undefined;
  }

  reply(value: unknown): boolean {
    return this.inForce && this.state.reply(value);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    return iteratorOver(() => this.step());
  }

  [inspect.custom](): string {
    return `Mailbox(${this.cell.label}, ${this.size} queued${this.closed ? ", closed" : ""})`;
  }

  private step(): Promise<IteratorResult<unknown, undefined>> {
    const taken = this.takeNow();
    if (taken !== nothing) return Promise.resolve(stepOf(taken));
    return this.wait(undefined, undefined, true) as Promise<IteratorResult<unknown, undefined>>;
  }

  /** Whether this is the mailbox of the `run` under way. */
  private get inForce(): boolean {
    return this.state.mailbox === this;
  }

  /** The next message, where it may be taken at once and without a turn of the scheduler. */
  private takeNow(): unknown {
    const { cell, state } = this;
    if (state.open !== this || cell.urgent) return nothing;
    if (state.fuel <= 0 && !this.mayGoOn()) return nothing;
    state.fuel--;
    return take(cell, state);
  }

  /** Its budget is used up: it gets another one where nobody else is ready, without a turn of the scheduler. */
  private mayGoOn(): boolean {
    const { cell, state } = this;
    if (!cell.system.scheduler.mayGoOn(cell.budget)) return false;
    state.fuel = cell.budget;
    return true;
  }

  private wait(first: MatchOrOptions, second: WaitOptions | undefined, iterates: boolean): Promise<unknown> {
    return receiving(first, second, iterates, (receive, bounds) => {
      const { cell, state } = this;
      this.refuseSecond();
      if (!this.inForce) {
        // Not at once: a loop that takes no notice must not keep the event loop from turning.
        const revoked = errors.revoked({ actor: cell.label, call: "receive()" });
        cell.system.turns.later(() => receive.failed(revoked));
        return;
      }
      state.settle();
      if (state.closed) cell.system.turns.later(() => receive.nothing());
      else this.enlist(receive, bounds);
    });
  }

  private enlist(receive: PendingReceive, { timeoutMs, signal }: WaitOptions): void {
    const { cell, state } = this;
    state.expect(receive);
    receive.polls = timeoutMs === 0;
    const mayTake = state.fuel > 0 && !cell.urgent;
    if (mayTake && offer(cell, state, receive)) return;
    const leave = (then: () => void): void => {
      if (state.pending !== receive) return;
      receive.overdue = then;
      if (cell.extras?.step !== undefined) return; // a hook is under way: `run` goes on after it (S1)
      endOverdue(state, receive);
      stopExpecting(cell);
    };
    if (mayTake && receive.polls) {
      state.fuel--; // a loop that only looks must not go on for ever, either
      leave(() => receive.nothing());
      return;
    }
    receive.release = boundWait(
      cell.system.clock,
      receive.polls ? { signal } : { timeoutMs, signal },
      () => leave(() => receive.nothing()),
      () => leave(() => receive.failed(signal?.reason)),
    );
    expectMore(cell, state);
  }

  /** Takes what is wanted if it is there. @throws ERR_WOULD_BLOCK if it is not, and would have to be waited for */
  private look(wanted: Wanted, blocks: boolean): unknown {
    const { cell, state } = this;
    this.refuseSecond();
    if (!this.inForce) throw errors.revoked({ actor: cell.label, call: "receive" });
    state.settle();
    if (this.closed) return undefined;
    const { match, system } = wanted;
    const signal = system ? takeSignal(cell, state, { match, system, shown: undefined }) : undefined;
    if (signal !== undefined) return { system: signal };
    const taken = match === undefined ? take(cell, state) : takeMatching(cell, state, wanted, false);
    if (taken !== nothing) return system ? { message: taken } : taken;
    if (blocks && !this.closed) throw errors.wouldBlock({ actor: cell.label });
    return undefined;
  }

  private refuseSecond(): void {
    const { state } = this;
    if (this.inForce && state.isTaken) {
      throw errors.concurrentReceive({ actor: this.cell.label });
    }
  }
}

/** Its deadline has passed, or it was aborted: it waits no more. False where neither is so. */
function endOverdue(state: PullState, { overdue }: PendingReceive): boolean {
  if (overdue === undefined) return false;
  state.drop();
  overdue();
  return true;
}

/** Gives a receive what it waits for, if that is there. False when it has to go on waiting. */
export function offer(cell: Cell, state: PullState, receive: PendingReceive): boolean {
  if (endOverdue(state, receive)) return true;
  const { match, system } = receive;
  let result: unknown;
  try {
    const signal = system ? takeSignal(cell, state, receive) : undefined;
    if (signal !== undefined) result = { system: signal };
    else {
      const taken =
        match === undefined ? take(cell, state) : takeMatching(cell, state, receive, receive.searched);
      receive.searched = true;
      // A matcher may have ended the actor, and with it this receive.
      if (taken === nothing) return state.pending !== receive;
      result = system ? { message: taken } : taken;
    }
  } catch (error) {
    if (state.pending === receive) state.drop();
    receive.failed(error);
    return true;
  }
  state.fuel--;
  state.drop();
  receive.found(result);
  return true;
}

/** A receive waits: the cell sleeps until there is something to show it. */
export function expectMore(cell: Cell, state: PullState): void {
  // A turn is on its way, or a hook is under way whose end is one.
  if (cell.activity === Ready || cell.extras?.step !== undefined) return;
  // Out of fuel, what is there is taken in a turn; else it was looked at, and is not wanted.
  const hasMore = state.fuel <= 0 && cell.queued > 0;
  const isDrained = cell.phase === Phase.Draining && !hasMore;
  // A drain is not over for a receive that wants something else: it gets nothing, and `run` may take what is there.
  if (isDrained && cell.queued > 0 && state.sparedAt !== cell.queued) {
    state.sparedAt = cell.queued;
    state.drop()?.nothing();
    return;
  }
  const isDue = cell.urgent || isDrained || hasMore || state.pending?.polls === true;
  // What is left now is not wanted a second time, and nothing new can come.
  if (isDrained && cell.extras?.ending !== undefined) cell.extras.ending.drain = false;
  cell.urgent = true;
  cell.activity = Idle;
  if (isDue) makeReady(cell);
}

/** Nothing has to be shown any more: `run` is at work. */
function stopExpecting(cell: Cell): void {
  if (cell.activity !== Idle) return;
  cell.urgent = false;
  cell.activity = Suspended;
}

/** What is queued is not for this run: the actor is to end without a drain or drained, to restart, or was swapped. */
function isOver(cell: Cell): boolean {
  const { extras } = cell;
  if (extras === undefined) return false;
  if (cell.hasChanges || cell.phase === Phase.Restarting) return true;
  const { ending } = extras;
  if (ending === undefined) return false;
  return !ending.drain || (cell.queued === 0 && (cell.bounds?.parked ?? 0) === 0);
}
