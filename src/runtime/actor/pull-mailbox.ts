/**
 * The mailbox object that a pull actor's `run` holds. Each `run` has its own: when it is over, or its code was swapped,
 * the object is closed for good.
 *
 *   receive ─▶ something there, and fuel left: taken at once, no turn of the scheduler
 *          └─▶ else the cell sleeps, but urgent, so that whatever comes next is a turn of `servePull` (see `pull.ts`)
 */
import { inspect } from "node:util";
import { describe, errors } from "../../errors";
import { makeReady } from "./attention";
import { Activity, type Cell } from "./cell";
import type { Mailbox, WaitOptions } from "./mailbox";
import { Phase } from "./phase";
import { none, takeMatching, takeNext, takeSignal } from "./pull-search";
import type { PullState } from "./pull-state";
import { boundWait } from "./waiting";
import { type MatchOrOptions, Waiter, type Wanted, wantedOf } from "./wanted";

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

  tryReceive(match?: (message: never) => unknown): undefined {
    const { cell, state } = this;
    if (match === undefined && state.open === this && !cell.urgent) {
      const taken = take(cell, state);
      return (taken === nothing ? undefined : taken) as undefined;
    }
    if (match !== undefined && typeof match !== "function") {
      throw errors.invalidArg({ argument: "match", expected: "a function", received: describe(match) });
    }
    return this.look(wantedOf(match, undefined)) as undefined;
  }

  receiveSync(first?: MatchOrOptions, second?: WaitOptions): undefined {
    const { timeoutMs, ...wanted } = wantedOf(first, second, "sync receive options");
    const found = this.look(wanted, timeoutMs !== 0);
    return found as undefined;
  }

  reply(value: unknown): boolean {
    return this.inForce && this.state.reply(value);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    return {
      next: () => this.step(),
      return: () => Promise.resolve({ value: undefined, done: true }),
    };
  }

  [inspect.custom](): string {
    return `Mailbox(${this.cell.label}, ${this.size} queued${this.closed ? ", closed" : ""})`;
  }

  private step(): Promise<IteratorResult<unknown, undefined>> {
    const taken = this.takeNow();
    if (taken !== nothing) return Promise.resolve({ value: taken, done: false });
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

  private wait(first: MatchOrOptions, second: WaitOptions | undefined, iterating: boolean): Promise<unknown> {
    const { cell, state } = this;
    let wanted: ReturnType<typeof wantedOf>;
    try {
      wanted = wantedOf(first, second);
      this.refuseSecond();
    } catch (error) {
      return Promise.reject(error);
    }
    if (wanted.signal?.aborted) return Promise.reject(wanted.signal.reason);
    return new Promise((resolve, reject) => {
      const end = (): void => resolve(iterating ? { value: undefined, done: true } : undefined);
      const found = (value: unknown): void => resolve(iterating ? { value, done: false } : value);
      if (!this.inForce) {
        // Not at once: a loop that takes no notice must not keep the event loop from turning.
        cell.system.turns.later(() => reject(errors.revoked({ actor: cell.label, call: "receive()" })));
        return;
      }
      state.settle();
      if (state.closed) return cell.system.turns.later(end);
      this.enlist(new Waiter(wanted.match, wanted.system, found, end, reject), wanted);
    });
  }

  private enlist(waiter: Waiter, { timeoutMs, signal }: WaitOptions): void {
    const { cell, state } = this;
    state.expect(waiter);
    waiter.polls = timeoutMs === 0;
    const mayTake = state.fuel > 0 && !cell.urgent;
    if (mayTake && offer(cell, state, waiter)) return;
    const leave = (then: () => void): void => {
      if (state.waiter !== waiter) return;
      state.drop();
      stopExpecting(cell);
      then();
    };
    if (mayTake && waiter.polls) {
      state.fuel--; // a loop that only looks must not go on for ever, either
      leave(waiter.nothing);
      return;
    }
    waiter.release = boundWait(
      cell.system.clock,
      waiter.polls ? { signal } : { timeoutMs, signal },
      () => leave(waiter.nothing),
      () => leave(() => waiter.failed(signal?.reason)),
    );
    expectMore(cell, state);
  }

  /** Takes what is wanted if it is there. @throws ERR_WOULD_BLOCK if it is not, and would have to be waited for */
  private look(wanted: Wanted, blocks = false): unknown {
    const { cell, state } = this;
    this.refuseSecond();
    if (!this.inForce) throw errors.revoked({ actor: cell.label, call: "receive" });
    state.settle();
    if (this.closed) return undefined;
    const taken = wanted.match === undefined ? take(cell, state) : takeMatching(cell, state, wanted, false);
    if (taken !== nothing) return taken;
    if (blocks) throw errors.wouldBlock({ actor: cell.label });
    return undefined;
  }

  private refuseSecond(): void {
    const { state } = this;
    if (this.inForce && state.isTaken) {
      throw errors.concurrentReceive({ actor: this.cell.label });
    }
  }
}

/** Gives a receive what it waits for, if that is there. False when it has to go on waiting. */
export function offer(cell: Cell, state: PullState, waiter: Waiter): boolean {
  let result: unknown;
  try {
    const signal = waiter.system ? takeSignal(cell, state, waiter) : undefined;
    if (signal !== undefined) result = { system: signal };
    else {
      const taken =
        waiter.match === undefined ? take(cell, state) : takeMatching(cell, state, waiter, waiter.searched);
      waiter.searched = true;
      // A matcher may have ended the actor, and with it this receive.
      if (taken === nothing) return state.waiter !== waiter;
      result = waiter.system ? { message: taken } : taken;
    }
  } catch (error) {
    if (state.waiter === waiter) state.drop();
    waiter.failed(error);
    return true;
  }
  state.fuel--;
  state.drop();
  waiter.found(result);
  return true;
}

/** A receive waits: the cell sleeps until there is something to show it. */
export function expectMore(cell: Cell, state: PullState): void {
  // A turn is on its way, or a hook is under way whose end is one.
  if (cell.activity === Ready || cell.extras?.step !== undefined) return;
  // Out of fuel, what is there is taken in a turn; else it was looked at, and is not wanted.
  const hasMore = state.fuel <= 0 && cell.queued > 0;
  const isDrained = cell.phase === Phase.Draining && !hasMore;
  const isDue = cell.urgent || isDrained || hasMore || state.waiter?.polls === true;
  // What is left in the end is not wanted, and nothing new can come.
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

/** What is queued will not be handled by this code: the actor is to end without a drain or drained, or was swapped. */
function isOver(cell: Cell): boolean {
  const { extras } = cell;
  if (extras === undefined) return false;
  if (cell.hasChanges) return true;
  const { ending } = extras;
  if (ending === undefined) return false;
  return !ending.drain || (cell.queued === 0 && (cell.bounds?.parked ?? 0) === 0);
}
