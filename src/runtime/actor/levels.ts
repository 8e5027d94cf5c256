/**
 * Telling listeners that the pressure in a mailbox has changed (`mailbox/pressure.ts` keeps it).
 *
 * Listeners may send, stop and kill, so they hear of it only when no message is in anybody's hands: at the end of a
 * send, after the handler of the message whose leaving changed it, else in a moment of its own. A level that came and
 * went in between is not told, and `before` is always the level that was told last.
 */
import { type Gauge, levelNames, type PressureLevel } from "../mailbox/pressure";
import type { Cell } from "./cell";
import { Phase } from "./phase";

/** Tells who listens, if there is news. The caller has nothing left to do. */
export function tellPressure(cell: Cell): void {
  const gauge = cell.bounds?.gauge;
  if (gauge === undefined || !gauge.isNews || cell.phase === Phase.Stopped) return;
  const { events } = cell.system;
  const before = levelNames[gauge.told] as PressureLevel;
  gauge.told = gauge.level;
  if (!events.wants("pressure")) return;
  const level = levelNames[gauge.level] as PressureLevel;
  events.emit("pressure", { pid: cell.pid, actor: cell.label, level, before, queued: cell.queued });
}

/** The same once what is going on is over. */
export function tellPressureSoon(cell: Cell, gauge: Gauge): void {
  const { events, turns } = cell.system;
  if (!events.wants("pressure")) {
    gauge.told = gauge.level;
    return;
  }
  if (gauge.telling) return;
  gauge.telling = true;
  turns.soon(() => {
    gauge.telling = false;
    tellPressure(cell);
  });
}
