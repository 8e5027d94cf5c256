/**
 * How full a mailbox is, in three levels with hysteresis: a level ends lower than where it began, so that a mailbox
 * at a threshold does not flap.
 *
 *   queued   0 ────────── 60 % ── 70 % ── 80 % ── 90 % ── full          (the defaults follow Iris)
 *   rising   NORMAL ─────────────▶ HIGH ─────────▶ CRITICAL
 *   falling  NORMAL ◀──── HIGH ◀───────── CRITICAL
 *
 * The shares become message counts once, when the actor is made: a send or a take compares two whole numbers.
 */
import type { PressureLevel, PressureOptions } from "../../options";

export type { PressureLevel } from "../../options";

export const Level = { Normal: 0, High: 1, Critical: 2 } as const;
export type Level = (typeof Level)[keyof typeof Level];

const { Normal, High, Critical } = Level;

/** The names of the levels, by level. */
export const levelNames: readonly PressureLevel[] = Object.freeze(["NORMAL", "HIGH", "CRITICAL"] as const);

/** How far below its beginning a level ends, unless said otherwise; half its beginning where that is less. */
const hysteresis = 0.1;
const highShare = 0.7;
const criticalShare = 0.9;

/** The level of one mailbox, kept. All `At` are message counts, 1 or more. */
export class Gauge {
  level: Level = Normal;
  /** The level that listeners heard of last; `actor/levels.ts` tells them. */
  told: Level = Normal;
  /** Somebody will tell them soon. */
  telling = false;
  private readonly highAt: number;
  private readonly highLeaveAt: number;
  private readonly criticalAt: number;
  private readonly criticalLeaveAt: number;

  /** @param size the messages that all shares are shares of */
  constructor(size: number, options: PressureOptions = {}) {
    const { high, highLeave, critical, criticalLeave } = sharesOf(options);
    this.highAt = countOf(high, size);
    this.highLeaveAt = countOf(highLeave, size);
    this.criticalAt = countOf(critical, size);
    this.criticalLeaveAt = countOf(criticalLeave, size);
  }

  /** Whether listeners do not know the level yet. */
  get isNews(): boolean {
    return this.level !== this.told;
  }

  /** After an arrival. True when listeners do not know yet. */
  rise(queued: number): boolean {
    if (queued >= this.highAt) {
      if (queued >= this.criticalAt) this.level = Critical;
      else if (this.level === Normal) this.level = High;
    }
    return this.level !== this.told;
  }

  /** After messages have left. True when listeners do not know yet. */
  fall(queued: number): boolean {
    if (this.level === Critical && queued < this.criticalLeaveAt) this.level = High;
    if (this.level === High && queued < this.highLeaveAt) this.level = Normal;
    return this.level !== this.told;
  }

  /** Whether one more on top of `taken` comes before the end of `level`. */
  bears(level: Level, taken: number): boolean {
    if (this.level > level) return false;
    if (level === Critical) return true;
    return taken < (level === High ? this.criticalAt : this.highAt);
  }
}

/** All four shares. What was not given makes way for what was, so that one option alone is never a contradiction. */
function sharesOf(options: PressureOptions): Required<{ [K in keyof PressureOptions]: number }> {
  const { highLeave: lowest = 0, criticalLeave: lower = 0 } = options;
  const critical = options.critical ?? Math.max(criticalShare, options.high ?? 0, lower, lowest);
  const high = options.high ?? Math.max(Math.min(highShare, critical), lowest);
  const criticalLeave = options.criticalLeave ?? Math.max(leaveOf(critical), lowest);
  const highLeave = options.highLeave ?? Math.min(leaveOf(high), criticalLeave);
  return { high, highLeave, critical, criticalLeave };
}

function leaveOf(share: number): number {
  return Math.max(share - hysteresis, share / 2);
}

/** The least count that is this share of `size`; a rounding error of the product does not make it one more. */
function countOf(share: number, size: number): number {
  return Math.max(1, Math.ceil(share * size - 1e-6));
}
