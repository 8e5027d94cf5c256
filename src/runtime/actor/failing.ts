/** A handler that threw: what becomes of its message, its actor and its ask. */
import type { Ask } from "../messages/ask";
import { asMessage } from "../messages/method-message";
import type { Selector } from "../messages/selector";
import { Activity, type Cell } from "./cell";
import { nameOf } from "./fates";
import { crash } from "./incarnation";
import { discard } from "./runs";

/** The actor crashed; its message has failed, or is tried again. */
export function failed(
  cell: Cell,
  selector: Selector,
  argument: unknown,
  ask: Ask<Cell> | undefined,
  error: unknown,
): void {
  if (cell.activity === Activity.Ended) {
    discard(cell, selector, argument, ask);
    return;
  }
  const message = { name: nameOf(selector, argument), value: asMessage(selector, argument) };
  const isRetried = crash(cell, error, message, undefined, undefined, { selector, argument, ask });
  if (!isRetried && ask !== undefined && !ask.fail(error)) cell.system.counts.lateReplies++;
}
