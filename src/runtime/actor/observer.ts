/**
 * Observers: actors that record what they receive, for somebody outside to look at.
 *
 *   message ─┬─▶ the first receive that waits for such a one
 *            └─▶ else the record: at most `capacity` envelopes, the oldest go first
 *
 * There is one store. `receive` and `take` remove from it; `messages` shows what is left.
 */
import { errors } from "../../errors";
import { isSystemMessage } from "../../exit";
import { limits } from "../../limits";
import { checkCapacity } from "../../option-checks";
import { Blueprint } from "../blueprint";
import type { Cell, System } from "./cell";
import { checkOptions } from "./checks";
import type { Envelope, WaitOptions } from "./mailbox";
import type { ObserveOptions, Observer } from "./observation";
import { Phase } from "./phase";
import { CellRef } from "./ref";
import { spawnAs } from "./spawn";
import { boundWait } from "./waiting";
import { type MatchOrOptions, Waiter, type Wanted, wantedOf, wants } from "./wanted";

/**
 * Makes an observer; see `Runtime.observe`.
 *
 * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_LIMIT, ERR_OVERLOADED
 */
export function observe(system: System, options: ObserveOptions | undefined): ObserverRef {
  checkOptions("observe options", options);
  const { capacity = limits.recordedDefault, ...rest } = options ?? {};
  checkCapacity(capacity);
  const record = new RecordStore(capacity);
  const observer = (message: unknown): void => {
    // A signal is shown outside of any handler; a user may send one, too, as a message like any other.
    const isSignal = system.handling === undefined && isSystemMessage(message);
    record.add(isSignal ? { system: message } : { message });
  };
  const blueprint = new Blueprint(undefined, observer, undefined, { trapExit: true }, undefined);
  blueprint.isFixed = true;
  const cell = spawnAs(system, blueprint, rest, system.guardian);
  const ref = new ObserverRef(cell, record);
  cell.ref = ref;
  const extras = cell.more();
  extras.joiners ??= [];
  extras.joiners.push(() => record.end());
  if (cell.phase === Phase.Stopped) record.end(); // killed by a listener
  return ref;
}

class RecordStore {
  private envelopes: Envelope[] = [];
  private waiters: Waiter[] = [];
  /** How many of them have been asked about what just came. A matcher may end some, and add some. */
  private asked = 0;
  private ended = false;
  dropped = 0;

  constructor(private readonly capacity: number) {}

  get all(): readonly Envelope[] {
    return [...this.envelopes];
  }

  add(envelope: Envelope): void {
    this.asked = 0;
    while (this.asked < this.waiters.length) {
      const waiter = this.waiters[this.asked++] as Waiter;
      try {
        if (!accepts(waiter, envelope) || !this.leave(waiter)) continue;
      } catch (error) {
        if (this.leave(waiter)) waiter.failed(error);
        continue;
      }
      waiter.found(shown(waiter, envelope));
      return;
    }
    this.envelopes.push(envelope);
    if (this.envelopes.length <= this.capacity) return;
    this.envelopes.shift();
    this.dropped++;
  }

  /** The first envelope that is wanted, removed. What the matcher throws passes through. */
  take(wanted: Wanted): Envelope | undefined {
    for (const envelope of [...this.envelopes]) {
      if (!accepts(wanted, envelope)) continue;
      const at = this.envelopes.indexOf(envelope);
      if (at < 0) continue; // the matcher took it
      this.envelopes.splice(at, 1);
      return envelope;
    }
    return undefined;
  }

  /** Lets a receive wait; false when nothing will come any more. */
  enlist(waiter: Waiter): boolean {
    if (this.ended) return false;
    this.waiters.push(waiter);
    return true;
  }

  /** Takes a receive out; false when it has ended already. */
  leave(waiter: Waiter): boolean {
    const at = this.waiters.indexOf(waiter);
    if (at < 0) return false;
    this.waiters.splice(at, 1);
    if (at < this.asked) this.asked--;
    waiter.release?.();
    return true;
  }

  end(): void {
    this.ended = true;
    for (const waiter of [...this.waiters]) if (this.leave(waiter)) waiter.nothing();
  }
}

/** The ref of an observer, which shows what it recorded. */
export class ObserverRef extends CellRef<never> implements Observer<never> {
  constructor(
    cell: Cell,
    private readonly record: RecordStore,
  ) {
    super(cell);
  }

  get dropped(): number {
    return this.record.dropped;
  }

  messages(): readonly Envelope<never>[] {
    return this.record.all as readonly Envelope<never>[];
  }

  take(first?: MatchOrOptions, second?: { readonly system?: boolean }): undefined {
    const wanted = wantedOf(first, second, "take options");
    const found = this.record.take(wanted);
    return (found === undefined ? undefined : shown(wanted, found)) as undefined;
  }

  receive(first?: MatchOrOptions, second?: WaitOptions): Promise<never> {
    return this.wait(first, second, false) as Promise<never>;
  }

  receiveSync(first?: MatchOrOptions, second?: WaitOptions): undefined {
    const wanted = wantedOf(first, second, "sync receive options");
    const found = this.record.take(wanted);
    if (found !== undefined) return shown(wanted, found) as undefined;
    if (wanted.timeoutMs === 0 || this.cell.phase === Phase.Stopped) return undefined;
    throw errors.wouldBlock({ actor: this.cell.label });
  }

  [Symbol.asyncIterator](): AsyncIterator<never, undefined> {
    return {
      next: () => this.wait(undefined, undefined, true) as Promise<IteratorResult<never, undefined>>,
      return: () => Promise.resolve({ value: undefined, done: true }),
    };
  }

  private async wait(
    first: MatchOrOptions,
    second: WaitOptions | undefined,
    iterating: boolean,
  ): Promise<unknown> {
    const wanted = wantedOf(first, second);
    const { match, system, signal } = wanted;
    if (signal?.aborted) throw signal.reason;
    const { record } = this;
    const end = iterating ? { value: undefined, done: true } : undefined;
    const there = record.take(wanted);
    if (there !== undefined) {
      const value = shown(wanted, there);
      return iterating ? { value, done: false } : value;
    }
    if (wanted.timeoutMs === 0) return end;
    return new Promise((resolve, reject) => {
      const found = (value: unknown): void => resolve(iterating ? { value, done: false } : value);
      const waiter = new Waiter(match, system, found, () => resolve(end), reject);
      // Not at once: a loop that takes no notice must not keep the event loop from turning.
      if (!record.enlist(waiter)) return this.cell.system.turns.later(() => resolve(end));
      waiter.release = boundWait(
        this.cell.system.clock,
        wanted,
        () => record.leave(waiter) && resolve(end),
        () => record.leave(waiter) && reject(signal?.reason),
      );
    });
  }
}

/** System messages are shown only to those who asked for them, and then everything is in its envelope. */
function accepts({ match, system }: Wanted, envelope: Envelope): boolean {
  if (!system && envelope.system !== undefined) return false;
  return match === undefined || wants(match, system ? envelope : envelope.message);
}

function shown({ system }: Wanted, envelope: Envelope): unknown {
  return system ? envelope : envelope.message;
}
