/** The mailbox that a pull handler of compat takes its messages from. */
import { describe, errors } from "../../errors";
import type { Envelope, Mailbox } from "../actor/mailbox";
import { millisecondsOf } from "./seconds";
import { type WrappedMessage, wrapped } from "./wrapped-message";

/** Chooses a message of a user or of the runtime. */
export type Matcher = (message: WrappedMessage) => unknown;

/** What a handler of `spawnWithMailbox` is given: a `Mailbox` in the words of the Iris guide. */
export class JsMailbox {
  readonly #mailbox: Mailbox<unknown>;
  /** A receive from outside that waits: the actor's own come after it, instead of failing. */
  #outside: Promise<unknown> | undefined = undefined;

  /** @internal */
  constructor(mailbox: Mailbox<unknown>) {
    this.#mailbox = mailbox;
  }

  /**
   * The next message, messages of the runtime first. Null after `timeout` seconds, and once the actor is to end.
   *
   * @throws (rejects) ERR_INVALID_ARG, ERR_CONCURRENT_RECEIVE, ERR_REVOKED
   */
  async recv(timeout?: number | null): Promise<WrappedMessage | null> {
    const timeoutMs = millisecondsOf(timeout);
    await this.#outside;
    return wrappedOrNull(await this.#mailbox.receive({ system: true, timeoutMs }));
  }

  /**
   * The first message that the matcher accepts; the others stay, in their order. Null as in `recv`.
   *
   * @throws (rejects) what `recv` rejects with, and what the matcher throws
   */
  async selectiveRecv(matcher: Matcher, timeout?: number | null): Promise<WrappedMessage | null> {
    const [match, timeoutMs] = [matchOf(matcher), millisecondsOf(timeout)];
    await this.#outside;
    return wrappedOrNull(await this.#mailbox.receive(match, { system: true, timeoutMs }));
  }

  /** Answers the `call` of the message taken last, with bytes or a string. False: it was no call, or nobody waits. */
  reply(data: unknown): boolean {
    return this.#mailbox.reply(data);
  }

  /** @internal As `selectiveRecv`, but from outside, in the actor's place. @throws (rejects) ERR_CONCURRENT_RECEIVE */
  async takeWithin(
    match: (envelope: Envelope) => boolean,
    timeoutMs: number | undefined,
  ): Promise<WrappedMessage | null> {
    const received = this.#mailbox.receive(match, { system: true, timeoutMs });
    const over = (): void => {
      if (this.#outside === settled) this.#outside = undefined;
    };
    const settled: Promise<void> = received.then(over, over);
    this.#outside ??= settled;
    return wrappedOrNull(await received);
  }

  /** @internal What is there already, messages of the runtime first. @throws ERR_WOULD_BLOCK */
  takeNow(matcher: Matcher, timeoutMs: number | undefined): WrappedMessage | null {
    return wrappedOrNull(this.#mailbox.receiveSync(matchOf(matcher), { system: true, timeoutMs }));
  }
}

/** For receives that take envelopes. @throws ERR_INVALID_ARG */
export function matchOf(matcher: Matcher): (envelope: Envelope) => boolean {
  if (typeof matcher === "function") return (envelope) => Boolean(matcher(wrapped(envelope)));
  throw errors.invalidArg({ argument: "matcher", expected: "a function", received: describe(matcher) });
}

export function wrappedOrNull(envelope: Envelope | undefined): WrappedMessage | null {
  return envelope === undefined ? null : wrapped(envelope);
}
