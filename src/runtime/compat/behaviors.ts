/** Hot swap and rollback as the Iris guide has them: they answer at once, with the version that comes into force. */
import { describe, errors } from "../../errors";
import { Change } from "../actor/behaviors";
import { planned, requestChange } from "../actor/swap";
import { livingCell } from "../actor/target";
import { Messenger } from "../messenger";
import type { Runtime } from "../runtime";
import { type PullHandler, type PushHandler, pullCode, pushCode } from "./code";

/** Nobody waits for the change: one that fails later is a "swap-failed" event. */
const unawaited = (): void => {};

/** See `NodeRuntime.hotSwap`. */
export function hotSwap(runtime: Runtime, pid: number, handler: PushHandler | PullHandler): number {
  const system = Messenger.inside(runtime);
  const cell = livingCell(system, pid);
  const { isFixed, isPull } = cell.blueprint;
  if (isFixed) {
    const expected = "an actor of your own code, no observer or pool";
    throw errors.invalidArg({ argument: "the pid to swap", expected, received: cell.label });
  }
  const code = isPull ? pullCode(handler as PullHandler) : pushCode(handler as PushHandler);
  const blueprint = system.blueprints.of(code, isPull);
  requestChange(cell, new Change(blueprint, 0, undefined, undefined, unawaited, unawaited));
  return planned(cell).version;
}

/** See `NodeRuntime.rollbackBehavior`. */
export function rollbackBehavior(runtime: Runtime, pid: number, steps: number): number {
  const cell = livingCell(Messenger.inside(runtime), pid);
  const { version, earlier } = planned(cell);
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw errors.invalidArg({
      argument: "steps",
      expected: "a whole number, 0 or more",
      received: describe(steps),
    });
  }
  if (steps === 0) return version;
  if (steps > earlier) throw errors.behaviorHistory({ actor: cell.label, steps, kept: earlier });
  requestChange(cell, new Change(undefined, steps, undefined, undefined, unawaited, unawaited));
  return planned(cell).version;
}
