/** `rt.links`: links and monitors between any two actors, by target. In an actor, `ctx.link` and `ctx.monitor`. */
import type { Disposer } from "../../disposer";
import type { System } from "../actor/cell";
import { endOf, link, monitor, unlink } from "../actor/linking";
import type { Target } from "../actor/protocol";

/** `rt.links`: who is told when an actor ends, and who ends with it. */
export class Links {
  constructor(private readonly system: System) {}

  /**
   * Ties the ends of two actors together (as in Erlang): when one ends for good, and not normally, so does the other,
   * or it sees an EXIT if it traps exits. Once is enough, and an actor is not linked to itself. If one of the two is
   * already gone, the other one learns it now, with the reason "noproc".
   *
   * @throws ERR_INVALID_ARG, ERR_FOREIGN_TARGET
   */
  link(one: Target, other: Target): void {
    link(endOf(this.system, one), endOf(this.system, other));
  }

  /** Takes a link back, whichever of the two made it. Signals already on their way still come. */
  unlink(one: Target, other: Target): void {
    unlink(endOf(this.system, one), endOf(this.system, other));
  }

  /**
   * Lets `watcher` see one DOWN when `target` ends for good; at once, with "noproc", when it is gone already. Holds
   * across restarts of both. The disposer cancels it, and withdraws a DOWN that was not seen yet.
   *
   * @throws ERR_NO_ON_EXIT for a watcher that could not see it, ERR_LIMIT, ERR_INVALID_ARG, ERR_FOREIGN_TARGET
   */
  monitor(watcher: Target, target: Target): Disposer {
    const { system } = this;
    return monitor(endOf(system, watcher), endOf(system, target), undefined, "rt.links.monitor()");
  }
}
