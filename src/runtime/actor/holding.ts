/** What an actor has to do: messages queued, parked and under way, and how full that is. Of a pool, its members'. */
import { Level, levelNames, type PressureLevel } from "../mailbox/pressure";
import type { Cell } from "./cell";
import { countRuns } from "./runs";

const noMembers: readonly Cell[] = Object.freeze([]);

/** Queued user messages, with those put aside. */
export function queuedOf(cell: Cell): number {
  return sum(cell, (holder) => holder.queued);
}

/** Messages that wait in front of a full mailbox. */
export function parkedOf(cell: Cell): number {
  return sum(cell, (holder) => holder.bounds?.parked ?? 0);
}

/** Messages whose handlers are under way. The one in whose handler somebody asks counts, too. */
export function runningOf(cell: Cell): number {
  const { scheduler, handling } = cell.system;
  const current = handling === undefined ? undefined : scheduler.current;
  return sum(cell, (holder) => countRuns(holder) + (holder === current ? 1 : 0));
}

/** The level of the mailbox, of a pool the highest; NORMAL for one that has no size to measure it against. */
export function pressureOf(cell: Cell): PressureLevel {
  let level = levelIn(cell);
  for (const member of cell.extras?.router?.members ?? noMembers) {
    if (levelIn(member) > level) level = levelIn(member);
  }
  return levelNames[level] as PressureLevel;
}

function levelIn({ bounds }: Cell): Level {
  return bounds === undefined ? Level.Normal : bounds.gauge.level;
}

function sum(cell: Cell, count: (holder: Cell) => number): number {
  const members = cell.extras?.router?.members;
  return members === undefined ? count(cell) : members.reduce((total, member) => total + count(member), 0);
}
