/** Hot swap and rollback as the Iris guide has them: they answer at once, with the version that comes into force. */
import { plannedVersion, planRollback, planSwap, requestChange } from "../actor/planning";
import { livingCell } from "../actor/target";
import { Messenger } from "../messenger";
import type { Runtime } from "../runtime";
import { type PullHandler, type PushHandler, pullCode, pushCode } from "./code";

/** See `NodeRuntime.hotSwap`. */
export function hotSwap(runtime: Runtime, pid: number, handler: PushHandler | PullHandler): number {
  const cell = livingCell(Messenger.inside(runtime), pid);
  const code = cell.blueprint.isPull ? pullCode(handler as PullHandler) : pushCode(handler as PushHandler);
  return requestChange(cell, planSwap(cell, code));
}

/** See `NodeRuntime.rollbackBehavior`. */
export function rollbackBehavior(runtime: Runtime, pid: number, steps: number): number {
  const cell = livingCell(Messenger.inside(runtime), pid);
  const change = planRollback(cell, steps);
  return change === undefined ? plannedVersion(cell) : requestChange(cell, change);
}
