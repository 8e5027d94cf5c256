/**
 * What handlers and mailboxes of compat are shown.
 *
 *   sent                          mailboxes, observers, matchers      push handlers
 *   bytes                         { data: Buffer }                    that Buffer, with `data` itself
 *   EXIT, DOWN                    { system: JsSystemMessage }         an empty Buffer, with `system`
 *   a string, by class code       { data: its UTF-8 }                 as for bytes
 *   any other value, by class code  { data: the value }               the value
 */
import { type ExitMetadata, isSystemMessage, type SystemMessage } from "../../exit";
import type { Envelope } from "../actor/mailbox";
import { sameBytes, textOrBufferOf } from "./bytes";

/** The runtime's own message: that an actor ended. */
export interface JsSystemMessage {
  /** "EXIT" of a child or a linked actor, "DOWN" of a monitored one. */
  readonly typeName: "EXIT" | "DOWN";
  /** Who caused it: the actor itself, its parent, or whoever stopped it. */
  readonly fromPid: number;
  /** Who ended. */
  readonly targetPid: number;
  /** "normal", "panic", "killed", "parent_exited", …; see `ExitReason`. */
  readonly reason: string;
  readonly metadata: ExitMetadata | undefined;
}

/** One message, of a user (`data`) or of the runtime (`system`). */
export interface WrappedMessage {
  readonly data?: Buffer | undefined;
  readonly system?: JsSystemMessage | undefined;
}

/** What a push handler gets: the Buffer itself, which can also be read as a `WrappedMessage`. */
export type PushedMessage = Buffer & WrappedMessage;

export function wrapped(envelope: Envelope): WrappedMessage {
  const { system, message } = envelope;
  if (system !== undefined) return { system: systemMessage(system) };
  return { data: textOrBufferOf(message) ?? (message as Buffer) };
}

/** The views are hidden: to everybody else it is a Buffer like any other. */
export function pushed(message: unknown): PushedMessage {
  const system = isSystemMessage(message) ? systemMessage(message) : undefined;
  const bytes = system === undefined ? textOrBufferOf(message) : Buffer.alloc(0);
  if (bytes === undefined) return message as PushedMessage;
  // The sender's Buffer stays as it is.
  const shown = sameBytes(bytes);
  const data = system === undefined ? shown : undefined;
  return Object.defineProperties(shown, {
    data: { value: data },
    system: { value: system },
  }) as PushedMessage;
}

function systemMessage({ type, from, target, reason, metadata }: SystemMessage): JsSystemMessage {
  return { typeName: type, fromPid: from, targetPid: target, reason, metadata };
}
