/** What `rt.observe` takes and gives. Types only; `observer.ts` is how. */
import type { Envelope, SystemWaitOptions, WaitOptions } from "./mailbox";
import type { Ref, Target } from "./protocol";

/** What `rt.observe` takes. */
export interface ObserveOptions {
  /** Envelopes kept; the oldest go first. Default 10,000. */
  readonly capacity?: number | undefined;
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  /** The observer ends when this actor does. */
  readonly parent?: Target | undefined;
}

/**
 * An actor that records every message it receives, and the system messages of what it links to, monitors, or is the
 * parent of. `receive` and `take` remove what they return; `messages` shows what is left. Receives that wait are served
 * first come, first served; otherwise they are as those of a `Mailbox`.
 */
export interface Observer<M = unknown> extends Ref<M>, AsyncIterable<M> {
  /** What was recorded and not taken, oldest first; a copy. */
  messages(): readonly Envelope<M>[];
  /** The first message that `match` accepts, if one was recorded. */
  take(): M | undefined;
  take(options: { readonly system: true }): Envelope<M> | undefined;
  take<W extends M>(match: (message: M) => message is W): W | undefined;
  take(match: (message: M) => boolean): M | undefined;
  take(
    match: (envelope: Envelope<M>) => boolean,
    options: { readonly system: true },
  ): Envelope<M> | undefined;
  receive(options?: WaitOptions): Promise<M | undefined>;
  receive(options: SystemWaitOptions): Promise<Envelope<M> | undefined>;
  receive(
    match: (envelope: Envelope<M>) => boolean,
    options: SystemWaitOptions,
  ): Promise<Envelope<M> | undefined>;
  receive<W extends M>(match: (message: M) => message is W, options?: WaitOptions): Promise<W | undefined>;
  receive(match: (message: M) => boolean, options?: WaitOptions): Promise<M | undefined>;
  /** @throws ERR_WOULD_BLOCK where no such message was recorded, and it would have to wait */
  receiveSync(options?: { readonly timeoutMs?: number | undefined }): M | undefined;
  receiveSync(
    match: (message: M) => boolean,
    options?: { readonly timeoutMs?: number | undefined },
  ): M | undefined;
  /** Envelopes lost because nobody took them in time. */
  readonly dropped: number;
}
