/** What `rt.observe` takes and gives. Types only; `observer.ts` is how. */
import type { Envelope, Receiver } from "./mailbox";
import type { Ref, Target } from "./protocol";

/** What `rt.observe` takes. */
export interface ObserveOptions {
  /** Envelopes kept; the oldest go first. Default 10,000. */
  readonly capacity?: number | undefined;
  /** Messages it records in one turn; see `SpawnOptions.budget`. */
  readonly budget?: number | undefined;
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  /** The observer ends when this actor does. */
  readonly parent?: Target | undefined;
}

/**
 * An actor that records every message it receives, and the system messages of what it links to, monitors, or is the
 * parent of. `receive` and `take` remove what they return; `messages` shows what is left. Several receives may wait at
 * once: first come, first served. When it has ended they give undefined, after what was recorded.
 */
export interface Observer<M = unknown> extends Ref<M>, Receiver<M> {
  /** What was recorded and not taken, oldest first; a copy. */
  messages(): readonly Envelope<M>[];
  /** The oldest message, if one was recorded; removed. */
  take(): M | undefined;
  /** The same for whatever comes first, a system message included, in its envelope. */
  take(options: { readonly system: true }): Envelope<M> | undefined;
  /** The first message of a kind: `match` narrows the type. */
  take<W extends M>(match: (message: M) => message is W): W | undefined;
  /** The first message that `match` accepts. */
  take(match: (message: M) => boolean): M | undefined;
  /** The first of any kind that `match` accepts, in its envelope. */
  take(
    match: (envelope: Envelope<M>) => boolean,
    options: { readonly system: true },
  ): Envelope<M> | undefined;
  /** Envelopes lost because nobody took them in time. */
  readonly dropped: number;
}
