/** Restarts, of one actor or of several that belong together; see `supervision/recovery.ts`. */
import type { Strategy } from "../../options";
import type { ChildPort } from "../../supervision/child-port";
import type { Verdict } from "../../supervision/judge";
import { Recovery } from "../../supervision/recovery";
import { affectedBy } from "../../supervision/strategies";
import { demandAttention } from "./attention";
import { type Cell, oversightOf } from "./cell";
import { childrenOf, takesChildren } from "./children";
import { awaitsParent, isListed, leaveToParent, takeDown } from "./clearing";
import { requestStop } from "./ending";
import type { Fallen } from "./fallen";
import { Phase } from "./phase";

/** Who is restarted with an actor that fell, itself among them, in start order. Roots stand alone. */
export function groupOf(fallen: Cell, strategy: Strategy): readonly Cell[] {
  const { parent, system } = fallen;
  if (strategy === "one-for-one" || parent === undefined || parent === system.guardian) return [fallen];
  if (takesChildren(parent)) return [fallen];
  const family = childrenOf(parent).filter((child) => child === fallen || mayRestart(child));
  return affectedBy(strategy, fallen, family);
}

/** A supervised actor that has an instance, or is about to have one again by itself. */
function mayRestart(cell: Cell): boolean {
  const { policy, phase, extras } = cell;
  if (policy === undefined || extras?.ending !== undefined || awaitsParent(cell)) return false;
  return phase === Phase.Starting || phase === Phase.Running || phase === Phase.Restarting;
}

/** Restarts an actor that fell, and those that belong with it. */
export function restart(
  cell: Cell,
  { afterMs, history }: Extract<Verdict, { do: "restart" }>,
  { error, message, reason }: Fallen,
  group: readonly Cell[],
): void {
  const oversight = oversightOf(cell);
  oversight.history = history;
  cell.more().crash = { error, message: message?.value };
  if (
    oversight.hold === undefined &&
    cell.parent !== undefined &&
    takesChildren(cell.parent) &&
    isListed(cell)
  ) {
    leaveToParent(cell, cell.parent);
  }
  const isAlone = group.length === 1 && afterMs === 0 && oversight.hold === undefined;
  const isGraceful = reason === "normal"; // it left by itself: what it still does it finishes first, as before a stop
  if (isAlone || awaitsParent(cell)) takeDown(cell, isGraceful);
  else recover(cell, group, afterMs, error, isGraceful);
}

/** Restarts after a delay, or several: as part of what is under way, if anything is. */
function recover(
  cell: Cell,
  affected: readonly Cell[],
  afterMs: number,
  error: unknown,
  isGraceful: boolean,
): void {
  const { clock } = cell.system;
  const recovery = recoveryOf(cell) ?? new Recovery<Cell>(portOf(cell), () => clock.now());
  const group = affected.filter(({ phase }) => phase !== Phase.Stopped); // a listener of the report may have killed some
  for (const member of group) {
    const other = recoveryOf(member);
    if (other !== undefined && other !== recovery) recovery.absorb(other);
  }
  const members = recovery.size === 0 ? group : united(cell, group, recovery);
  for (const member of members) {
    const oversight = oversightOf(member);
    oversight.hold = recovery;
    if (member !== cell && member.phase !== Phase.Restarting) oversight.cause = error;
  }
  recovery.restart(cell, members, afterMs); // first: those that a listener ends meanwhile are left out
  takeDown(cell, isGraceful);
  for (const member of group) if (member !== cell) recovery.turnBack(member);
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
      if (child.isHeld) {
        oversightOf(child).released = false;
        recoveryOf(child)?.cleared(child);
      } else if (phase === Phase.Restarting)
        return; // it is on its way
      else if (child.policy?.restart !== "temporary") {
        child.more().crash = { error: oversightOf(child).cause, message: undefined };
        takeDown(child, true);
      } else
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
 * Restarts an actor by hand, as if it had been told to: its handlers finish first, and no budget is charged. For one
 * that restarts already a back-off is cut short. `done` hears whether it is up again, or has ended.
 */
export function restartByHand(cell: Cell, done: (isUp: boolean) => void): void {
  const { phase, extras } = cell;
  const isAsleep = phase === Phase.Dormant || phase === Phase.Passivating;
  if (phase === Phase.Stopped || isAsleep || extras?.ending !== undefined) {
    done(false);
    return;
  }
  oversightOf(cell).whenRisen(done, () => done(cell.phase === Phase.Running));
  if (phase === Phase.Running || phase === Phase.Starting) {
    cell.more().crash ??= { error: oversightOf(cell).cause, message: undefined };
    takeDown(cell, true);
  } else recoveryOf(cell)?.hurry();
}
