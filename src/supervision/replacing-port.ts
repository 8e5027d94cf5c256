/** What supervision by replacement needs of the children it looks after. `C` is one of them. */
import type { Clock } from "../clock";
import type { ExitReason } from "../exit";
import type { Random } from "../random";
import type { SupervisionReport } from "./report";

/** How a child ended. */
export interface ChildExit {
  readonly reason: ExitReason;
  readonly error?: unknown;
  /** Somebody wanted it to: it was stopped, killed, or ended with its parent. */
  readonly asked: boolean;
}

/** What is supervised. */
export interface Child {
  readonly pid: number;
  /** For people. */
  readonly label: string;
}

/** What came of a factory's result: a child, or for people why it is none. */
export type Accepted<C> = { readonly child: C } | { readonly problem: string };

/** What making a child needs to know. */
export interface MakingPort {
  readonly clock: Clock;
  /** Everything ends: nothing is made any more. */
  readonly closing: boolean;
}

/** How a path's supervisor deals with its children; the runtime implements it. */
export interface ReplacingPort<C> extends MakingPort {
  readonly random: Random;
  /** Calls back when what runs now is through. */
  soon(work: () => void): void;
  /** A living child that is not about to end. */
  accept(made: unknown): Accepted<C>;
  /** Somebody wants it to end, and it is about to. */
  isLeaving(child: C): boolean;
  /** Calls back once, when the child has ended for good; until the function returned is called. */
  hear(child: C, ended: (exit: ChildExit) => void): () => void;
  /** Ends a child, within this time or by force. */
  stop(child: C, timeoutMs: number): void;
  /** A factory delivered it when nobody wanted it any more. */
  late(child: C): void;
  /** A verdict was given. */
  report(report: SupervisionReport): void;
  /** A child that could not be replaced is somebody else's to deal with. */
  escalate(child: C): void;
}
