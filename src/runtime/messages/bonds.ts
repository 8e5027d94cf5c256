/**
 * What ties an actor to others, as data: links, and monitors on both of their ends.
 *
 *   peers     links, both ways: each of the two has the other          A ◀──▶ B
 *   watching  monitors that this actor set up                          A ───▶ B   A is told when B ends
 *   watchers  monitors that are set on this actor                      the same ones, from the other end
 */
import { SystemSignal } from "../../exit";

/** One call of `monitor`: one DOWN, unless it is cancelled before. */
export class Monitor<C> {
  constructor(
    readonly watcher: C,
    readonly target: C,
    /** Ends with it: the context that it was made through; undefined for the runtime's own. */
    readonly owner: object | undefined,
  ) {}
}

/** DOWN, which knows its monitor, so that it can be withdrawn for as long as nobody has seen it. */
export class Down<C> extends SystemSignal {
  readonly #monitor: Monitor<C>;

  constructor(exit: SystemSignal, monitor: Monitor<C>) {
    super({ ...exit, type: "DOWN" });
    this.#monitor = monitor;
    Object.freeze(this);
  }

  /** The monitor behind a signal; undefined for an EXIT. */
  static monitorOf(signal: object): Monitor<unknown> | undefined {
    return #monitor in signal ? signal.#monitor : undefined;
  }
}

/** A linked actor ended, and this one is supervised: it crashes for it in its next turn. */
export interface Severed {
  readonly exit: SystemSignal;
  readonly error: unknown;
}

/** Few actors have any. */
export class Bonds<C> {
  /** From spawn's options; else the class decides. */
  trapExit: boolean | undefined = undefined;
  peers: Set<C> | undefined = undefined;
  watching: Set<Monitor<C>> | undefined = undefined;
  watchers: Set<Monitor<C>> | undefined = undefined;
  severed: Severed | undefined = undefined;
  /** Signals that were dropped, because too many waited. */
  lost = 0;
}
