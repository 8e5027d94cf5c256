/**
 * What a runtime tells about itself: `rt.events`, by listener or by `for await`.
 *
 * Listeners run at once, in the order in which they came; one that throws harms nobody. Nothing is built for events
 * that nobody wants: the runtime asks `wants(kind)` first.
 */

import { type Disposer, disposer } from "../disposer";
import type { ExitInfo } from "../exit";
import { Lazy } from "../lazy";
import { limits } from "../limits";
import type { Logger } from "../logger";
import { oneOf, reject } from "../option-checks";
import type { PressureLevel } from "../options";
import type { SupervisionReport } from "../supervision/report";
import { isThenable } from "../thenable";
import type { EventStream } from "./event-stream";
import type { DeadLetter } from "./messages/dead-letters";

const streams = new Lazy(() => require("./event-stream") as typeof import("./event-stream"));

interface AboutActor {
  readonly pid: number;
  /** How the actor is called, for people: "Account#12". */
  readonly actor: string;
}

/** Every kind of event and what it carries. To add one: a line here, and one in `kinds`. */
export interface RuntimeEvents {
  spawned: AboutActor;
  exited: ExitInfo;
  /** A crashed actor has a new instance. */
  restarted: AboutActor & { readonly incarnation: number; readonly error: unknown };
  /** An actor runs other code: by a swap, or where `version` is lower than `before`, by a rollback. */
  swapped: AboutActor & { readonly before: number; readonly version: number; readonly revision: number };
  /** A swap or rollback failed; the actor goes on with the code it had. */
  "swap-failed": AboutActor & { readonly version: number; readonly error: unknown };
  /** A name or path went from one living actor to another. */
  replaced: { readonly name: string; readonly before: number; readonly now: number };
  /** What became of an actor that crashed, or ended and is permanent: one for each verdict. */
  supervision: SupervisionReport;
  "dead-letter": DeadLetter;
  /** A virtual actor's instance was dropped, or made (again). */
  passivated: AboutActor & { readonly key: string | undefined };
  activated: AboutActor & { readonly key: string | undefined };
  /** A message was refused after it had been redirected `depth` times. */
  "redirect-cycle": AboutActor & { readonly depth: number };
  /** An interval ended because its target died. */
  "timer-ended": AboutActor & { readonly timer: number };
  /** A mailbox without a capacity reached `limits.mailboxDepthMax`. */
  "mailbox-limit": AboutActor & { readonly depth: number };
  /** How full a mailbox is has changed: from `before` to `level`, with `queued` messages now. */
  pressure: AboutActor & {
    readonly level: PressureLevel;
    readonly before: PressureLevel;
    readonly queued: number;
  };
  /**
   * Load shedding refused a new actor, the first since there was last room; or, not active, there is room again. Only
   * what somebody noticed is told: reaching the capacity without another spawn is no event.
   */
  shedding: { readonly active: boolean; readonly live: number; readonly capacity: number | undefined };
}

/** What can be listened to. */
export type EventKind = keyof RuntimeEvents;

/** Any event, told apart by `kind`. */
export type RuntimeEvent = { [K in EventKind]: { readonly kind: K } & RuntimeEvents[K] }[EventKind];

export interface EventsOptions {
  readonly logger: Logger;
  /** Default `limits.eventsBufferedMax`. */
  readonly bufferedMax?: number;
}

const kinds: { readonly [K in EventKind]: true } = {
  spawned: true,
  exited: true,
  restarted: true,
  swapped: true,
  "swap-failed": true,
  replaced: true,
  supervision: true,
  "dead-letter": true,
  passivated: true,
  activated: true,
  "redirect-cycle": true,
  "timer-ended": true,
  "mailbox-limit": true,
  pressure: true,
  shedding: true,
};

/** @throws ERR_INVALID_ARG for an unknown kind */
const checkKind = oneOf(...Object.keys(kinds));

interface Listening {
  readonly listener: (event: never) => unknown;
  active: boolean;
}

/** `rt.events`: what happens in a runtime, by listener, or by `for await` over the events themselves. */
export class Events implements AsyncIterable<RuntimeEvent> {
  /** Lists are replaced, never changed, so that an emit in progress is not disturbed. */
  private readonly listeners = new Map<EventKind, readonly Listening[]>();
  private readonly readers = new Set<EventStream<RuntimeEvent>>();
  private readonly streams = new Set<{ end(): void }>();
  private closed = false;

  constructor(private readonly options: EventsOptions) {}

  /**
   * Calls `listener` for each event of a kind from now on, until the disposer is called.
   *
   * @throws ERR_INVALID_ARG for an unknown kind or what is not a function.
   */
  on<K extends EventKind>(kind: K, listener: (event: RuntimeEvents[K]) => unknown): Disposer {
    checkKind(kind, "kind");
    if (typeof listener !== "function") reject("listener", "a function", listener);
    const listening: Listening = { listener, active: !this.closed };
    if (!this.closed) this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listening]);
    const dispose = (): void => {
      if (!listening.active) return;
      listening.active = false;
      const left = (this.listeners.get(kind) ?? []).filter((other) => other !== listening);
      if (left.length > 0) this.listeners.set(kind, left);
      else this.listeners.delete(kind);
    };
    return disposer(dispose);
  }

  /** Whether anyone listens to a kind: ask before building an event. */
  wants(kind: EventKind): boolean {
    return this.readers.size > 0 || (this.listeners.size > 0 && this.listeners.has(kind));
  }

  /**
   * Tells all who listen now. A listener that was removed meanwhile is not called, one that was added meanwhile
   * waits for the next event. Never throws.
   */
  emit<K extends EventKind>(kind: K, event: RuntimeEvents[K]): void {
    for (const listening of this.listeners.get(kind) ?? []) {
      if (listening.active)
        this.call(kind, listening.listener as (event: RuntimeEvents[K]) => unknown, event);
    }
    if (this.readers.size === 0) return;
    const tagged = { kind, ...event } as unknown as RuntimeEvent;
    for (const reader of this.readers) reader.push(tagged);
  }

  /**
   * The events of one kind, for `for await`. Buffers from this call on, also before the first read; `break`,
   * `return()` or disposal ends it.
   */
  stream<K extends EventKind>(kind: K): EventStream<RuntimeEvents[K]> {
    checkKind(kind, "kind");
    const stream: EventStream<RuntimeEvents[K]> = this.makeStream(() => {
      stopListening();
      this.streams.delete(stream);
    });
    const stopListening = this.on(kind, (event) => stream.push(event));
    if (this.closed) stream.end();
    else this.streams.add(stream);
    return stream;
  }

  /** All events, each with its `kind`. */
  [Symbol.asyncIterator](): EventStream<RuntimeEvent> {
    const reader: EventStream<RuntimeEvent> = this.makeStream(() => this.readers.delete(reader));
    if (this.closed) reader.end();
    else this.readers.add(reader);
    return reader;
  }

  /** Ends all iterators, after what they have buffered, and forgets all listeners. */
  close(): void {
    this.closed = true;
    for (const stream of [...this.readers, ...this.streams]) stream.end();
    this.readers.clear();
    this.streams.clear();
    for (const list of this.listeners.values()) for (const listening of list) listening.active = false;
    this.listeners.clear();
  }

  private makeStream<E>(left: () => void): EventStream<E> {
    const { logger, bufferedMax = limits.eventsBufferedMax } = this.options;
    const overflowed = (): void =>
      quietly(() =>
        logger.warn(
          { bufferedMax },
          `A reader of rt.events is too slow: the oldest of more than ${bufferedMax} buffered events are lost. Read faster, stream one kind only, or count with on().`,
        ),
      );
    return new streams.module.EventStream<E>({ bufferedMax, left, overflowed });
  }

  private call<E>(kind: EventKind, listener: (event: E) => unknown, event: E): void {
    try {
      const result = listener(event);
      if (isThenable(result)) result.then(undefined, (error) => this.complain(kind, error));
    } catch (error) {
      this.complain(kind, error);
    }
  }

  private complain(kind: EventKind, error: unknown): void {
    quietly(() => this.options.logger.error({ error, kind }, `A listener for "${kind}" events threw.`));
  }
}

/** A logger that throws must not hurt who logs. */
function quietly(log: () => void): void {
  try {
    log();
  } catch {
    // There is nobody left to tell.
  }
}
