/** Getting a cell its next turn: the one place that moves a cell between idle, ready and suspended. */
import { Activity, type Cell } from "./cell";
import { Phase } from "./phase";

/**
 * Life-cycle work is due: it goes before user messages. A suspended cell sees it when it resumes; one that is held back
 * before a restart, at once.
 */
export function demandAttention(cell: Cell): void {
  cell.urgent = true;
  if (cell.activity === Activity.Idle || (cell.activity === Activity.Suspended && cell.isHeld))
    makeReady(cell);
}

/** What a suspended cell waited for is there. */
export function resume(cell: Cell): void {
  if (cell.activity === Activity.Suspended) rest(cell);
}

/** After a turn: another one if there is anything left to do, else sleep. */
export function rest(cell: Cell): void {
  if (cell.phase === Phase.Draining) cell.urgent = true; // `attend` sees whether it is drained
  if (cell.urgent || cell.waiting > 0) makeReady(cell);
  else cell.activity = Activity.Idle;
}

/** Queues a cell that is not queued. */
export function makeReady(cell: Cell): void {
  cell.activity = Activity.Ready;
  cell.system.scheduler.push(cell);
}
