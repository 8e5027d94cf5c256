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
import { textOrBufferOf } from "./bytes";

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

/**
 * A Buffer that can be read as a wrapped message. That stands on its prototype, where it costs nothing for each message
 * and shows up nowhere.
 */
class PushedBuffer extends Uint8Array {
  static {
    Object.setPrototypeOf(PushedBuffer.prototype, Buffer.prototype);
    Reflect.deleteProperty(PushedBuffer.prototype, "constructor"); // it is called Buffer, as others are
  }

  get data(): this {
    return this;
  }

  get system(): undefined {
    return undefined;
  }
}

/** For a push handler. The sender's Buffer stays as it is. */
export function pushed(message: unknown): PushedMessage {
  const bytes = textOrBufferOf(message);
  if (bytes !== undefined) {
    const { buffer, byteOffset, byteLength } = bytes;
    return new PushedBuffer(buffer as ArrayBuffer, byteOffset, byteLength) as unknown as PushedMessage;
  }
  if (!isSystemMessage(message)) return message as PushedMessage;
  const system = { value: systemMessage(message) };
  return Object.defineProperties(Buffer.alloc(0), { data: { value: undefined }, system }) as PushedMessage;
}

function systemMessage({ type, from, target, reason, metadata }: SystemMessage): JsSystemMessage {
  return { typeName: type, fromPid: from, targetPid: target, reason, metadata };
}
