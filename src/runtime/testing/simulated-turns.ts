/**
 * Turns that a test takes itself, in an order that chance chooses and a seed repeats.
 *
 * What holds on the event loop holds here: everything asked for `soon` runs before anything asked for `later`. Within
 * one kind the event loop is first in, first out; here any order may come, so that code which relies on luck fails.
 */
import { errors } from "../../errors";
import { reject } from "../../option-checks";
import { Random, SeededRandom } from "../../random";
import { checkOptions } from "../actor/checks";
import { Turns } from "../scheduler/turns";
import { eventLoopTurns } from "./event-loop";

/** What decides who has the next turn. */
export interface SimulatedTurnsOptions {
  /** "random" (the default) draws who starts next, "fifo" keeps the event loop's order. */
  readonly order?: "random" | "fifo" | undefined;
  /** Repeats a run. Default 1. */
  readonly seed?: number | undefined;
  /** Chance of your own, instead of `seed`. */
  readonly random?: Random | undefined;
}

/** Pieces of work one `drain` may run before it is called an endless loop; the default. */
const stepsMaxDefault = 1_000_000;

/** Idle turns of the event loop after which `settle` believes that nothing more comes. */
const idleTurns = 3;

export class SimulatedTurns extends Turns {
  private readonly random: Random | undefined;
  private readonly bursts: (() => void)[] = [];
  /** `later` and `mark`: both come after the event loop turned. */
  private readonly deferred: (() => void)[] = [];

  constructor(options: SimulatedTurnsOptions = {}) {
    super();
    checkOptions("simulated turns' options", options, ["order", "seed", "random"]);
    const { order = "random", seed = 1, random } = options;
    if (order !== "random" && order !== "fifo") reject("order", '"random" or "fifo"', order);
    if (random !== undefined && !(random instanceof Random)) reject("random", "a Random", random);
    this.random = order === "fifo" ? undefined : (random ?? new SeededRandom(seed));
  }

  soon(work: () => void): void {
    this.bursts.push(work);
  }

  later(work: () => void): void {
    this.deferred.push(work);
  }

  mark(work: () => void): void {
    this.deferred.push(work);
  }

  /** Pieces of work that wait. */
  get pending(): number {
    return this.bursts.length + this.deferred.length;
  }

  /** Runs one piece of work; false when there is none. Throws what the work throws. */
  step(): boolean {
    const from = this.bursts.length > 0 ? this.bursts : this.deferred;
    const work = this.draw(from);
    work?.();
    return work !== undefined;
  }

  /** Runs everything, also what comes up meanwhile; returns how many pieces ran. @throws ERR_LIMIT after `stepsMax`. */
  drain(options: { readonly stepsMax?: number | undefined } = {}): number {
    const { stepsMax = stepsMaxDefault } = options;
    let steps = 0;
    for (; this.pending > 0; steps++) {
      if (steps >= stepsMax) {
        throw errors.limitReached({
          limit: "stepsMax",
          value: stepsMax,
          fix: "The code under test seems to keep itself busy for ever; raise drain({ stepsMax }) if it does not.",
        });
      }
      this.step();
    }
    return steps;
  }

  /** Drains, also what promises of the code under test bring up. Fits `new VirtualClock({ settle })`. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < idleTurns; idle++) {
      if (this.drain() > 0) idle = 0;
      await eventLoopTurns(1);
    }
    if (this.pending > 0) await this.settle();
  }

  private draw(from: (() => void)[]): (() => void) | undefined {
    if (this.random === undefined || from.length < 2) return from.shift();
    const at = this.random.below(from.length);
    const chosen = from[at];
    const last = from.pop();
    if (at < from.length && last !== undefined) from[at] = last;
    return chosen;
  }
}
