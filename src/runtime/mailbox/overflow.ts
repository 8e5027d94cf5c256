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

/** Places of a lane that may be empty before it is tidied. */
const laneSlack = 1_024;

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
  private lane: (Parked | undefined)[] = [];
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
    this.tidy();
    return true;
  }

  /** The oldest parked message, removed. */
  unpark(): Parked | undefined {
    while (this.laneAt < this.lane.length) {
      const entry = this.lane[this.laneAt];
      this.lane[this.laneAt++] = undefined;
      if (entry !== undefined && this.withdraw(entry)) return entry;
    }
    return undefined;
  }

  /** Forgets what left the lane, once that is most of it: a lane must not keep messages alive. */
  private tidy(): void {
    if (this.parked > 0 && this.lane.length <= 2 * this.parked + laneSlack) return;
    this.lane = this.lane.filter((entry) => entry !== undefined && !entry.withdrawn);
    this.laneAt = 0;
  }
}
