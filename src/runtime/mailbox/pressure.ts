/** How full a mailbox is, in three levels. Thresholds follow Iris: 70 % and 90 % of the capacity. */

export type PressureLevel = "NORMAL" | "HIGH" | "CRITICAL";

const highShare = 0.7;
const criticalShare = 0.9;

/** The level of `queued` messages in a mailbox; without a capacity it is always NORMAL. */
export function pressureOf(queued: number, capacity: number | undefined): PressureLevel {
  if (capacity === undefined) return "NORMAL";
  if (queued >= capacity || queued >= capacity * criticalShare) return "CRITICAL";
  return queued >= capacity * highShare ? "HIGH" : "NORMAL";
}
