/**
 * Conservation of messages (S4): counters that every send and every fate goes through.
 *
 *   accepted = queued + parked + running + handled + failed + unhandled + evicted + discarded
 *
 * The left side and the fates are counted where they happen; queued, parked and running are looked up in the
 * mailboxes when somebody asks. That the two agree is therefore a finding, not a definition.
 */

/** One runtime's counters, in messages. */
export class Counts {
  accepted = 0;
  refused = 0;
  handled = 0;
  failed = 0;
  unhandled = 0;
  evicted = 0;
  discarded = 0;
  lateReplies = 0;
}

/** Where every message of a runtime is or went. All numbers count messages. */
export interface Audit {
  /** Sends that returned true. */
  readonly accepted: number;
  /** Sends that returned false: full, dead, unknown, closed, redirect cycle. */
  readonly refused: number;
  readonly queued: number;
  /** Waiting in front of a full mailbox. */
  readonly parked: number;
  readonly running: number;
  readonly handled: number;
  readonly failed: number;
  readonly unhandled: number;
  /** Pushed out by newer ones (`dropOld`). */
  readonly evicted: number;
  /** Lost with their actor, abandoned, or withdrawn by an aborted ask. */
  readonly discarded: number;
  /** Replies that came after their ask had settled. */
  readonly lateReplies: number;
  /** Whether the equation above holds: nothing lost, nothing counted twice. */
  readonly balanced: boolean;
}

/** Puts the counters and what is under way together. */
export function makeAudit(
  counts: Counts,
  underWay: { queued: number; parked: number; running: number },
): Audit {
  const { handled, failed, unhandled, evicted, discarded } = counts;
  const { queued, parked, running } = underWay;
  const found = queued + parked + running + handled + failed + unhandled + evicted + discarded;
  return { ...counts, ...underWay, balanced: found === counts.accepted };
}
