/**
 * A runtime in numbers. What changes with every message is looked up in the mailboxes when somebody asks, in one pass
 * over all actors; only lives are counted as they happen. Nothing of this is on the way of a message.
 */
import type { System } from "../actor/cell";
import { Phase } from "../actor/phase";
import type { Audit } from "../messages/conservation";
import type { DeadLetterFate } from "../messages/dead-letters";

/** All numbers of a runtime at one moment; plain data. */
export interface Metrics {
  readonly actors: {
    /** Actors that have not ended: `active + dormant`, and `spawned - exited`. */
    readonly live: number;
    /** Those with an instance, or about to have one. */
    readonly active: number;
    /** Virtual actors without an instance. */
    readonly dormant: number;
    /** Actors made since the runtime began, virtual ones included. */
    readonly spawned: number;
    readonly exited: number;
    /** Restarts that came through, over all actors. */
    readonly restarted: number;
  };
  /** Where every message is or went; the same as `rt.audit()`. */
  readonly messages: Audit;
  /** Dead letters, by what became of the message. */
  readonly deadLetters: Readonly<Record<DeadLetterFate, number>>;
  /** Timers that have not fired for the last time. */
  readonly timers: number;
  /** Asks that have not settled. */
  readonly asks: number;
  readonly shedding: {
    /** Whether it is on. */
    readonly on: boolean;
    /** Whether spawning is refused now. */
    readonly active: boolean;
    /** The most live actors while it is on; undefined: no limit of its own. */
    readonly capacity: number | undefined;
  };
  /** Milliseconds since the runtime was made, on its own clock. */
  readonly uptimeMs: number;
}

export function measure(system: System, messages: Audit): Metrics {
  const { slots, population, timers, asks, deadLetters, clock, startedMs } = system;
  const { spawned, exited, restarted, shedding, isFull, capacity } = population;
  const { live } = slots;
  let dormant = 0;
  slots.forEach((cell) => {
    if (cell.phase === Phase.Dormant) dormant++;
  });
  return {
    actors: { live, active: live - dormant, dormant, spawned, exited, restarted },
    messages,
    deadLetters: { ...deadLetters.counts },
    timers: timers.size,
    asks: asks.pending,
    shedding: { on: shedding, active: isFull, capacity },
    uptimeMs: clock.now() - startedMs,
  };
}
