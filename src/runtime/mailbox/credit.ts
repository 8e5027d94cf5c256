/**
 * Credit in one mailbox: places promised to producers that asked before they send, and the producers in line.
 *
 *   line of NORMAL    ▢ ▢ ▢        each bears a level: it waits for room at that level or below.
 *   line of HIGH      ▢            The oldest of those whose level is borne goes first.
 *   line of CRITICAL  ▢ ▢
 *
 * Lines are linked, because whoever dies, aborts or runs out of time leaves from the middle. Who gets a place, and
 * when a promise ends, is in `actor/places.ts`.
 */
import { Level } from "./pressure";

/** One producer in line. */
export class Waiter {
  earlier: Waiter | undefined = undefined;
  later: Waiter | undefined = undefined;
  /** When it came: the order over all lines. 0 while it is in none. */
  number = 0;

  constructor(
    readonly level: Level,
    /** There is a place, and it is out of the line already. It has the place promised, or leaves it to the next. */
    readonly offered: () => void,
  ) {}
}

class Line {
  first: Waiter | undefined = undefined;
  private last: Waiter | undefined = undefined;

  add(waiter: Waiter): void {
    waiter.earlier = this.last;
    if (this.last === undefined) this.first = waiter;
    else this.last.later = waiter;
    this.last = waiter;
  }

  remove(waiter: Waiter): void {
    const { earlier, later } = waiter;
    if (earlier === undefined) this.first = later;
    else earlier.later = later;
    if (later === undefined) this.last = earlier;
    else later.earlier = earlier;
    waiter.earlier = waiter.later = undefined;
  }
}

export class Credit {
  /** Places promised and not used. */
  promised = 0;
  /** Those among them that end when the event loop has turned. */
  private aged = 0;
  /** Somebody will see to their end. */
  ageing = false;
  /** Producers in line. */
  waiting = 0;
  /** `ref.pipe`s under way, which share what is free. */
  pipes = 0;
  private numberLast = 0;
  private readonly lines: readonly Line[] = [new Line(), new Line(), new Line()];

  join(waiter: Waiter): void {
    waiter.number = ++this.numberLast;
    this.waiting++;
    (this.lines[waiter.level] as Line).add(waiter);
  }

  /** False when it was in no line. */
  leave(waiter: Waiter): boolean {
    if (waiter.number === 0) return false;
    waiter.number = 0;
    this.waiting--;
    (this.lines[waiter.level] as Line).remove(waiter);
    return true;
  }

  /** The one that came first among those that bear at least `level`. */
  next(level: Level): Waiter | undefined {
    let next: Waiter | undefined;
    for (let at: number = level; at <= Level.Critical; at++) {
      const { first } = this.lines[at] as Line;
      if (first !== undefined && (next === undefined || first.number < next.number)) next = first;
    }
    return next;
  }

  /** A promise was kept, or given back: the oldest, for nobody knows whose it was. */
  spend(): void {
    if (this.promised === 0) return;
    this.promised--;
    if (this.aged > 0) this.aged--;
  }

  /** Everyone promised a place so far has had the time to start using it. */
  age(): void {
    this.aged = this.promised;
  }

  /** What was promised before the last `age` and not used is over. */
  expire(): void {
    this.promised -= this.aged;
    this.aged = 0;
  }
}
