/** A handler that threw: what becomes of its message, its actor and its ask, in this order. */
import type { Ask } from "../messages/ask";
import { asMessage } from "../messages/method-message";
import type { Selector } from "../messages/selector";
import { Activity, type Cell } from "./cell";
import { deadLetter, nameOf } from "./fates";
import { crash } from "./incarnation";
import { discard } from "./runs";

/** The message has failed, and its actor crashed. */
export function failed(
  cell: Cell,
  selector: Selector,
  argument: unknown,
  ask: Ask<Cell> | undefined,
  error: unknown,
): void {
  const { system } = cell;
  if (cell.activity === Activity.Ended) {
    discard(cell, selector, argument, ask);
    return;
  }
  system.counts.failed++;
  deadLetter(cell, "failed", selector, argument, error);
  if (system.trace !== undefined) {
    system.trace.error = error;
    system.tracing.publish("error", system.trace);
  }
  crash(cell, error, { name: nameOf(selector, argument), value: asMessage(selector, argument) });
  if (ask !== undefined && !ask.fail(error)) system.counts.lateReplies++;
}
