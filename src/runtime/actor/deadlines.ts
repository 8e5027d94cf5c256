/** Deadlines of async handlers: `@Receive(what, { timeoutMs })`. */
import { errors } from "../../errors";
import { asMessage } from "../messages/method-message";
import { endAsks } from "./asking";
import { resume } from "./attention";
import type { Cell, Run } from "./cell";
import { nameOf } from "./fates";
import { crash } from "./incarnation";
import { abandonRuns, endRun } from "./runs";

/** Bounds a handler that did not settle at once, if it has a deadline. */
export function bound(cell: Cell, run: Run): void {
  const timeoutMs = cell.blueprint.receiveOptionsOf(run.selector, run.argument)?.timeoutMs;
  if (timeoutMs === undefined) return;
  run.alarm = cell.system.clock.schedule(timeoutMs, () => overrun(cell, run, timeoutMs));
}

/** It has run too long: it is abandoned (S1), and its actor crashes. */
function overrun(cell: Cell, run: Run, timeoutMs: number): void {
  if (!endRun(cell, run)) return;
  const { system, context } = cell;
  const { selector, argument, ask, trace } = run;
  const name = nameOf(selector, argument);
  const error = errors.handlerTimeout({ target: cell.label, request: name, timeoutMs });
  endAsks(cell, run.waitingFor);
  const message = { name, value: asMessage(selector, argument) };
  const before = system.trace;
  system.trace = trace;
  const isRetried = crash(cell, { error, message, reason: "timeout", letter: run });
  if (!isRetried && ask !== undefined) ask.fail(error);
  // Those who listen find the message where it is now.
  context?.revoke();
  abandonRuns(cell); // they have lost it, too: handlers of a reentrant actor
  if (trace !== undefined) system.tracing.publish("asyncEnd", trace);
  system.trace = before;
  if (cell.extras?.step !== undefined) return; // a hook under way goes on by itself
  cell.urgent = true;
  resume(cell);
}
