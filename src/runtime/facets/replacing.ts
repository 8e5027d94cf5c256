/** Between the supervision of a path and actors: how they end, who is one, and where reports go. */
import { describe } from "../../describe";
import type { ExitInfo } from "../../exit";
import { replacementText } from "../../supervision/place";
import type { Accepted, ReplacingPort } from "../../supervision/replacing-port";
import type { Cell, System } from "../actor/cell";
import { Phase } from "../actor/phase";
import { stopCell } from "../actor/ref";
import { tell } from "../actor/reporting";
import { targetCell } from "../actor/target";
import type { Watched } from "./watched";

/** @param exited told of every child that ended, before anything is done about it */
export function portOf(
  system: System,
  watched: Watched,
  path: string,
  exited: (exit: ExitInfo) => void,
): ReplacingPort<Cell> {
  const { clock, random, turns, logger } = system;
  const watcher = {};
  return {
    clock,
    random,
    get closing() {
      return system.stopped;
    },
    soon: (work) => turns.soon(work),
    accept: (made) => accept(system, made),
    isLeaving: ({ extras }) => extras?.ending?.asked === true,
    hear(cell, ended) {
      watched.add(cell, watcher, (exit) => {
        exited(exit);
        ended({ reason: exit.reason, error: exit.error, asked: cell.extras?.ending?.asked === true });
      });
      return () => void watched.remove(cell, watcher);
    },
    stop: (cell, timeoutMs) => void stopCell(cell, { timeoutMs }),
    late(cell) {
      const { pid, label } = cell;
      const text = `${path}: ${label}, which a factory made, comes too late: it is stopped. Nobody waits for it any more.`;
      logger.warn({ pid, actor: label, path }, text);
      void stopCell(cell, {});
    },
    report: (report) => tell(system, report, replacementText),
    escalate() {
      if (system.supervision.endsAll) system.supervision.end();
    },
  };
}

/** An actor that goes on living. What is no target at all has a problem, too, instead of an error. */
function accept(system: System, made: unknown): Accepted<Cell> {
  let cell: Cell | undefined;
  try {
    cell = targetCell(system, made);
  } catch {
    return { problem: `it gave ${describe(made)}, which is no actor of this runtime` };
  }
  const name = cell?.label ?? `pid ${made}`;
  if (cell === undefined || cell.phase === Phase.Stopped)
    return { problem: `it gave ${name}, which is not alive` };
  return cell.extras?.ending === undefined
    ? { child: cell }
    : { problem: `it gave ${name}, which is about to end` };
}
