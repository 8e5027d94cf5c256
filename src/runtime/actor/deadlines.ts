/** Deadlines of async handlers: `@Receive(what, { timeoutMs })`. */
import { errors } from "../../errors";
import { asMessage } from "../messages/method-message";
import { endAsks } from "./asking";
import { resume } from "./attention";
import type { Cell, Run } from "./cell";
import { nameOf } from "./fates";
import { crash } from "./incarnation";
import { endRun } from "./runs";

/** Bounds a handler that did not settle at once, if it has a deadline. */
export function bound(cell: Cell, run: Run): void {
  const timeoutMs = cell.blueprint.limitsOf(run.selector, run.argument)?.timeoutMs;
  if (timeoutMs === undefined) return;
  run.alarm = cell.system.clock.schedule(timeoutMs, () => overrun(cell, run, timeoutMs));
}

/** It has run too long: it is abandoned (S1), and its actor crashes. */
function overrun(cell: Cell, run: Run, timeoutMs: number): void {
  if (!endRun(cell, run)) return;
  const { system } = cell;
  const { selector, argument, ask } = run;
  const name = nameOf(selector, argument);
  const error = errors.handlerTimeout({ target: cell.label, request: name, timeoutMs });
  endAsks(cell, run.waitingFor);
  if (run.trace !== undefined) system.tracing.publish("asyncEnd", run.trace);
  cell.context?.revoke();
  const message = { name, value: asMessage(selector, argument) };
  const isRetried = crash(cell, error, message, undefined, "timeout", { selector, argument, ask });
  if (!isRetried && ask !== undefined) ask.fail(error);
  if (cell.extras?.step !== undefined) return; // a hook under way goes on by itself
  cell.urgent = true;
  resume(cell);
}
