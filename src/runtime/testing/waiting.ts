/**
 * Waiting in real time for the code under test: one turn of the event loop after the other, so that it ends as soon
 * as it can, and never later than allowed. Virtual time stands still meanwhile; simulated turns are taken.
 */
import { SystemClock } from "../../clock";
import type { System } from "../actor/cell";
import { eventLoopTurns } from "./event-loop";
import { SimulatedTurns } from "./simulated-turns";

/** Turns that the code under test gets, however short the time. */
const turnsMin = 10;

/** Turns after which a clock that has not moved is taken for a fake, and the time for over. */
const frozenTurnsMax = 100_000;

/** Real time, as long as it was allowed. */
class Patience {
  private readonly clock = new SystemClock();
  private readonly start = this.clock.now();
  private turns = 0;

  constructor(private readonly timeoutMs: number) {}

  /** Real milliseconds so far. */
  get spentMs(): number {
    return this.clock.now() - this.start;
  }

  get isOver(): boolean {
    return this.turns >= turnsMin && this.isLate;
  }

  /** One turn of the event loop, and all simulated ones that are due. */
  async turn({ turns }: System): Promise<void> {
    this.turns++;
    if (turns instanceof SimulatedTurns) while (turns.step() && !this.isLate);
    await eventLoopTurns(1);
  }

  private get isLate(): boolean {
    const { spentMs } = this;
    return spentMs >= this.timeoutMs || (spentMs === 0 && this.turns > frozenTurnsMax);
  }
}

/** Lets the code under test run until `isTrue`, which is asked once for each turn. False: the time is over. */
export async function waitUntil(system: System, timeoutMs: number, isTrue: () => boolean): Promise<boolean> {
  const patience = new Patience(timeoutMs);
  while (!isTrue()) {
    if (patience.isOver) return false;
    await patience.turn(system);
  }
  return true;
}
