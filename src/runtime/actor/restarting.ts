/** Restarts, of one actor or of several that belong together; see `supervision/recovery.ts`. */
import type { Strategy } from "../../options";
import type { ChildPort } from "../../supervision/child-port";
import type { Verdict } from "../../supervision/judge";
import { Recovery } from "../../supervision/recovery";
import { affectedBy } from "../../supervision/strategies";
import { demandAttention } from "./attention";
import { type Cell, oversightOf } from "./cell";
import { childrenOf } from "./children";
import { awaitsParent, isListed, leaveToParent, takeDown } from "./clearing";
import { requestStop } from "./ending";
import type { Fallen } from "./fallen";
import { Phase } from "./phase";

/** Who is restarted with an actor that fell, itself among them, in start order. Roots stand alone. */
export function groupOf(fallen: Cell, strategy: Strategy): readonly Cell[] {
  const { parent, system } = fallen;
  if (strategy === "one-for-one" || parent === undefined || parent === system.guardian) return [fallen];
  if (isGoing(parent)) return [fallen];
  const family = childrenOf(parent).filter((child) => child === fallen || mayRestart(child));
  return affectedBy(strategy, fallen, family);
}

/** A supervised actor that has an instance, or is about to have one again. */
function mayRestart({ policy, phase, extras }: Cell): boolean {
  if (policy === undefined || extras?.ending !== undefined) return false;
  return phase === Phase.Starting || phase === Phase.Running || phase === Phase.Restarting;
}

/** Whether it is being cleared away, with its children. */
function isGoing({ extras }: Cell): boolean {
  return extras?.clearing !== undefined && extras.clearing.children !== "keep";
}

/** Restarts an actor that fell, and those that belong with it. */
export function restart(
  cell: Cell,
  { afterMs, history }: Extract<Verdict, { do: "restart" }>,
  { error, message }: Fallen,
  group: readonly Cell[],
): void {
  const oversight = oversightOf(cell);
  oversight.history = history;
  cell.more().crash = { error, message: message?.value };
  if (oversight.hold === undefined && cell.parent !== undefined && isGoing(cell.parent) && isListed(cell)) {
    leaveToParent(cell, cell.parent);
  }
  const isAlone = group.length === 1 && afterMs === 0 && oversight.hold === undefined;
  if (isAlone || awaitsParent(cell)) takeDown(cell, false);
  else recover(cell, group, afterMs, error);
}

/** Restarts after a delay, or several: as part of what is under way, if anything is. */
function recover(cell: Cell, group: readonly Cell[], afterMs: number, error: unknown): void {
  const { clock } = cell.system;
  const recovery = recoveryOf(cell) ?? new Recovery<Cell>(portOf(cell), () => clock.now());
  for (const member of group) {
    const other = recoveryOf(member);
    if (other !== undefined && other !== recovery) recovery.absorb(other);
  }
  const members = recovery.size === 0 ? group : united(cell, group, recovery);
  for (const member of members) {
    oversightOf(member).hold = recovery;
    if (member !== cell && member.phase !== Phase.Restarting)
      member.more().crash = { error, message: undefined };
  }
  takeDown(cell, false);
  recovery.restart(cell, members, afterMs);
}

/** Those of the group and those under way already, in start order. */
function united({ parent }: Cell, group: readonly Cell[], recovery: Recovery<Cell>): readonly Cell[] {
  if (parent === undefined) return group;
  const belongs = new Set(group);
  return childrenOf(parent).filter((child) => belongs.has(child) || recovery.has(child));
}

function recoveryOf(cell: Cell): Recovery<Cell> | undefined {
  const hold = cell.extras?.oversight?.hold;
  return hold instanceof Recovery ? hold : undefined;
}

function portOf({ system }: Cell): ChildPort<Cell> {
  return {
    takeDown(child) {
      const { phase, extras } = child;
      if (extras?.ending !== undefined) return; // it leaves
      if (child.isHeld) extras?.oversight?.hold?.cleared(child);
      else if (phase === Phase.Restarting)
        return; // it is on its way
      else if (child.policy?.restart !== "temporary") takeDown(child, true);
      else
        requestStop(
          child,
          { reason: "shutdown", timeoutMs: child.policy.shutdownMs },
          child.parent?.pid ?? 0,
        );
    },
    bringUp(child) {
      oversightOf(child).released = true;
      demandAttention(child);
    },
    schedule: (delayMs, callback) => system.clock.schedule(delayMs, callback),
  };
}

/**
 * Restarts an actor by hand, as if it had been told to: its handlers finish first, and no budget is charged. One that
 * is going down already is left alone. `done` hears whether it is up again, or has ended.
 */
export function restartByHand(cell: Cell, done: (isUp: boolean) => void): void {
  const { phase, extras } = cell;
  if (phase === Phase.Stopped || phase === Phase.Dormant || extras?.ending !== undefined) {
    done(false);
    return;
  }
  oversightOf(cell).whenRisen(() => done(cell.phase === Phase.Running));
  if (phase === Phase.Running || phase === Phase.Starting) {
    cell.more().crash ??= { error: undefined, message: undefined };
    takeDown(cell, true);
  }
}
