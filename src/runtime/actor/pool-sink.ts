/**
 * Where a pipe into a pool sends: the item decides who gets it, and so whose room it has to wait for.
 *
 *   item ─▶ the route ─▶ a member ─▶ room? ─▶ send             the member ends, or the pool is resized: the route again
 *                 │                   └ no ─▶ in its line
 *                 ├────▶ one that is ending ─▶ wait until a slot is filled
 *                 └────▶ none: the pipe ends with ERR_UNROUTED
 *
 *   broadcast: room in each member at the same moment, else in the line of the first that has none
 */
import type { Level } from "../mailbox/pressure";
import type { Selector } from "../messages/selector";
import { type Cell, Gate } from "./cell";
import { type Router, Unrouted } from "./extras";
import { unroutedError } from "./fates";
import { Inlet, type Sink } from "./inlet";
import { letterOf } from "./post";

// A local constant, because each use of an import costs two loads through the CommonJS exports object.
const { Closed } = Gate;

export class PoolSink implements Sink {
  /** Whether an item goes where it likes is known only with the item. */
  readonly hasRoom = true;
  private readonly inlets = new Map<Cell, Inlet>();
  /** Where it waits, or where the item in hand goes; nobody may hold a place anywhere else. */
  private target: Inlet | undefined = undefined;
  /** The target was chosen for the item in hand, among this many members; 0 when it was not. */
  private among = 0;
  private selector: Selector | undefined = undefined;
  private argument: unknown = undefined;
  /** Ends the wait for a member. */
  private giveUp: (() => void) | undefined = undefined;

  constructor(
    private readonly pool: Cell,
    private readonly router: Router<Cell>,
    private readonly level: Level,
  ) {}

  fits(item: unknown): boolean {
    const { router } = this;
    if (router.broadcasts) return this.fitsEach();
    if (this.among !== router.members.length || !this.target?.isOpen) this.aim(item);
    return this.target?.hasRoom === true;
  }

  wait(): Promise<void> {
    return this.target?.wait() ?? this.memberToCome();
  }

  put(item: unknown): boolean {
    this.among = 0;
    if (this.router.broadcasts) return this.putEach(item);
    const { target, selector, argument } = this;
    this.argument = undefined;
    return (target as Inlet).send(selector as Selector, argument);
  }

  letGo(): void {
    this.target?.letGo();
    this.giveUp?.();
  }

  leave(): void {
    this.giveUp?.();
    for (const inlet of this.inlets.values()) inlet.leave();
  }

  /** @throws ERR_UNROUTED */
  private aim(item: unknown): void {
    const { pool, router } = this;
    const letter = letterOf(pool, item);
    const { selector, argument } = letter;
    const member = router.pick(selector, argument);
    if (member instanceof Unrouted) throw unroutedError(pool, letter, member.cause);
    this.selector = selector;
    this.argument = argument;
    this.among = router.members.length;
    this.turnTo(member === undefined || (member.gate & Closed) !== 0 ? undefined : this.to(member));
  }

  private fitsEach(): boolean {
    let some = false;
    for (const member of this.router.members) {
      if ((member.gate & Closed) !== 0) continue;
      const inlet = this.to(member);
      some = true;
      if (inlet.hasRoom) continue;
      this.turnTo(inlet);
      return false;
    }
    if (!some) this.turnTo(undefined);
    return some;
  }

  /** Each copy is a message of its own. Listeners may end members meanwhile. */
  private putEach(item: unknown): boolean {
    const { selector, argument } = letterOf(this.pool, item);
    let accepted = false;
    for (const member of [...this.router.members]) {
      if ((member.gate & Closed) === 0 && this.to(member).send(selector, argument)) accepted = true;
    }
    return accepted;
  }

  private turnTo(target: Inlet | undefined): void {
    if (target === this.target) return;
    this.target?.letGo();
    this.target = target;
  }

  private to(member: Cell): Inlet {
    const { inlets } = this;
    let inlet = inlets.get(member);
    if (inlet === undefined) {
      if (inlets.size > 2 * this.router.members.length) this.forgetEnded();
      inlet = new Inlet(member, this.level);
      inlets.set(member, inlet);
    }
    return inlet;
  }

  private forgetEnded(): void {
    for (const [member, inlet] of this.inlets) {
      if (inlet.isOpen) continue;
      inlet.leave();
      this.inlets.delete(member);
    }
  }

  private memberToCome(): Promise<void> {
    const { hopefuls } = this.router;
    return new Promise((resolve) => {
      const goOn = (): void => {
        hopefuls.delete(goOn);
        this.giveUp = undefined;
        resolve();
      };
      this.giveUp = goOn;
      hopefuls.add(goOn);
    });
  }
}
