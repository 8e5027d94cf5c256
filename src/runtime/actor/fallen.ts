/** What is known of an actor that fell: crashed, or ended of its own accord and is permanent. */
import type { ExitReason, SystemSignal } from "../../exit";
import type { Attempt } from "./fates";

/** What an actor was doing, for its new instance and for people. */
export interface Doing {
  readonly name: string;
  readonly value: unknown;
}

export interface Fallen {
  readonly error: unknown;
  /** What it was handling; undefined while it started. */
  readonly message?: Doing | undefined;
  /** Of a linked actor that it goes down for. */
  readonly exit?: SystemSignal | undefined;
  /** What it ends with, if it does; undefined: that of `exit`, or "panic". */
  readonly reason?: ExitReason | undefined;
  /** The message itself, where it has no fate yet. */
  readonly letter?: Attempt | undefined;
}
