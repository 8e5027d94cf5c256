/**
 * Receiving from an actor by its pid, from outside: what an observer recorded, or what is in a pull actor's mailbox.
 *
 * To take from a pull actor's mailbox is as if the actor itself received: one receive at a time, and what it works on
 * counts as handled from then on.
 */
import { errors } from "../../errors";
import type { Cell } from "../actor/cell";
import type { Envelope } from "../actor/mailbox";
import type { Observer } from "../actor/observation";
import { ObserverRef } from "../actor/observer";
import { livingCell } from "../actor/target";
import { Messenger } from "../messenger";
import type { Runtime } from "../runtime";
import { type Seat, seatOf } from "./code";
import { type JsMailbox, type Matcher, matchOf, wrappedOrNull } from "./mailbox";
import { millisecondsOf } from "./seconds";
import type { WrappedMessage } from "./wrapped-message";

/** See `NodeRuntime.selectiveRecv`. */
export async function selectiveRecv(
  runtime: Runtime,
  pid: number,
  matcher: Matcher,
  seconds: number | null | undefined,
): Promise<WrappedMessage | null> {
  const match = matchOf(matcher);
  const timeoutMs = millisecondsOf(seconds);
  const source = sourceOf(runtime, pid);
  if (isObserver(source)) return wrappedOrNull(await source.receive(match, { system: true, timeoutMs }));
  if (source.mailbox !== undefined) return source.mailbox.takeWithin(match, timeoutMs);
  const { clock } = Messenger.inside(runtime);
  const since = clock.now();
  const mailbox = await begun(runtime, pid, source, timeoutMs);
  const left = timeoutMs && Math.max(0, timeoutMs - (clock.now() - since));
  return mailbox === undefined ? null : mailbox.takeWithin(match, left);
}

/** See `NodeRuntime.selectiveRecvBlocking`. */
export function selectiveRecvBlocking(
  runtime: Runtime,
  pid: number,
  matcher: Matcher,
  seconds: number | null | undefined,
): WrappedMessage | null {
  const match = matchOf(matcher);
  const timeoutMs = millisecondsOf(seconds);
  const source = sourceOf(runtime, pid);
  if (isObserver(source)) return wrappedOrNull(source.receiveSync(match, { system: true, timeoutMs }));
  if (source.mailbox !== undefined) return source.mailbox.takeNow(matcher, timeoutMs);
  if (timeoutMs === 0) return null;
  throw errors.wouldBlock({ actor: cellAt(runtime, pid).label });
}

/** What an observer of this pid recorded and nobody took, oldest first; nothing for any other pid. */
export function recordedBy(runtime: Runtime, pid: number): readonly Envelope[] {
  const ref: unknown = runtime.ref(pid);
  return ref instanceof ObserverRef ? ref.messages() : [];
}

/** @throws ERR_ACTOR_NOT_FOUND, ERR_NOT_OBSERVED */
function sourceOf(runtime: Runtime, pid: number): Observer | Seat {
  const cell = cellAt(runtime, pid);
  const { ref } = cell;
  if (ref instanceof ObserverRef) return ref as Observer<never>;
  const seat = seatOf(cell.blueprint.behavior);
  if (seat !== undefined) return seat;
  throw errors.notObserved({ actor: cell.label });
}

function cellAt(runtime: Runtime, pid: number): Cell {
  return livingCell(Messenger.inside(runtime), pid);
}

function isObserver(source: Observer | Seat): source is Observer {
  return source instanceof ObserverRef;
}

/** The mailbox of a pull actor that has not had its first turn; undefined when it has none in time. */
function begun(
  runtime: Runtime,
  pid: number,
  seat: Seat,
  timeoutMs: number | undefined,
): Promise<JsMailbox | undefined> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const { signal } = over;
    const settle = (mailbox?: JsMailbox): void => {
      leave();
      resolve(mailbox);
      over.abort();
    };
    const leave = seat.whenTaken(settle);
    const never = (): void => settle(undefined);
    runtime.join(pid, { timeoutMs, signal }).then(never, never); // ended, or it is late
  });
}
