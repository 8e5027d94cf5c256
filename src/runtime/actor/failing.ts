/** A handler that threw: what becomes of its message, its actor and its ask. */
import { asMessage } from "../messages/method-message";
import { Activity, type Cell } from "./cell";
import { type Attempt, nameOf } from "./fates";
import { crash } from "./incarnation";
import { discard } from "./runs";

/** The actor crashed; its message has failed, or is tried again. */
export function failed(cell: Cell, attempt: Attempt, error: unknown): void {
  const { selector, argument, ask } = attempt;
  if (cell.activity === Activity.Ended) {
    discard(cell, selector, argument, ask);
    return;
  }
  const message = { name: nameOf(selector, argument), value: asMessage(selector, argument) };
  const isRetried = crash(cell, { error, message, letter: attempt });
  if (!isRetried && ask !== undefined && !ask.fail(error)) cell.system.counts.lateReplies++;
}
