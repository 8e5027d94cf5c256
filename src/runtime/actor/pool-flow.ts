/**
 * Back-pressure of a pool, whose messages wait in its members' mailboxes and not in its own.
 *
 *   ready   a place in each member: wherever the route then leads, there is room
 *   pipe    each item's member is chosen first, then waited for; with "broadcast", all of them are
 */
import { describe, errors } from "../../errors";
import { type Fate, isAccepted } from "../messages/fate";
import { messageName } from "../messages/method-message";
import { type Cell, Gate } from "./cell";
import { checkOptions, checkSignal, checkTimeout } from "./checks";
import { takerOf } from "./delivery";
import { letterOf, post, postDetailed } from "./post";
import type { PipeOptions, ReadyOptions } from "./protocol";
import { deadError, ready } from "./ready";

/** Resolves when each member has a place; see `Ref.ready`. */
export async function readyPool(pool: Cell, options: ReadyOptions = {}): Promise<void> {
  checkOptions("ready options", options);
  checkTimeout("timeoutMs", options.timeoutMs);
  checkSignal(options.signal);
  if (options.signal?.aborted) throw options.signal.reason;
  refuseDead(pool, "ready()");
  await Promise.all(membersOf(pool).map((member) => readyMember(pool, member, options)));
}

/** A member that ends meanwhile is not waited for: another one takes its slot. */
async function readyMember(pool: Cell, member: Cell, options: ReadyOptions): Promise<void> {
  try {
    await ready(member, options);
  } catch (error) {
    if (!isGone(member)) throw error;
    refuseDead(pool, "ready()");
  }
}

/** Sends all that a source yields, each when the member it goes to has room; how many that were. See `Ref.pipe`. */
export async function pipePool(
  pool: Cell,
  source: AsyncIterable<unknown> | Iterable<unknown>,
  options: PipeOptions = {},
): Promise<number> {
  checkOptions("pipe options", options);
  const { signal, level = "CRITICAL" } = options;
  checkSignal(signal);
  let sent = 0;
  try {
    refuseDead(pool, "pipe()");
    for await (const item of itemsOf(source)) {
      await send(pool, item, { level, signal });
      sent++;
    }
    return sent;
  } catch (error) {
    // The reason of a signal is the user's own, and may end many pipes.
    if (error !== signal?.reason && typeof error === "object" && error !== null) {
      Reflect.set(error, "accepted", sent);
    }
    throw error;
  }
}

async function send(pool: Cell, item: unknown, options: ReadyOptions): Promise<void> {
  for (;;) {
    if (options.signal?.aborted) throw options.signal.reason;
    refuseDead(pool, "pipe()");
    const { selector, argument } = letterOf(pool, item);
    const member = takerOf(pool, selector, argument);
    if (member === pool) {
      await readyPool(pool, options); // it goes to each
      if (isAccepted(sendWhole(pool, item))) return;
    }
    await readyMember(pool, member, options);
    if (!isGone(member) && post(member, item)) return;
  }
}

/** @throws ERR_UNROUTED where the pool can choose no member: the item is at fault, and would be again */
function sendWhole(pool: Cell, item: unknown): Fate {
  const fate = postDetailed(pool, item);
  if (fate !== "unrouted") return fate;
  const problem = "it has no key, or its key function threw";
  throw errors.unrouted({ pool: pool.label, request: messageName(item), problem });
}

function membersOf(pool: Cell): Cell[] {
  return [...(pool.extras?.router?.members ?? [])].filter((member) => !isGone(member));
}

function isGone(cell: Cell): boolean {
  return (cell.gate & Gate.Closed) !== 0;
}

function refuseDead(pool: Cell, request: string): void {
  if (isGone(pool)) throw deadError(pool, request);
}

/** @throws ERR_INVALID_ARG for what is not iterable */
function itemsOf(source: unknown): AsyncIterable<unknown> {
  const given = source as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined;
  const isSource =
    typeof given?.[Symbol.asyncIterator] === "function" || typeof given?.[Symbol.iterator] === "function";
  if (isSource) return given as AsyncIterable<unknown>;
  const expected = "an iterable or an async iterable";
  throw errors.invalidArg({ argument: "source", expected, received: describe(source) });
}
