/** What `ctx.link`, `ctx.monitor` and `rt.links` do: the same, once for both. */
import { type Disposer, disposer } from "../../disposer";
import { errors } from "../../errors";
import { limits } from "../../limits";
import { Down, Monitor } from "../messages/bonds";
import type { Cell } from "./cell";
import { bringDown } from "./ending";
import { exitSignal, seesSignals, signal, tie, trapsExits, untie, unwatch, watch } from "./links";
import { Phase } from "./phase";
import { goneCell, targetCell } from "./target";

/** The cell of a target, or a stand-in for one that is gone. @throws ERR_INVALID_ARG, ERR_FOREIGN_TARGET */
export function endOf(system: Cell["system"], target: unknown): Cell {
  return targetCell(system, target) ?? goneCell(system, target as number);
}

/** Links two actors; one that is gone counts as having ended just now, with the reason "noproc". */
export function link(one: Cell, other: Cell): void {
  if (one === other || one.pid === other.pid) return;
  if (one.phase !== Phase.Stopped && other.phase !== Phase.Stopped) tie(one, other);
  else if (one.phase !== Phase.Stopped) tellGone(one, other);
  else if (other.phase !== Phase.Stopped) tellGone(other, one);
}

export function unlink(one: Cell, other: Cell): void {
  untie(one, other);
}

/** Lets `watcher` see one DOWN when `target` ends. `owner` as in `Monitor`. @throws ERR_NO_ON_EXIT, ERR_LIMIT */
export function monitor(watcher: Cell, target: Cell, owner: object | undefined, call: string): Disposer {
  if (watcher.phase === Phase.Stopped) return disposer(() => {});
  if (!seesSignals(watcher)) throw errors.noOnExit({ actor: watcher.blueprint.label, call });
  const { monitorsMax: value } = limits;
  if ((watcher.extras?.bonds?.watching?.size ?? 0) >= value) {
    const fix = `Dispose monitors of ${watcher.label} that are no longer needed.`;
    throw errors.limitReached({ limit: "monitorsMax", value, fix });
  }
  if (target.phase !== Phase.Stopped) {
    const made = watch(watcher, target, owner);
    return disposer(() => unwatch(made));
  }
  const late = new Monitor(watcher, target, owner);
  signal(watcher, new Down(gone(target), late));
  return disposer(() => unwatch(late));
}

function tellGone(cell: Cell, lost: Cell): void {
  const exit = gone(lost);
  if (trapsExits(cell)) signal(cell, exit);
  else bringDown(cell, exit, cell.system.exits.of(lost.pid)?.actor ?? `Pid ${lost.pid}`);
}

function gone({ pid }: Cell) {
  return exitSignal({ from: pid, target: pid, reason: "noproc" });
}
