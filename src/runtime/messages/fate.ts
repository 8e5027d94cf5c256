/** What became of an attempt to send. */
export type Fate =
  | "queued"
  | "parked"
  | "redirected"
  | "spilled"
  | "dropped-new"
  | "dead"
  | "unknown"
  | "redirect-cycle"
  | "unrouted";

/** Whether a fate means that the message was accepted. */
export function isAccepted(fate: Fate): boolean {
  return fate === "queued" || fate === "parked" || fate === "redirected" || fate === "spilled";
}
