/**
 * `settle(rt)`: waits until a runtime has nothing left to do, and says who has when it takes too long.
 *
 *   work left   a message is queued or parked · a cell is ready · a handler or a hook is under way
 *   no work     timers that are not due · asks of the test itself, once their target is done
 */
import { errors } from "../../errors";
import { reject } from "../../option-checks";
import { Activity, type Cell, type Run, type System } from "../actor/cell";
import { checkOptions, checkTimeout } from "../actor/checks";
import { describeWait } from "../actor/ending";
import { nameOf } from "../actor/fates";
import { Phase } from "../actor/phase";
import type { Runtime } from "../runtime";
import { systemOf } from "./inside";
import { waitUntil } from "./waiting";

/** What to wait for, and how long. */
export interface SettleOptions {
  /** Real time after which to give up. Default 1000. */
  readonly timeoutMs?: number | undefined;
  /**
   * "ignore" does not wait for handlers and hooks that await something, such as a virtual timer, nor for what is queued
   * behind them. Default "wait".
   */
  readonly inFlight?: "wait" | "ignore" | undefined;
}

/** Turns of the event loop without work after which we believe that no more comes. */
const quietTurns = 5;

/** Actors that an error names. */
const namesMax = 10;

/**
 * Resolves when every mailbox is empty, nobody is ready for a turn, and no handler is under way. Moves no time: what
 * waits for a virtual clock needs `clock.advance`.
 *
 * @throws (rejects) ERR_NOT_SETTLED naming who still has work, and what they wait for
 */
export async function settle(rt: Runtime, options: SettleOptions = {}): Promise<void> {
  const system = systemOf(rt);
  checkOptions("settle options", options, ["timeoutMs", "inFlight"]);
  const { timeoutMs = 1_000, inFlight = "wait" } = options;
  checkTimeout("timeoutMs", timeoutMs);
  if (inFlight !== "wait" && inFlight !== "ignore") reject("inFlight", '"wait" or "ignore"', inFlight);
  const isBusy = inFlight === "wait" ? hasWork : canWork;
  let quiet = 0;
  let busy: readonly Cell[] = [];
  const isSettled = await waitUntil(system, timeoutMs, () => {
    busy = busyCells(system, isBusy);
    quiet = busy.length === 0 && system.scheduler.idle ? quiet + 1 : 0;
    return quiet >= quietTurns;
  });
  if (!isSettled && quiet === 0) throw errors.notSettled({ afterMs: timeoutMs, actors: nameAll(busy) });
}

function busyCells(system: System, isBusy: (cell: Cell) => boolean): Cell[] {
  const busy: Cell[] = [];
  system.slots.forEach((cell) => {
    if (isBusy(cell)) busy.push(cell);
  });
  return busy;
}

/**
 * Messages mean work, unless they were put aside: a cell that may not take them is suspended. A pull actor that waits
 * in a receive is at rest, although its `run` is under way.
 */
function hasWork(cell: Cell): boolean {
  if (cell.activity !== Activity.Idle || cell.waiting > 0) return true;
  return cell.runs !== undefined && cell.runs.pull === undefined;
}

/** What is suspended goes on only when what it awaits is there. */
function canWork(cell: Cell): boolean {
  return cell.activity === Activity.Ready || cell.activity === Activity.Running;
}

function nameAll(cells: readonly Cell[]): string {
  const named = cells.slice(0, namesMax).map((cell) => `${cell.label} (${describeWork(cell)})`);
  if (cells.length > namesMax) named.push(`${cells.length - namesMax} more`);
  return named.join(", ");
}

/** What a cell is busy with: "handling deposit, 2 queued". */
export function describeWork(cell: Cell): string {
  const parts = [describeActivity(cell)];
  if (cell.queued > 0) parts.push(`${cell.queued} queued`);
  const parked = cell.bounds?.parked ?? 0;
  if (parked > 0) parts.push(`${parked} parked`);
  return parts.join(", ");
}

function describeActivity(cell: Cell): string {
  const runs: string[] = [];
  for (let run = cell.runs; run !== undefined; run = run.later) runs.unshift(describeRun(run));
  if (cell.extras?.clearing !== undefined) return `${verbs[cell.phase]}, waiting for ${describeWait(cell)}`;
  if (runs.length > 0) return `handling ${runs.join(" and ")}`;
  if (cell.activity === Activity.Suspended) {
    return cell.phase === Phase.Starting ? "waiting for @OnStart" : "waiting for a life-cycle hook";
  }
  return cell.phase === Phase.Stopped ? "ended" : "has a turn again and again";
}

const verbs: Readonly<Partial<Record<Phase, string>>> = {
  [Phase.Restarting]: "restarting",
  [Phase.Passivating]: "passivating",
  [Phase.Stopping]: "stopping",
};

function describeRun(run: Run): string {
  const name = nameOf(run.selector, run.argument);
  const asks = [...(run.waitingFor ?? [])].map(
    ({ target, selector, argument }) => `${target.label}.${nameOf(selector, argument)}`,
  );
  return asks.length === 0 ? name : `${name}, which asked ${asks.join(" and ")}`;
}
