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
import { iteratorOver, receiving } from "./pending-receive";
import { Phase } from "./phase";
import { RecordStore, shown } from "./record-store";
import { CellRef } from "./ref";
import { spawnAs } from "./spawn";
import { boundWait } from "./waiting";
import { type MatchOrOptions, wantedOf } from "./wanted";

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
  const blueprint = new Blueprint(undefined, observer, undefined, { trapExit: true }, undefined, "observer");
  const cell = spawnAs(system, blueprint, rest, system.guardian);
  const ref = new ObserverRef(cell, record);
  cell.ref = ref;
  const extras = cell.more();
  extras.joiners ??= [];
  extras.joiners.push(() => record.end());
  if (cell.phase === Phase.Stopped) record.end(); // killed by a listener
  return ref;
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
    return this.record.list() as readonly Envelope<never>[];
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
    return iteratorOver(
      () => this.wait(undefined, undefined, true) as Promise<IteratorResult<never, undefined>>,
    );
  }

  private wait(first: MatchOrOptions, second: WaitOptions | undefined, iterates: boolean): Promise<unknown> {
    const { cell, record } = this;
    return receiving(first, second, iterates, (receive, bounds) => {
      const there = record.take(receive);
      if (there !== undefined) return receive.found(shown(receive, there));
      if (bounds.timeoutMs === 0) return receive.nothing();
      // Not at once: a loop that takes no notice must not keep the event loop from turning.
      if (!record.enlist(receive)) return cell.system.turns.later(() => receive.nothing());
      receive.release = boundWait(
        cell.system.clock,
        bounds,
        () => record.leave(receive) && receive.nothing(),
        () => record.leave(receive) && receive.failed(bounds.signal?.reason),
      );
    });
  }
}
