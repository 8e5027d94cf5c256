/**
 * Virtual actors fall asleep: after `idleTimeoutMs` without a message the instance goes, its state stays.
 *
 * Being idle is noted after each turn; the alarm only looks whether that was long enough ago, so that a busy actor
 * sets one alarm for each timeout, not for each message.
 */

import { limits } from "../../limits";
import { demandAttention } from "./attention";
import { Activity, type Cell, Gate } from "./cell";
import { applyChanges, attendChanges } from "./changes";
import { startClearing } from "./clearing";
import { requestStop } from "./ending";
import { hasNews } from "./links";
import { advance, Phase } from "./phase";
import { captureState, lasting } from "./state";

/** Called when a cell with an idle timeout goes to sleep. */
export function noteIdle(cell: Cell, idleTimeoutMs: number): void {
  const extras = cell.more();
  extras.idleSince = cell.system.clock.now();
  if (extras.idleAlarm === undefined) watch(cell, idleTimeoutMs, idleTimeoutMs);
}

function watch(cell: Cell, delayMs: number, idleTimeoutMs: number): void {
  const extras = cell.more();
  extras.idleAlarm = cell.system.clock.schedule(delayMs, () => {
    extras.idleAlarm = undefined;
    if (cell.phase !== Phase.Running) return;
    const left = extras.idleSince + idleTimeoutMs - cell.system.clock.now();
    if (cell.activity !== Activity.Idle) return; // its next idle moment sets the alarm again
    if (left > 0) return watch(cell, left, idleTimeoutMs);
    extras.passivate = true;
    demandAttention(cell);
  });
  extras.idleAlarm.hold(false);
}

/** Takes the state and starts clearing the instance away. False when it stays: it is busy, or cannot be saved. */
export function startPassivation(cell: Cell): boolean {
  const extras = cell.more();
  extras.passivate = false;
  if (cell.queued > 0 || cell.runs !== undefined) return false;
  if (extras.virtual?.reactivate === false) {
    requestStop(cell, {}, cell.pid, undefined, false);
    return true;
  }
  try {
    extras.saved =
      cell.blueprint.type === undefined ? lasting(extras.saved) : captureState(cell, cell.version);
  } catch (error) {
    const { pid } = cell;
    cell.system.logger.error({ pid, error }, `${cell.label}: @Snapshot failed; the actor stays active.`);
    return false;
  }
  if (cell.phase !== Phase.Running) return false; // killed by its own @Snapshot
  advance(cell, Phase.Passivating);
  startClearing(cell, { children: "end", drain: false, timeoutMs: limits.stopTimeoutMs, bounded: true });
  return true;
}

/** The instance is gone. True when messages came meanwhile: the next activation is due. */
export function endPassivation(cell: Cell): boolean {
  const { system } = cell;
  if (system.events.wants("passivated")) {
    system.events.emit("passivated", { pid: cell.pid, actor: cell.label, key: cell.extras?.key });
  }
  if (cell.phase !== Phase.Passivating) return false; // killed by a listener
  if (cell.queued > 0 || hasNews(cell)) {
    advance(cell, Phase.Created);
    return attendChanges(cell);
  }
  advance(cell, Phase.Dormant);
  cell.gate |= Gate.Dormant;
  applyChanges(cell);
  return false;
}
