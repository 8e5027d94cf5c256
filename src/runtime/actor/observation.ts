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
  /** The oldest message, once there is one; undefined at `timeoutMs`, or when the observer has ended. */
  receive(options?: WaitOptions): Promise<M | undefined>;
  /** The same for whatever comes first, a system message included, in its envelope. */
  receive(options: SystemWaitOptions): Promise<Envelope<M> | undefined>;
  /** The first of any kind that `match` accepts, in its envelope. */
  receive(
    match: (envelope: Envelope<M>) => boolean,
    options: SystemWaitOptions,
  ): Promise<Envelope<M> | undefined>;
  /** The first message of a kind: `match` narrows the type. */
  receive<W extends M>(match: (message: M) => message is W, options?: WaitOptions): Promise<W | undefined>;
  /** The first message that `match` accepts. */
  receive(match: (message: M) => boolean, options?: WaitOptions): Promise<M | undefined>;
  /** @throws ERR_WOULD_BLOCK where no such message was recorded, and it would have to wait */
  receiveSync(options?: { readonly timeoutMs?: number | undefined }): M | undefined;
  /** The first message that `match` accepts. */
  receiveSync(
    match: (message: M) => boolean,
    options?: { readonly timeoutMs?: number | undefined },
  ): M | undefined;
  /** Envelopes lost because nobody took them in time. */
  readonly dropped: number;
}
