/** The sends that do more than one thing: waiting for room, and sending many. */
import { describe, errors } from "../../errors";
import { Policy } from "../mailbox/overflow";
import { isAccepted } from "../messages/fate";
import { type Cell, Gate, type System } from "./cell";
import { checkOptions, checkSignal, checkTimeout } from "./checks";
import { hasRoom, park, refill, takerOf } from "./delivery";
import { refuseUnknown } from "./fates";
import { Phase } from "./phase";
import { letterOf, post, postDetailed } from "./post";
import type { JoinOptions } from "./protocol";
import { boundWait } from "./waiting";

/**
 * Sends, and under the policies `block` and `spill` waits for room, first come first served; see `Runtime.sendAsync`.
 */
export function sendAsync(target: Cell, message: unknown, options: JoinOptions): Promise<boolean> {
  checkOptions("send options", options);
  checkTimeout("timeoutMs", options.timeoutMs);
  checkSignal(options.signal);
  if (options.signal?.aborted) return Promise.reject(options.signal.reason);
  const cell = memberFor(target, message);
  const { bounds, system } = cell;
  const waits =
    bounds !== undefined &&
    !hasRoom(cell) &&
    cell.phase < Phase.Draining &&
    cell.extras?.ending === undefined;
  if (!waits || (bounds.policy !== Policy.Block && bounds.policy !== Policy.Spill)) {
    return Promise.resolve(post(cell, message));
  }
  if (system.scheduler.current === cell) return Promise.reject(errors.selfBlock({ target: cell.label }));
  if (bounds.policy === Policy.Spill) {
    const copy = postDetailed(bounds.target as Cell, message);
    if (!isAccepted(copy) || cell.gate & Gate.Closed) return Promise.resolve(false);
  }
  return waitForRoom(cell, message, options);
}

/** Of a pool the member whose mailbox it is to wait for. */
function memberFor(cell: Cell, message: unknown): Cell {
  if ((cell.gate & Gate.Routed) === 0) return cell;
  const { selector, argument } = letterOf(cell, message);
  return takerOf(cell, selector, argument);
}

function waitForRoom(cell: Cell, message: unknown, options: JoinOptions): Promise<boolean> {
  const { system } = cell;
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      release();
      then();
    };
    const { selector, argument } = letterOf(cell, message);
    const entry = park(cell, selector, argument, (accepted) => settle(() => resolve(accepted)));
    if (entry === undefined) {
      system.counts.refused++;
      return resolve(false);
    }
    const withdraw = (then: () => void): void => {
      if (!cell.bounds?.withdraw(entry)) return;
      // It was never queued: the attempt counts as refused, not as a message that was lost.
      system.counts.accepted--;
      system.counts.refused++;
      settle(then);
    };
    const abort = (): void => withdraw(() => reject(options.signal?.reason));
    const release = boundWait(system.clock, options, () => withdraw(() => resolve(false)), abort);
    refill(cell); // room may have come while a copy was spilled
  });
}

/** Sends each message in order; how many were accepted. See `Runtime.sendMany`. */
export function sendMany(
  cell: Cell | undefined,
  messages: Iterable<unknown>,
  unknown: (m: unknown) => void,
): number {
  let accepted = 0;
  try {
    for (const message of messages) {
      if (cell === undefined) unknown(message);
      else if (post(cell, message)) accepted++;
    }
  } catch (error) {
    // What was sent before the iterator threw stays sent; the error says how much that was.
    if (typeof error === "object" && error !== null) Reflect.set(error, "accepted", accepted);
    throw error;
  }
  return accepted;
}

/** Sends to whoever has this name now. See `Runtime.sendNamed`. @throws ERR_INVALID_ARG for what is no string */
export function sendNamed(system: System, name: string, message: unknown): boolean {
  if (typeof name !== "string") {
    throw errors.invalidArg({ argument: "name", expected: "a string", received: describe(name) });
  }
  const cell = system.names.resolve(name);
  if (cell !== undefined) return post(cell, message);
  return refuseUnknown(system, 0, message, `the name ${describe(name)}`);
}
