/** Whole messages on their way to a cell: told apart from method messages here. */

import type { Fate } from "../messages/fate";
import { isMethodMessage } from "../messages/method-message";
import { tellSelector } from "../messages/selector";
import { type Cell, Gate, type Letter } from "./cell";
import { admit, deliver } from "./delivery";

/** What a message is in a mailbox: its selector and argument. */
export function letterOf(cell: Cell, message: unknown): Letter {
  if (!isMethodMessage(message) || cell.blueprint.takesWhole) {
    return { selector: tellSelector, argument: message };
  }
  const { method, args } = message;
  const selectors = cell.system.selectors.of(method);
  if (args.length === 0) return { selector: selectors.none, argument: undefined };
  return args.length === 1
    ? { selector: selectors.one, argument: args[0] }
    : { selector: selectors.many, argument: args };
}

/** Sends a whole message or a method message. */
export function post(cell: Cell, message: unknown): boolean {
  const { selector, argument } = letterOf(cell, message);
  return deliver(cell, selector, argument);
}

/** The same, and what became of it. */
export function postDetailed(cell: Cell, message: unknown): Fate {
  const { selector, argument } = letterOf(cell, message);
  if (cell.gate !== Gate.Open) return admit(cell, selector, argument, 0);
  return deliver(cell, selector, argument) ? "queued" : "dropped-new";
}
