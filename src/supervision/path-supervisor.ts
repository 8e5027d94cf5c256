/**
 * Supervision by replacement: a child that fell is gone, and a factory makes another one in its place. Strategies,
 * budgets and back-off are those of actors that restart in place; what a child is only the port knows.
 *
 *   child ends ─▶ only watched, or asked to ─▶ it leaves
 *             ├─▶ its group is being replaced ─▶ noted: it is made anew anyway, at nobody's charge
 *             └─▶ judge ─▶ restart ─▶ `Recovery`: siblings down, back-off, then a `Making` for each in start order
 *                      └─▶ stop, escalate ─▶ it leaves, with a report
 */
import type { Alarm } from "../clock";
import { errors } from "../errors";
import { limits } from "../limits";
import type { ChildPort } from "./child-port";
import { chanceFor, judge } from "./judge";
import { Making } from "./making";
import { type Outcome, Place, reportOf } from "./place";
import type { RestartPolicy } from "./policy";
import { noHistory } from "./policy";
import { Recovery } from "./recovery";
import type { Accepted, Child, ChildExit, ReplacingPort } from "./replacing-port";
import { spentText } from "./report";
import { affectedBy } from "./strategies";
import { Waiters } from "./waiters";

export class PathSupervision<C extends Child> implements ChildPort<Place<C>> {
  /** In start order. */
  private readonly places = new Set<Place<C>>();
  private readonly byChild = new Map<C, Place<C>>();
  private readonly waiters = new Waiters<Place<C>>();

  constructor(
    /** The path, for people. */
    private readonly name: string,
    private readonly port: ReplacingPort<C>,
    private readonly childrenMax: number = limits.pathChildrenMax,
  ) {}

  /** The living ones, in start order. */
  children(): C[] {
    return [...this.places].filter(({ isUp }) => isUp).map(({ child }) => child);
  }

  /** Hears of a child's end, and no more. One that is there already stays as it is. @throws ERR_LIMIT */
  watch(child: C): void {
    this.placeOf(child);
  }

  /**
   * Replaces a child when it falls; one that is there already from now on by these rules.
   *
   * @param always also after a stop
   * @throws ERR_LIMIT
   */
  supervise(child: C, factory: () => unknown, policy: RestartPolicy, always = false): void {
    const place = this.placeOf(child);
    place.factory = factory;
    place.policy = always ? { ...policy, restart: "permanent" } : policy;
    place.always = always;
    place.history = noHistory;
  }

  /** Whether somebody takes a child's place when it falls. */
  replaces(child: C): boolean {
    return this.byChild.get(child)?.factory !== undefined;
  }

  /** A child lives on without supervision; one that is being replaced is not made. False when it is not here. */
  unwatch(child: C): boolean {
    const place = this.byChild.get(child);
    if (place === undefined) return false;
    this.remove(place);
    return true;
  }

  /**
   * Replaces one child, and siblings by its strategy, or all that have a factory: now, and at nobody's charge. Resolves
   * to whether all of them have a child again.
   */
  restart(child?: C): Promise<boolean> {
    const all = this.replaceable();
    const first = child === undefined ? all.at(-1) : this.byChild.get(child);
    if (first?.policy === undefined || !all.includes(first) || this.port.closing)
      return Promise.resolve(false);
    const group = child === undefined ? all : affectedBy(first.policy.strategy, first, all);
    release(group);
    for (const place of group) place.isOrdered = true;
    const restarted = this.waiters.until(group);
    this.recover(first, group, 0);
    return restarted;
  }

  /** Ends supervision; the children live on. What is under way is called off. */
  close(): void {
    const all = [...this.places];
    this.places.clear();
    this.byChild.clear();
    for (const { deafen } of all) deafen?.();
    release(all);
    for (const place of all) this.waiters.through(place, false);
  }

  /** For `Recovery`: ends what is left of a child. */
  takeDown(place: Place<C>): void {
    const { recovery, child, policy } = place;
    if (recovery === undefined) return; // called off
    place.isGoing = true;
    this.port.soon(() => {
      if (!place.isGoing || place.child !== child) return;
      if (place.isUp) this.port.stop(child, (policy as RestartPolicy).shutdownMs);
      else this.cleared(place);
    });
  }

  /** For `Recovery`: makes the next child. */
  bringUp(place: Place<C>): void {
    if (place.recovery === undefined || place.factory === undefined) return; // called off
    place.making = new Making<C>(place.factory, this.port, {
      accept: (made) => this.accept(made),
      made: (child) => this.rise(place, child),
      failed: (problem, cause) => this.factoryFailed(place, problem, cause),
      late: (made) => this.late(made),
    });
    place.making.begin();
  }

  /** For `Recovery`. */
  schedule(delayMs: number, callback: () => void): Alarm {
    return this.port.clock.schedule(delayMs, callback);
  }

  private placeOf(child: C): Place<C> {
    const found = this.byChild.get(child);
    if (found !== undefined) return found;
    if (this.places.size >= this.childrenMax) {
      const fix = "Unwatch children that are no longer needed, or divide them among several paths.";
      throw errors.limitReached({ limit: "pathChildrenMax", value: this.childrenMax, fix });
    }
    const place = new Place(child);
    this.places.add(place);
    this.occupy(place, child);
    return place;
  }

  private occupy(place: Place<C>, child: C): void {
    place.child = child;
    place.isUp = true;
    this.byChild.set(child, place);
    place.deafen = this.port.hear(child, (exit) => this.ended(place, exit));
  }

  /** Whom a group may consist of: not those who were asked to end. */
  private replaceable(): Place<C>[] {
    return [...this.places].filter(({ factory, isUp, isGoing, always, child }) => {
      return factory !== undefined && (!isUp || isGoing || always || !this.port.isLeaving(child));
    });
  }

  private ended(place: Place<C>, exit: ChildExit): void {
    const { recovery, isGoing, isOrdered, always, factory, policy } = place;
    place.isUp = false;
    place.deafen = undefined;
    place.exit = exit;
    if (!this.places.has(place)) return; // removed by somebody who heard of it first
    const isWanted = isGoing ? policy?.restart === "temporary" && !isOrdered : exit.asked && !always;
    if (factory === undefined || isWanted || exit.reason === "shutdown" || this.port.closing) {
      this.remove(place);
    } else if (recovery === undefined) this.judge(place, exit);
    else if (isGoing) this.port.soon(() => this.cleared(place)); // else its turn to go down comes
  }

  private judge(place: Place<C>, { reason, error }: ChildExit): void {
    const { clock, random } = this.port;
    const policy = place.policy as RestartPolicy;
    const isNormal = reason === "normal";
    const verdict = judge(policy, place.history, { isNormal }, clock.now(), chanceFor(policy, random));
    if (verdict.do === "restart") {
      const group = affectedBy(policy.strategy, place, this.replaceable());
      place.history = verdict.history;
      this.recover(place, group, verdict.afterMs);
      this.report(place, { verdict: "restart", group, delayMs: verdict.afterMs });
    } else if (verdict.do === "escalate") {
      this.giveUp(place, spentText(policy, "replaced"), error);
    } else {
      this.remove(place);
      if (!isNormal) this.report(place, { verdict: "stop", why: "it is temporary" });
    }
  }

  /** Takes a group (in start order), and whoever is being replaced with one of it, down, and makes all of it anew. */
  private recover(fallen: Place<C>, group: readonly Place<C>[], delayMs: number): void {
    const recovery = new Recovery<Place<C>>(this, () => this.port.clock.now());
    const joined = new Set(group);
    for (const { recovery: other } of group) {
      if (other === undefined || other === recovery) continue;
      for (const place of this.places) {
        if (place.recovery !== other) continue;
        joined.add(place);
        place.recovery = recovery;
      }
      recovery.absorb(other);
    }
    const members = [...this.places].filter((place) => joined.has(place));
    for (const place of members) place.recovery = recovery;
    recovery.restart(fallen, members, delayMs);
    this.takeDown(fallen);
    for (const place of members) {
      if (place.making === undefined) continue;
      place.making.abandon(); // who comes of it would be older than its siblings
      place.making = undefined;
      recovery.restart(place, members, 0);
      this.takeDown(place);
    }
  }

  /** It is down; of whichever recovery it is a part by now. */
  private cleared(place: Place<C>): void {
    const { recovery, isGoing, isUp } = place;
    if (recovery === undefined || !isGoing || isUp) return; // told twice
    place.isGoing = false;
    recovery.cleared(place);
  }

  private accept(made: unknown): Accepted<C> {
    const accepted = this.port.accept(made);
    if ("problem" in accepted || !this.byChild.has(accepted.child)) return accepted;
    return { problem: `it gave ${accepted.child.label}, which is supervised here already` };
  }

  /** One that is a child here was delivered twice, and stays. */
  private late(made: unknown): void {
    const accepted = this.accept(made);
    if ("child" in accepted) this.port.late(accepted.child);
  }

  private rise(place: Place<C>, child: C): void {
    const { recovery } = place;
    this.byChild.delete(place.child);
    place.making = place.recovery = undefined;
    place.isOrdered = false;
    this.occupy(place, child);
    this.waiters.through(place, true);
    recovery?.rose(place);
  }

  private factoryFailed(place: Place<C>, problem: string, cause: unknown): void {
    const attempts = limits.factoryAttemptsMax;
    const facts = { supervisor: this.name, child: place.child.label, attempts, problem };
    this.giveUp(place, `its factory failed ${attempts} times`, errors.factoryFailed(facts, cause));
  }

  private giveUp(place: Place<C>, why: string, error: unknown): void {
    this.remove(place);
    this.report(place, { verdict: "escalate", why, error });
    this.port.escalate(place.child);
  }

  private remove(place: Place<C>): void {
    if (!this.places.delete(place)) return;
    this.byChild.delete(place.child);
    place.deafen?.();
    release([place]);
    this.waiters.through(place, false);
  }

  private report(place: Place<C>, outcome: Outcome<C>): void {
    this.port.report(reportOf(this.name, place, outcome));
  }
}

/** Calls off what is under way with some places. None of them may be brought up because another one has left. */
function release<C extends Child>(places: readonly Place<C>[]): void {
  const before = places.map((place) => ({ place, recovery: place.recovery, making: place.making }));
  for (const place of places) {
    place.recovery = place.making = undefined;
    place.isGoing = place.isOrdered = false;
  }
  for (const { place, recovery, making } of before) {
    making?.abandon();
    recovery?.left(place);
  }
}
