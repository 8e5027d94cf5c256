/** What a pull actor's `run` takes its messages from. Types only; `pull.ts` is how. */
import type { ExitSignal } from "../../exit";

/** How long to wait for a message. */
export interface WaitOptions {
  /** Default: no limit. 0 only looks. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What arrived: a message of a user, or a system message. */
export type Envelope<M = unknown> =
  | { readonly message: M; readonly system?: undefined }
  | { readonly system: ExitSignal; readonly message?: undefined };

/** Waits for system messages, too: matchers and results are envelopes then. */
export interface SystemWaitOptions extends WaitOptions {
  readonly system: true;
}

/**
 * The mailbox of a pull actor. A message is being handled from the moment it is taken until the next one is asked for:
 * then it counts as handled, and an ask of it gets what `reply` was given, or undefined.
 *
 * `match` makes a receive selective (as in Erlang): it takes the first message that is accepted; the others keep their
 * order and come before newer ones. It is called at most once for each message in one receive, and answers at once: a
 * promise is refused. Where it throws, the receive rejects and the message stays.
 *
 * Undefined means that nothing came: `closed` tells the end from a timeout. A message that is itself a promise is
 * awaited by `receive`, as promises are; the other ways hand it out as it is.
 */
export interface Mailbox<out M> extends AsyncIterable<M> {
  /**
   * The next message, once there is one; undefined at `timeoutMs`, or when the actor is to end. A drain ends with the
   * receive that wants nothing of what is left.
   *
   * @throws (rejects) ERR_CONCURRENT_RECEIVE while another receive waits, ERR_REVOKED after the end of `run`, what
   *   `match` throws, the signal's reason, ERR_INVALID_ARG
   */
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
  /** The next message if it is there already. */
  tryReceive(): M | undefined;
  /** The first message of a kind: `match` narrows the type. */
  tryReceive<W extends M>(match: (message: M) => message is W): W | undefined;
  /** The first message that `match` accepts. */
  tryReceive(match: (message: M) => boolean): M | undefined;
  /**
   * Blocks the thread until a message is there, in a thread of its own. Elsewhere it returns a message that is there
   * already, or undefined with `{ timeoutMs: 0 }` or at the end.
   *
   * @throws ERR_WOULD_BLOCK where it would have to wait on a thread that others need
   */
  receiveSync(options?: { readonly timeoutMs?: number | undefined }): M | undefined;
  /** The first message that `match` accepts. */
  receiveSync(
    match: (message: M) => boolean,
    options?: { readonly timeoutMs?: number | undefined },
  ): M | undefined;
  /**
   * Answers the message taken last; false when it was no ask, or nobody waits any more. The answer may be a promise:
   * the ask settles as that does, unless its deadline or the actor's end comes first.
   */
  reply(value: unknown): boolean;
  /** Messages that are there, with those that a selective receive has passed over. */
  readonly size: number;
  /** No more messages will come: the actor is to end, or its code was swapped. */
  readonly closed: boolean;
}
