/** Waiting for an actor's exit. */
import { errors } from "../../errors";
import type { ExitInfo } from "../../exit";
import type { Cell, System } from "./cell";
import { checkOptions, checkSignal, checkTimeout } from "./checks";
import { Phase } from "./phase";
import type { JoinOptions } from "./protocol";
import { boundWait } from "./waiting";

/** Resolves with the exit record once it is published; see `Runtime.join`. */
export function join(system: System, cell: Cell, options: JoinOptions): Promise<ExitInfo | undefined> {
  checkOptions("join options", options);
  const { timeoutMs, signal } = options;
  checkTimeout("timeoutMs", timeoutMs);
  checkSignal(signal);
  if (cell.phase === Phase.Stopped) return Promise.resolve(system.exits.of(cell.pid));
  if (system.scheduler.current === cell) {
    const step = `${cell.blueprint.label}.${system.handling?.name ?? "…"}`;
    return Promise.reject(errors.deadlock({ cycle: `${step} → join(${cell.label})`, awaited: "end" }));
  }
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const extras = cell.more();
    const settle = (then: () => void): void => {
      release();
      const at = extras.joiners?.indexOf(joiner) ?? -1;
      if (at >= 0) extras.joiners?.splice(at, 1);
      then();
    };
    const joiner = (info: ExitInfo): void => settle(() => resolve(info));
    const abort = (): void => settle(() => reject(signal?.reason));
    const expire = (): void =>
      settle(() => reject(errors.joinTimeout({ target: cell.label, timeoutMs: timeoutMs as number })));
    const release = boundWait(system.clock, options, expire, abort);
    extras.joiners ??= [];
    extras.joiners.push(joiner);
  });
}
