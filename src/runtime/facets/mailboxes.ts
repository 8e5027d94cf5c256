/** `rt.mailboxes`: how full they are, and what a full one does. */

import { normalizeOverflow } from "../../option-checks";
import type { Overflow, OverflowTarget } from "../../options";
import type { System } from "../actor/cell";
import { Phase } from "../actor/phase";
import type { Target } from "../actor/protocol";
import { setOverflow } from "../actor/spawn";
import { livingCell, targetCell } from "../actor/target";
import { type PressureLevel, pressureOf } from "../mailbox/pressure";

export class Mailboxes {
  constructor(private readonly system: System) {}

  /** Queued user messages, parked ones not included; undefined for an actor that is not alive. */
  size(target: Target): number | undefined {
    const cell = targetCell(this.system, target);
    return cell === undefined || cell.phase === Phase.Stopped ? undefined : cell.queued;
  }

  /** NORMAL, HIGH from 70 % and CRITICAL from 90 % of the capacity; undefined for an actor that is not alive. */
  pressure(target: Target): PressureLevel | undefined {
    const cell = targetCell(this.system, target);
    if (cell === undefined || cell.phase === Phase.Stopped) return undefined;
    return pressureOf(cell.queued, cell.bounds?.capacity);
  }

  /**
   * Sets what a full mailbox does from the next send on: a policy, or "redirect" or "spill" and its target.
   *
   * @throws ERR_NOT_BOUNDED, ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG for an unknown policy, a missing target, itself
   */
  setOverflow(
    target: Target,
    policy: Overflow | "redirect" | "spill",
    overflowTarget?: OverflowTarget,
  ): void {
    const cell = livingCell(this.system, target);
    setOverflow(cell, normalizeOverflow(policy, "overflow", overflowTarget));
  }
}
