/** `rt.mailboxes`: how full they are, and what a full one does. */

import { Lazy } from "../../lazy";
import { normalizeOverflow } from "../../option-checks";
import type { Overflow, OverflowTarget } from "../../options";
import type { System } from "../actor/cell";
import { Phase } from "../actor/phase";
import type { Target } from "../actor/protocol";
import { setOverflow } from "../actor/spawn";
import { livingCell, targetCell } from "../actor/target";
import type { PressureLevel } from "../mailbox/pressure";

const holding = new Lazy(() => require("../actor/holding") as typeof import("../actor/holding"));

/** `rt.mailboxes`: how full mailboxes are, and what a full one does. */
export class Mailboxes {
  constructor(private readonly system: System) {}

  /** Queued user messages, of a pool those of its members; parked ones not included. Undefined for one not alive. */
  size(target: Target): number | undefined {
    const cell = targetCell(this.system, target);
    return cell === undefined || cell.phase === Phase.Stopped ? undefined : holding.module.queuedOf(cell);
  }

  /**
   * NORMAL, HIGH from 70 % and CRITICAL from 90 % of the capacity, until below 60 % and 80 %; see `PressureOptions`.
   * Of a pool the highest among its members. NORMAL for a mailbox without a capacity and a soft limit; undefined for an
   * actor that is not alive.
   */
  pressure(target: Target): PressureLevel | undefined {
    const cell = targetCell(this.system, target);
    return cell === undefined || cell.phase === Phase.Stopped ? undefined : holding.module.pressureOf(cell);
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
