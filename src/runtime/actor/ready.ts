/**
 * `ref.ready()`: producers that ask before they send, so that a bounded mailbox neither refuses nor parks nor evicts.
 *
 *   an actor   its place is promised (`places.ts`), or it waits in the actor's line for one
 *   a pool     a place in each member at the same moment: wherever the route then leads, there is room
 *
 *   a place in each? ─ yes ─▶ all of them are promised
 *     ▲     └ no ─▶ in the line of the first that has none ─▶ a place, which is not held while others are waited for: a
 *     └──────────────────── its turn, or it ended ──┘         promise that waits would end, or block a place for others
 *
 * Of those who wait for the same pool, at the same level, only the first looks for places.
 */
import { errors } from "../../errors";
import type { PressureLevel } from "../../options";
import { Waiter } from "../mailbox/credit";
import { Level, levelNames } from "../mailbox/pressure";
import { type Cell, Gate } from "./cell";
import { checkOptions, checkSignal, checkTimeout } from "./checks";
import type { Hopeful } from "./extras";
import {
  creditOf,
  deadError,
  hasPlace,
  levelOf,
  promisePlace,
  servePlaces,
  waitsForItself,
  whenClosed,
} from "./places";
import type { ReadyOptions } from "./protocol";
import { boundWait } from "./waiting";

/** Resolves when the actor's mailbox has a place, or each of the pool's members; see `Ref.ready`. */
export function ready(cell: Cell, options: ReadyOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    checkOptions("ready options", options);
    checkTimeout("timeoutMs", options.timeoutMs);
    checkSignal(options.signal);
    const level = levelOf(options.level, Level.Normal);
    if (options.signal?.aborted) return reject(options.signal.reason);
    if (cell.gate & Gate.Closed) return reject(deadError(cell, "ready()"));
    const takers = takersOf(cell);
    for (const taker of takers) servePlaces(taker); // those who came before
    const itself = takers.find((taker) => isFull(taker, level) && waitsForItself(taker));
    if (itself !== undefined) return reject(errors.selfBlock({ target: itself.label }));
    new Wait(cell, level, resolve, reject).begin(options);
  });
}

/** Somebody who asks, until it is settled. */
class Wait implements Hopeful {
  /** Of those who wait for the same pool: only the first of them looks. */
  private readonly line: Set<Hopeful> | undefined;
  /** Leaves the line of a mailbox, where it is in one. */
  private leave: (() => void) | undefined = undefined;
  /** Ends what may end the wait from outside. */
  private release: (() => void) | undefined = undefined;
  private settled = false;

  constructor(
    private readonly cell: Cell,
    private readonly level: Level,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.line = cell.extras?.router?.lines[level];
  }

  begin(options: ReadyOptions): void {
    const { cell, level, line } = this;
    line?.add(this);
    if (this.isFirst && this.look()) return;
    const stay = whenClosed(cell, () => this.fail(deadError(cell, "ready()")));
    const release = boundWait(
      cell.system.clock,
      options,
      () => this.fail(timeoutError(cell, level, options.timeoutMs as number)),
      () => this.fail(options.signal?.reason),
    );
    this.release = () => {
      stay();
      release();
    };
  }

  private get isFirst(): boolean {
    return this.line === undefined || this.line.values().next().value === this;
  }

  /** Takes all places if they are there, else gets in line for the first that is not. */
  look(): boolean {
    const { cell, level } = this;
    this.leave?.();
    const takers = takersOf(cell);
    const full = takers.find((taker) => isFull(taker, level));
    if (full !== undefined) this.join(full);
    else if (!takers.some(isOpen)) this.awaitMember();
    else {
      for (const taker of takers) if (isOpen(taker)) promisePlace(taker);
      this.settle(this.resolve);
    }
    return this.settled;
  }

  /** Looks, and after it those who come next, as far as there is room. */
  private lookAgain(): void {
    if (this.line === undefined) this.look();
    else if (!this.settled) lookAll(this.line);
  }

  private join(full: Cell): void {
    const credit = creditOf(full.bounds as NonNullable<Cell["bounds"]>);
    const waiter = new Waiter(this.level, () => this.lookAgain());
    // A member that ends is not waited for: another one takes its slot.
    const stay = full === this.cell ? undefined : whenClosed(full, () => this.lookSoon());
    this.leave = () => {
      credit.leave(waiter);
      stay?.();
    };
    credit.join(waiter);
  }

  /** Of a pool whose members are all ending, or that is being made. */
  private awaitMember(): void {
    const hopefuls = this.cell.extras?.router?.hopefuls;
    const filled = (): void => this.lookAgain();
    hopefuls?.add(filled);
    this.leave = () => void hopefuls?.delete(filled);
  }

  /** A pool that is killed ends right after its members. */
  private lookSoon(): void {
    this.leave?.();
    void Promise.resolve().then(() => this.lookAgain());
  }

  private fail(error: unknown): void {
    const { line, isFirst } = this;
    this.settle(() => this.reject(error));
    if (line !== undefined && isFirst && isOpen(this.cell)) lookAll(line);
  }

  private settle(then: () => void): void {
    this.settled = true;
    this.leave?.();
    this.release?.();
    this.line?.delete(this);
    then();
  }
}

/** Those at the front leave the line, until one has to wait. */
function lookAll(line: Set<Hopeful>): void {
  for (const hopeful of line) if (!hopeful.look()) return;
}

/** Who takes what is sent to it: of a pool its members. */
function takersOf(cell: Cell): readonly Cell[] {
  return cell.extras?.router?.members ?? [cell];
}

function isFull(cell: Cell, level: Level): boolean {
  return isOpen(cell) && !hasPlace(cell, level);
}

function isOpen(cell: Cell): boolean {
  return (cell.gate & Gate.Closed) === 0;
}

function timeoutError(cell: Cell, level: Level, timeoutMs: number): Error {
  return errors.readyTimeout({ target: cell.label, level: levelNames[level] as PressureLevel, timeoutMs });
}
