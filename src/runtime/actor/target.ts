/** From what users pass as a target, a ref or a pid, to the cell it means. */
import { describe, errors } from "../../errors";
import { Activity, Cell, Gate, type System } from "./cell";
import { Phase } from "./phase";
import { cellOf } from "./ref";

/**
 * The cell of a target; undefined for a pid nobody has (any more). A ref of a dead actor still has its cell.
 *
 * @throws ERR_INVALID_ARG for what is no target, ERR_FOREIGN_TARGET for a ref of another runtime
 */
export function targetCell(system: System, target: unknown): Cell | undefined {
  if (typeof target === "number") {
    if (Number.isSafeInteger(target) && target >= 0) return system.slots.at(target);
    throw invalidTarget(target);
  }
  const cell = cellOf(target);
  if (cell === undefined) throw invalidTarget(target);
  if (cell.system !== system) throw errors.foreignTarget({ target: cell.label, runtime: system.name });
  return cell;
}

/** The cell of a living target. @throws ERR_ACTOR_NOT_FOUND, and what `targetCell` throws */
export function livingCell(system: System, target: unknown): Cell {
  const cell = targetCell(system, target);
  if (cell !== undefined && cell.phase !== Phase.Stopped) return cell;
  throw errors.actorNotFound({ target: cell?.label ?? `Pid ${target}` });
}

/** Stands for a pid that nobody has: whatever is sent to it is refused as every message to the dead is. */
export function goneCell(system: System, pid: number): Cell {
  const cell = new Cell(system, system.guardian.blueprint);
  cell.pid = pid;
  cell.phase = Phase.Stopped;
  cell.activity = Activity.Ended;
  cell.gate = Gate.Closed;
  return cell;
}

function invalidTarget(target: unknown): Error {
  const expected = "an ActorRef or a pid of this runtime";
  return errors.invalidArg({ argument: "the target", expected, received: describe(target) });
}
