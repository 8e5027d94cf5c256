/**
 * Work that ends without a result. Async handlers under way are linked to their cell, settled once, or abandoned with
 * it (S1); what is queued is discarded where nobody will handle it any more.
 */
import type { Ask } from "../messages/ask";
import { type Selector, Shape } from "../messages/selector";
import { endAsks } from "./asking";
import { type Cell, Gate, type Letter, Run } from "./cell";
import { refill, takeAside, takeWaiting } from "./delivery";
import { deadLetter, failDead } from "./fates";

export function startRun(cell: Cell, selector: Selector, argument: unknown, ask: Ask<Cell> | undefined): Run {
  const run = new Run(selector, argument, ask);
  run.later = cell.runs;
  if (cell.runs !== undefined) cell.runs.earlier = run;
  cell.runs = run;
  return run;
}

/** Unlinks a run; false when it was abandoned before. */
export function endRun(cell: Cell, run: Run): boolean {
  if (run.done) return false;
  run.done = true;
  if (run.alarm !== undefined) run.alarm.cancel();
  if (run.earlier === undefined) cell.runs = run.later;
  else run.earlier.later = run.later;
  if (run.later !== undefined) run.later.earlier = run.earlier;
  return true;
}

/** Messages that async handlers work on. */
export function countRuns(cell: Cell): number {
  let count = 0;
  for (let run = cell.runs; run !== undefined; run = run.later) if (run.pull?.busy !== false) count++;
  return count;
}

/** Nobody waits for these handlers any more: their messages are discarded, their replies ignored. */
export function abandonRuns(cell: Cell): void {
  for (let run = cell.runs; run !== undefined; run = cell.runs) {
    endRun(cell, run);
    endAsks(cell, run.waitingFor);
    if (run.pull === undefined) discard(cell, run.selector, run.argument, run.ask);
    else run.pull.abandon();
    if (run.trace !== undefined) cell.system.tracing.publish("asyncEnd", run.trace);
  }
}

/** A message that was accepted and will never be handled. */
export function discard(cell: Cell, selector: Selector, argument: unknown, ask: Ask<Cell> | undefined): void {
  cell.system.counts.discarded++;
  if (ask !== undefined) failDead(cell, ask);
  deadLetter(cell, "discarded", selector, argument);
}

/** What is queued or parked becomes dead letters. What listeners send meanwhile to an actor that goes on, stays. */
export function discardQueue(cell: Cell): void {
  const isOver = (cell.gate & Gate.Closed) !== 0;
  let left = isOver ? Number.POSITIVE_INFINITY : cell.queued + (cell.bounds?.parked ?? 0);
  for (; left > 0; left--) {
    const letter = takeAside(cell);
    if (letter === undefined) break;
    discard(cell, letter.selector, letter.argument, askIn(letter));
  }
  while (left > 0) {
    const selector = takeWaiting(cell);
    if (selector === undefined) break;
    const argument = cell.headArgument;
    cell.headArgument = undefined;
    const ask = askIn({ selector, argument });
    if (ask?.withdrawn) continue;
    discard(cell, selector, argument, ask);
    left--;
  }
  for (; left > 0; left--) {
    const entry = cell.bounds?.unpark();
    if (entry === undefined) break;
    discard(cell, entry.selector, entry.argument, askIn(entry));
    entry.settled?.(false);
  }
  // A listener of these dead letters may have aborted an ask, and so made room for one that was parked.
  if (isOver && cell.queued > 0) discardQueue(cell);
  else refill(cell);
}

function askIn({ selector, argument }: Letter): Ask<Cell> | undefined {
  return selector.shape === Shape.Asked ? (argument as Ask<Cell>) : undefined;
}
