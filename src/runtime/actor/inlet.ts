/** A pipe's way into one mailbox: its share of what is free there, and the place that it holds. */
import { errors } from "../../errors";
import { Waiter } from "../mailbox/credit";
import type { Level } from "../mailbox/pressure";
import type { Selector } from "../messages/selector";
import { type Cell, Gate } from "./cell";
import { deliver } from "./delivery";
import { creditOf, giveBack, promisePlace, servePlaces, waitsForItself, whenClosed } from "./places";
import { letterOf } from "./post";

/** Where the items of a pipe go: into the mailbox of an actor, or of members of a pool. */
export interface Sink {
  /** Whether an item should be taken from the source, as far as one can tell without it. */
  readonly hasRoom: boolean;
  /** Whether this item may be sent now. @throws ERR_UNROUTED */
  fits(item: unknown): boolean;
  /**
   * Resolves when it may be otherwise. It may hold a place then, until `put` or `letGo`.
   *
   * @throws (rejects) ERR_SELF_BLOCK
   */
  wait(): Promise<void>;
  /** Sends an item that fits; false when it was refused. */
  put(item: unknown): boolean;
  /** Waits no longer, and holds no place. */
  letGo(): void;
  /** The pipe is over. */
  leave(): void;
}

export class Inlet implements Sink {
  /** 1 while a place is promised to it. */
  private held = 0;
  /** What it may send before others have their turn. */
  private share = Number.POSITIVE_INFINITY;
  /** Ends a wait. */
  private wake: (() => void) | undefined = undefined;
  private waiter: Waiter | undefined = undefined;
  private isOver = false;
  private readonly stay: () => void;

  constructor(
    readonly cell: Cell,
    private readonly level: Level,
  ) {
    if (cell.bounds !== undefined) creditOf(cell.bounds).pipes++;
    this.stay = whenClosed(cell, () => this.turnedAway());
  }

  /** Whether the actor takes messages. */
  get isOpen(): boolean {
    return (this.cell.gate & Gate.Closed) === 0;
  }

  get hasRoom(): boolean {
    const { bounds, occupied } = this.cell;
    return bounds === undefined || (this.share > 0 && bounds.hasPlace(occupied, this.level, this.held));
  }

  fits(_item: unknown): boolean {
    return this.hasRoom;
  }

  /** Resolves when it holds a place, or the actor takes no more messages. */
  async wait(): Promise<void> {
    const { cell } = this;
    const { bounds } = cell;
    this.letGo();
    if (bounds === undefined) return;
    if (waitsForItself(cell)) throw errors.selfBlock({ target: cell.label });
    if (this.share <= 0) await undefined; // others were promised a place with us, and are about to send
    if (this.isOver || !this.isOpen) return;
    const credit = creditOf(bounds);
    await new Promise<void>((resolve) => this.queueUp(resolve));
    this.share = Math.ceil(bounds.capacity / Math.max(1, credit.pipes));
  }

  private queueUp(resolve: () => void): void {
    const { cell } = this;
    this.wake = resolve;
    this.waiter = new Waiter(this.level, () => {
      this.waiter = undefined;
      this.held = 1;
      promisePlace(cell);
      resolve();
    });
    creditOf(cell.bounds as NonNullable<Cell["bounds"]>).join(this.waiter);
    servePlaces(cell); // its share was used up, and there may be nobody else
  }

  put(item: unknown): boolean {
    const { selector, argument } = letterOf(this.cell, item);
    return this.send(selector, argument);
  }

  /** Sends what there is room for; false when it was refused. */
  send(selector: Selector, argument: unknown): boolean {
    const { cell } = this;
    const credit = cell.bounds?.credit;
    // A message that is queued keeps a promise: it has to be our own.
    if (this.held === 0 && credit !== undefined) credit.promised++;
    this.held = 0;
    this.share--;
    if (deliver(cell, selector, argument)) return true;
    if (credit !== undefined) giveBack(cell);
    return false;
  }

  letGo(): void {
    this.leaveLine();
    if (this.held === 0) return;
    this.held = 0;
    giveBack(this.cell);
  }

  leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { bounds } = this.cell;
    if (bounds !== undefined) creditOf(bounds).pipes--;
    this.letGo();
    this.stay();
  }

  /** Its place is given to nobody: they are all turned away, one after the other. */
  private turnedAway(): void {
    this.leaveLine();
    this.held = 0;
  }

  private leaveLine(): void {
    const { waiter, wake, cell } = this;
    this.waiter = this.wake = undefined;
    if (waiter !== undefined) cell.bounds?.credit?.leave(waiter);
    wake?.();
  }
}
