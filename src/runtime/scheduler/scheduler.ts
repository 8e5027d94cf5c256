/**
 * The scheduler: a ring of ready tasks, a budget of messages a turn, a slice of time an event-loop turn.
 *
 *   wake ─▶ burst (microtask) ─▶ turn, turn, turn … ─▶ ring empty: asleep
 *                 │ slice used up
 *                 └▶ next burst by macrotask, so that timers and I/O get their chance
 *
 * Bursts start in a microtask, so an idle actor answers within a microsecond or two. A slice counts from the last
 * turn of the event loop, not from the start of a burst: else an endless `await ref.ask.x()` would starve the loop,
 * since each of its bursts is short. Reading the clock costs as much as a message, so it is read every few messages;
 * the stride adapts to how long they take.
 */
import type { Clock } from "../../clock";
import type { Turns } from "./turns";

/** Something that can have a turn: the runtime's cell. */
export interface Task {
  /** Messages one turn may handle. */
  readonly budget: number;
}

/** Hands up to `limit` messages to the task; returns how many it took. Fewer than `limit` ends its turn. */
export type RunTask<T extends Task> = (task: T, limit: number) => number;
/** Told after a task's turn, so that it can queue itself again or fall asleep. */
export type EndTurn<T extends Task> = (task: T) => void;
/** Called at the start of a burst and every few messages: the place for checks too dear for each message. */
export type LookUp = () => void;

const ringAtFirst = 256;
const ringKept = 65_536;
const strideMax = 64;
/** Between two looks at the clock we want to spend no more than this. */
const strideMsMax = 1;
const strideMsMin = 0.25;

export class Scheduler<T extends Task> {
  private ring: (T | undefined)[] = emptySlots(ringAtFirst);
  private mask = ringAtFirst - 1;
  private head = 0;
  private tail = 0;
  /** A burst is running or on its way. */
  private awake = false;
  /** Messages until the next look at the clock. */
  private fuel = 1;
  private stride = 1;
  private checkedAt = 0;
  /** Messages left in this slice, whatever the clock says: a virtual clock stands still. */
  private sliceLeft = 0;
  private sliceEnd = 0;
  /** The event loop has not turned since the slice began. */
  private marked = false;
  private expired = false;
  /** Turns until this burst gives way; 0 when only the slice ends it. */
  private turnsLeft = 0;
  private readonly burst = (): void => this.run();
  private readonly loopTurned = (): void => {
    this.marked = false;
    this.expired = false;
  };
  /** The task whose turn it is. */
  current: T | undefined = undefined;

  constructor(
    private readonly clock: Clock,
    private readonly turns: Turns,
    private readonly sliceMs: number,
    private readonly sliceMessages: number,
    private readonly runTask: RunTask<T>,
    private readonly endTurn: EndTurn<T>,
    private readonly lookUp: LookUp,
  ) {}

  /** Queues a task for a turn. The caller sees to it that it is queued only once. */
  push(task: T): void {
    this.ring[this.tail] = task;
    this.tail = (this.tail + 1) & this.mask;
    if (this.tail === this.head) this.grow();
    if (!this.awake) this.wake();
  }

  /**
   * Called in a turn, by a task that goes on in a microtask and may take many messages there: when all that are ready
   * now had a turn, too, the event loop has its own. Else one busy task would keep the burst, and the microtask
   * waiting, for the whole slice.
   */
  giveWay(): void {
    if (this.turnsLeft === 0) this.turnsLeft = ((this.tail - this.head) & this.mask) + 1;
  }

  /**
   * Whether a task that took messages outside of a turn may take more there: nobody else is ready, and the slice is not
   * used up. Else it has to ask for a turn.
   */
  mayGoOn(taken: number): boolean {
    if (this.awake || this.expired) return false;
    if (!this.marked) this.beginSlice();
    this.fuel -= taken;
    return this.fuel > 0 || this.refuel();
  }

  /** Whether no task is queued and no turn is running. */
  get idle(): boolean {
    return this.head === this.tail && this.current === undefined;
  }

  /** Awake only once the burst is really on its way: near the end of the stack the call may throw. */
  private wake(): void {
    if (this.expired) this.turns.later(this.burst);
    else this.turns.soon(this.burst);
    this.awake = true;
  }

  private run(): void {
    try {
      this.runReady();
    } finally {
      // Also when something threw: that is a bug in this package, and must not stop everybody else for good.
      this.current = undefined;
      if (this.head !== this.tail) this.turns.later(this.burst);
      else this.sleep();
    }
  }

  private sleep(): void {
    this.awake = false;
    if (this.ring.length > ringKept) this.resetRing();
  }

  private runReady(): void {
    if (!this.marked) this.beginSlice();
    this.lookUp();
    this.turnsLeft = 0;
    let going = true;
    while (going && this.head !== this.tail) {
      const { ring, head, fuel } = this;
      const task = ring[head] as T;
      ring[head] = undefined;
      this.head = (head + 1) & this.mask;
      this.current = task;
      const { budget } = task;
      const limit = budget < fuel ? budget : fuel;
      const taken = this.runTask(task, limit);
      if (taken < limit) {
        this.fuel = fuel - taken - 1; // a turn without messages (a start, a stop) takes time too
        if (this.fuel <= 0) going = this.refuel();
      } else {
        going = this.longTurn(task, budget - taken, fuel - taken);
      }
      this.endTurn(task);
      if (this.turnsLeft > 0 && --this.turnsLeft === 0) going = false;
    }
  }

  /** Goes on with a turn whose fuel ran out before its budget. False when the slice is used up. */
  private longTurn(task: T, budgetLeft: number, fuelLeft: number): boolean {
    let left = budgetLeft;
    this.fuel = fuelLeft;
    for (;;) {
      if (this.fuel <= 0 && !this.refuel()) return false;
      const limit = left < this.fuel ? left : this.fuel;
      if (limit === 0) return true;
      const taken = this.runTask(task, limit);
      left -= taken;
      this.fuel -= taken;
      if (taken < limit) return true;
    }
  }

  private beginSlice(): void {
    this.marked = true;
    this.expired = false;
    this.turns.mark(this.loopTurned);
    this.checkedAt = this.clock.now();
    this.sliceEnd = this.checkedAt + this.sliceMs;
    this.sliceLeft = this.sliceMessages;
  }

  /** Looks at the clock; false when the slice is used up. */
  private refuel(): boolean {
    this.lookUp();
    const now = this.clock.now();
    const elapsed = now - this.checkedAt;
    this.checkedAt = now;
    this.sliceLeft -= this.stride;
    if (elapsed > strideMsMax) this.stride = this.stride > 4 ? this.stride >> 2 : 1;
    else if (elapsed < strideMsMin && this.stride < strideMax) this.stride <<= 1;
    this.fuel = this.stride;
    if (now < this.sliceEnd && this.sliceLeft > 0) return true;
    this.expired = true;
    return false;
  }

  private grow(): void {
    const ordered = [...this.ring.slice(this.head), ...this.ring.slice(0, this.head)];
    this.head = 0;
    this.tail = ordered.length;
    this.ring = ordered.concat(emptySlots(ordered.length));
    this.mask = this.ring.length - 1;
  }

  /** A burst of a million starts must not leave a ring for a million behind. */
  private resetRing(): void {
    this.ring = emptySlots(ringAtFirst);
    this.mask = ringAtFirst - 1;
    this.head = this.tail = 0;
  }
}

function emptySlots(count: number): undefined[] {
  return new Array<undefined>(count).fill(undefined);
}
