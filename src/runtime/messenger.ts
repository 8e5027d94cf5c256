/** Sending and asking by target: the part of a runtime that messages go through. */

import { Lazy } from "../lazy";
import { reject } from "../option-checks";
import { ask, askUnknown } from "./actor/asking";
import type { System } from "./actor/cell";
import { checkOptions } from "./actor/checks";
import { fateOfPid, refuseUnknown } from "./actor/fates";
import { Phase } from "./actor/phase";
import { letterOf, post, postDetailed } from "./actor/post";
import type {
  ActorRef,
  AskOptions,
  JoinOptions,
  MessageOf,
  MethodMessage,
  Ref,
  Target,
} from "./actor/protocol";
import { askerOf } from "./actor/ref";
import { targetCell } from "./actor/target";
import type { PressureLevel } from "./mailbox/pressure";
import { type Fate, isAccepted } from "./messages/fate";

const holding = new Lazy(() => require("./actor/holding") as typeof import("./actor/holding"));
const sending = new Lazy(() => require("./actor/sending") as typeof import("./actor/sending"));

/** What became of a message that was sent with `sendDetailed`. */
export interface SendResult {
  readonly accepted: boolean;
  readonly fate: Fate;
  /** The target's pressure after this send, of a pool the highest among its members. */
  readonly level: PressureLevel;
}

/** What `Runtime` inherits: every way to get a message to a ref, a pid or a name. */
export abstract class Messenger {
  readonly #system: System;

  /** @internal The runtime is a value in its own container, so it has to be there before its inside. */
  constructor(makeInside: (messenger: Messenger) => System) {
    this.#system = makeInside(this);
  }

  /** Sends a message without waiting. False: refused (full, dead, unknown, stopping). */
  send<M>(target: Ref<M>, message: M): boolean;
  send(target: number, message: unknown): boolean;
  send(target: Target, message: unknown): boolean {
    const cell = targetCell(this.#system, target);
    return cell === undefined ? refuseUnknown(this.#system, target, message) : post(cell, message);
  }

  /** The same, and what became of it: the fate, and the target's pressure afterwards. */
  sendDetailed<M>(target: Ref<M>, message: M): SendResult;
  sendDetailed(target: number, message: unknown): SendResult;
  sendDetailed(target: Target, message: unknown): SendResult {
    const cell = targetCell(this.#system, target);
    if (cell === undefined) {
      refuseUnknown(this.#system, target, message);
      return { accepted: false, fate: fateOfPid(this.#system, target), level: "NORMAL" };
    }
    const fate = postDetailed(cell, message);
    const level = cell.phase === Phase.Stopped ? "NORMAL" : holding.module.pressureOf(cell);
    return { accepted: isAccepted(fate), fate, level };
  }

  /**
   * Sends, and where the mailbox is full and its policy is "block" (or "spill"), waits for room: first come, first
   * served. Resolves false when the actor ends, the deadline passes, or another policy refuses.
   *
   * @throws (rejects) the signal's reason when aborted; ERR_SELF_BLOCK for an actor that waits for itself
   */
  sendAsync<M>(target: Ref<M>, message: M, options?: JoinOptions): Promise<boolean>;
  sendAsync(target: number, message: unknown, options?: JoinOptions): Promise<boolean>;
  async sendAsync(target: Target, message: unknown, options: JoinOptions = {}): Promise<boolean> {
    const cell = targetCell(this.#system, target);
    return cell === undefined
      ? refuseUnknown(this.#system, target, message)
      : sending.module.sendAsync(cell, message, options);
  }

  /** Sends each message, in order and without anything in between; returns how many were accepted. */
  sendMany<M>(target: Ref<M>, messages: Iterable<M>): number;
  sendMany(target: number, messages: Iterable<unknown>): number;
  sendMany(target: Target, messages: Iterable<unknown>): number {
    if (typeof messages?.[Symbol.iterator] !== "function") reject("messages", "an iterable", messages);
    const cell = targetCell(this.#system, target);
    return sending.module.sendMany(cell, messages, (message) => refuseUnknown(this.#system, target, message));
  }

  /** Sends to whoever has this name now. False when nobody has. */
  sendNamed(name: string, message: unknown): boolean {
    return sending.module.sendNamed(this.#system, name, message);
  }

  /**
   * Sends a message and resolves to the handler's result. Rejects with the handler's error, ERR_ASK_TIMEOUT (5 s
   * unless given), ERR_ACTOR_DEAD at once when the target ends, ERR_MAILBOX_FULL, ERR_UNHANDLED, ERR_DEADLOCK, or the
   * signal's reason.
   */
  ask<A, R>(target: ActorRef<A>, message: MethodMessage<A, R>, options?: AskOptions): Promise<R>;
  ask<A>(target: ActorRef<A>, message: MessageOf<A>, options?: AskOptions): Promise<unknown>;
  ask<M>(target: Ref<M>, message: M, options?: AskOptions): Promise<unknown>;
  ask(target: number, message: unknown, options?: AskOptions): Promise<unknown>;
  async ask(target: Target, message: unknown, options?: AskOptions): Promise<unknown> {
    checkOptions("ask options", options);
    const cell = targetCell(this.#system, target);
    if (cell === undefined) throw askUnknown(this.#system, target, message);
    const { selector, argument } = letterOf(cell, message);
    return ask(cell, selector, argument, options, askerOf(target));
  }

  /** @internal The inside of a runtime. Not in the published types. */
  static inside(messenger: Messenger): System {
    return messenger.#system;
  }
}
