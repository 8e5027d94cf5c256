/** What supervision knows of one actor: made when it first falls, is held back, or is told how to come back. */
import type { SupervisedOptions } from "../../options";
import type { Hold } from "../../supervision/child-port";
import { type History, noHistory } from "../../supervision/judge";

/** It is to fall in its next turn: a child could not be healed, or it ended of its own accord and is permanent. */
export interface Due {
  readonly error: unknown;
  /** What it falls for, for people; undefined where it ended by itself. */
  readonly name: string | undefined;
}

export class Oversight<C> {
  /** From spawn's options; else the class and its supervisor decide. */
  given: SupervisedOptions | undefined = undefined;
  history: History = noHistory;
  due: Due | undefined = undefined;
  /** Who says when it may start again; undefined: at once. */
  hold: Hold<C> | undefined = undefined;
  /** It was cleared away and waits to start again. */
  held = false;
  /** It need not wait any more. */
  released = false;
  /** Its state is taken once its handlers are through. */
  savesState = false;
  /** How often messages that were put back were tried, by their requests. */
  attempts: WeakMap<object, number> | undefined = undefined;
  /** Told once, when it next runs or has ended. */
  risen: (() => void) | undefined = undefined;
  /** In its supervisor's list, under this id. */
  listedAs: string | undefined = undefined;
  /** The children of a supervisor's list, by id; those that have ended, too. */
  listed: Map<string, C> | undefined = undefined;

  /** Calls back once, when the actor next runs or has ended. */
  whenRisen(then: () => void): void {
    const { risen: before } = this;
    this.risen = () => {
      before?.();
      then();
    };
  }
}
