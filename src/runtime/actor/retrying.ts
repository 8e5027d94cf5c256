/**
 * Trying a message again that crashed its actor: `maxAttempts` of `@Supervised` or `@Receive`.
 *
 * It goes back in front of everything that is queued, as a request: that is an object of its own, by which its attempts
 * are counted, whatever was sent. One that was only sent becomes a request that nobody waits for.
 */
import { Aside } from "../mailbox/aside";
import { Ask, AskState, unheard } from "../messages/ask";
import { askedSelector } from "../messages/selector";
import { type Cell, oversightOf } from "./cell";
import type { Attempt } from "./fates";
import { filled, putInFront } from "./stash";

/** Puts a message back if attempts are left. False: it has failed. */
export function tryAgain(cell: Cell, { selector, argument, ask, isAnswered }: Attempt): boolean {
  const allowed =
    cell.blueprint.receiveOptionsOf(selector, argument)?.maxAttempts ?? cell.policy?.maxAttempts ?? 1;
  if (allowed === 1 || cell.policy?.drops) return false;
  if (isAnswered || ask?.state === AskState.Settled) return false;
  const oversight = oversightOf(cell);
  oversight.attempts ??= new WeakMap();
  const request = ask ?? new Ask<Cell>(cell, selector, argument, unheard, unheard);
  const made = 1 + (oversight.attempts.get(request) ?? 0);
  if (made >= allowed) return false;
  oversight.attempts.set(request, made);
  request.state = AskState.Queued;
  if (cell.blueprint.isPull) {
    const extras = cell.more();
    extras.aside ??= new Aside();
    extras.aside.unshift(askedSelector, request);
    filled(cell);
  } else putInFront(cell, askedSelector, request);
  return true;
}
