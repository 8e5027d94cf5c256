/** What messages are taken from by a pull actor's `run`, or out of an observer. Types only; `pull.ts` is how. */
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
 * Where messages are taken from, one by one: the mailbox of a pull actor, an observer.
 *
 * `match` makes a receive selective (as in Erlang): it takes the first message that is accepted; the others keep their
 * order and come before newer ones. It is called at most once for each message in one receive, and answers at once: a
 * promise is refused. Where it throws, the receive rejects, or throws, and the message stays.
 *
 * Undefined means that nothing came: the time was up, or there will be no more. A message that is itself a promise is
 * awaited by `receive`, as promises are; the other ways hand it out as it is.
 */
export interface Receiver<out M> extends AsyncIterable<M> {
  /**
   * The next message, once there is one; undefined at `timeoutMs`, or when there will be no more. Of a mailbox that is
   * when the actor is to end. In a drain a selective receive that wants nothing of what is left gives undefined, and
   * what is left can still be taken; a second one that wants nothing of it ends the drain.
   *
   * @throws (rejects) what `match` throws, the signal's reason, ERR_INVALID_ARG; of a mailbox ERR_CONCURRENT_RECEIVE
   *   while another receive waits, ERR_REVOKED after the end of `run`
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
  /**
   * Blocks the thread until a message is there, in a thread of its own. Elsewhere it returns a message that is there
   * already, or undefined with `{ timeoutMs: 0 }` or at the end.
   *
   * @throws ERR_WOULD_BLOCK where it would have to wait on a thread that others need; else what `receive` rejects with
   */
  receiveSync(options?: Pick<WaitOptions, "timeoutMs">): M | undefined;
  /** The same for whatever comes first, a system message included, in its envelope. */
  receiveSync(options: Pick<SystemWaitOptions, "system" | "timeoutMs">): Envelope<M> | undefined;
  /** The first of any kind that `match` accepts, in its envelope. */
  receiveSync(
    match: (envelope: Envelope<M>) => boolean,
    options: Pick<SystemWaitOptions, "system" | "timeoutMs">,
  ): Envelope<M> | undefined;
  /** The first message of a kind: `match` narrows the type. */
  receiveSync<W extends M>(
    match: (message: M) => message is W,
    options?: Pick<WaitOptions, "timeoutMs">,
  ): W | undefined;
  /** The first message that `match` accepts. */
  receiveSync(match: (message: M) => boolean, options?: Pick<WaitOptions, "timeoutMs">): M | undefined;
}

/**
 * The mailbox of a pull actor. A message is being handled from the moment it is taken until the next one is asked for:
 * then it counts as handled, and an ask of it gets what `reply` was given, or undefined.
 *
 * One receive at a time. Where one gives undefined, `closed` tells the end from a timeout. A class with an `@OnExit`
 * method gets system messages there, and none by `{ system: true }`.
 */
export interface Mailbox<out M> extends Receiver<M> {
  /**
   * The next message if it is there already.
   *
   * @throws ERR_CONCURRENT_RECEIVE, ERR_REVOKED, ERR_INVALID_ARG, what `match` throws
   */
  tryReceive(): M | undefined;
  /** The same for whatever is first, a system message included, in its envelope. */
  tryReceive(options: { readonly system: true }): Envelope<M> | undefined;
  /** The first of any kind that `match` accepts, in its envelope. */
  tryReceive(
    match: (envelope: Envelope<M>) => boolean,
    options: { readonly system: true },
  ): Envelope<M> | undefined;
  /** The first message of a kind: `match` narrows the type. */
  tryReceive<W extends M>(match: (message: M) => message is W): W | undefined;
  /** The first message that `match` accepts. */
  tryReceive(match: (message: M) => boolean): M | undefined;
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
