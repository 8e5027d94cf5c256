/**
 * The bounds of a mailbox: its capacity, what happens beyond it, and the lane where messages wait for room.
 *
 *   dropNew   refuse it                    redirect  to the target instead
 *   dropOld   evict the oldest             spill     a copy to the target, and park it here
 *   block     park it, first in first out
 *
 * A mailbox without a capacity has bounds, too, if it has a soft limit: nothing is ever beyond them, but they know how
 * full it is.
 */
import { limits } from "../../limits";
import type { MailboxOptions } from "../../options";
import type { Selector } from "../messages/selector";
import type { Credit } from "./credit";
import { Gauge, type Level } from "./pressure";

export const Policy = { DropNew: 0, DropOld: 1, Block: 2, Redirect: 3, Spill: 4 } as const;
export type Policy = (typeof Policy)[keyof typeof Policy];

/** The capacity of a mailbox without one: more than any queue holds. */
const unbounded = 2 ** 30;

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
  /** Queued user messages that fit; 1 or more. */
  readonly capacity: number;
  readonly gauge: Gauge;
  /** Made for the first producer that asks before it sends. */
  credit: Credit | undefined = undefined;

  /** One of `capacity` and `softLimit` is given. */
  constructor({ capacity, softLimit, pressure }: MailboxOptions) {
    this.capacity = capacity ?? unbounded;
    this.gauge = new Gauge(softLimit ?? this.capacity, pressure);
  }

  /** Whether anything can be beyond these bounds. */
  get refuses(): boolean {
    return this.capacity !== unbounded;
  }

  /**
   * Whether one more fits besides what is queued and what is promised, without the level going above `level`.
   *
   * @param held 1 for who was promised a place and has not used it, else 0
   */
  hasPlace(queued: number, level: Level, held: number): boolean {
    const { credit } = this;
    const taken = credit === undefined ? queued : queued + Math.max(0, credit.promised - held);
    return this.parked === 0 && taken < this.capacity && this.gauge.bears(level, taken);
  }

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
