/**
 * The bounds of a mailbox: its capacity, what happens beyond it, and the lane where messages wait for room.
 *
 *   dropNew   refuse it                    redirect  to the target instead
 *   dropOld   evict the oldest             spill     a copy to the target, and park it here
 *   block     park it, first in first out
 */
import { limits } from "../../limits";
import type { Selector } from "../messages/selector";

export const Policy = { DropNew: 0, DropOld: 1, Block: 2, Redirect: 3, Spill: 4 } as const;
export type Policy = (typeof Policy)[keyof typeof Policy];

/** A message waiting in front of a full mailbox. */
export class Parked {
  /** Taken back by its sender; skipped when its turn comes. */
  withdrawn = false;

  constructor(
    readonly selector: Selector,
    readonly argument: unknown,
    /** Told whether it got in, for `sendAsync`. */
    readonly settled: ((accepted: boolean) => void) | undefined,
  ) {}
}

/** `T` is what overflow may be sent to: a cell. */
export class Bounds<T> {
  policy: Policy = Policy.DropNew;
  target: T | undefined = undefined;
  private lane: Parked[] = [];
  private laneAt = 0;
  /** Messages parked and not withdrawn. */
  parked = 0;

  constructor(
    /** Queued user messages that fit; 1 or more. */
    readonly capacity: number,
  ) {}

  get laneFull(): boolean {
    return this.parked >= limits.parkedMax;
  }

  park(entry: Parked): void {
    this.lane.push(entry);
    this.parked++;
  }

  /** Takes an entry out of the lane; false when it left already. */
  withdraw(entry: Parked): boolean {
    if (entry.withdrawn) return false;
    entry.withdrawn = true;
    this.parked--;
    return true;
  }

  /** The parked message for an argument object, such as an `Ask`. Linear; for aborts only. */
  find(argument: unknown): Parked | undefined {
    return this.lane.find((entry) => entry !== undefined && !entry.withdrawn && entry.argument === argument);
  }

  /** The oldest parked message, removed. */
  unpark(): Parked | undefined {
    while (this.laneAt < this.lane.length) {
      const entry = this.lane[this.laneAt++] as Parked;
      if (this.laneAt > 1_024 && this.laneAt * 2 > this.lane.length) {
        this.lane = this.lane.slice(this.laneAt);
        this.laneAt = 0;
      }
      if (entry.withdrawn) continue;
      entry.withdrawn = true;
      this.parked--;
      return entry;
    }
    this.lane = [];
    this.laneAt = 0;
    return undefined;
  }
}
