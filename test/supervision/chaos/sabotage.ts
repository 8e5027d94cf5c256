/** Breaks something on purpose, so that the harness can show that it notices. */
import { Activity, type Cell } from "../../../src/runtime/actor/cell";
import { Phase } from "../../../src/runtime/actor/phase";
import type { World } from "./world";

export type Sabotage =
  | "count twice"
  | "tight budgets"
  | "lose a message"
  | "swap two messages"
  | "forget an actor";

/** Asked before each send to `to`, from some message on. True: it took the send's place. */
export function sabotaged(world: World, from: number, to: Cell): boolean {
  const { settings, ledger, rt } = world;
  if (ledger.sent < settings.messages / 3 || to.phase !== Phase.Running) return false;
  switch (settings.sabotage) {
    case "lose a message":
      ledger.write(from, "work").accepted = true;
      return true;
    case "swap two messages":
      for (const entry of [ledger.write(from, "work"), ledger.write(from, "work")].reverse())
        entry.accepted = rt.send(to.pid, entry.note);
      return true;
    case "forget an actor":
      if (to.activity === Activity.Idle) to.activity = Activity.Suspended;
      return false;
    default:
      return false;
  }
}
