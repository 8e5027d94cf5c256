/** What supervision needs of the actors it looks after. `C` is one of them. */
import type { Alarm } from "../clock";

/** How a recovery drives children; the runtime implements it. */
export interface ChildPort<C> {
  /**
   * Takes a child's incarnation down: its handler finishes, its children end, `@OnStop` runs, within its own deadline.
   * The child is then held back, and its hold is told by `cleared`. One that does not come back ends instead (`left`).
   */
  takeDown(child: C): void;
  /** Lets a child that is held back start; the hold is told by `rose`, or the child falls again, or leaves. */
  bringUp(child: C): void;
  /** Calls back after `delayMs`; that keeps the process alive. */
  schedule(delayMs: number, callback: () => void): Alarm;
}

/** Who decides when a child that was taken down may start again; told of what becomes of it. */
export interface Hold<C> {
  /** Whether it has still to be taken down. */
  goesDown(child: C): boolean;
  /** The old incarnation is gone. */
  cleared(child: C): void;
  /** The new one is up. */
  rose(child: C): void;
  /** It ends for good, or somebody else has taken hold of it. */
  left(child: C): void;
}
