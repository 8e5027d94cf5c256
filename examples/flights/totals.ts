/** The aggregator: what can only be said about all flights together. */
import { Actor, type ActorRef, Receive, Supervised } from "iris-actors";
import type { Place } from "./airport-directory";
import type { Flight } from "./flight";
import { type Detours, earth } from "./globe";
import { TopList } from "./top-list";

/** A flight with its ends looked up. */
export interface Leg {
  readonly flight: Flight;
  readonly from: Place;
  readonly to: Place;
}

/** Two airports and what flies between them, whichever way. */
export interface Route {
  readonly ends: readonly [Place, Place];
  readonly distanceMiles: number;
  readonly flights: number;
}

/** A record that was no flight, by its position in the source, from 1. */
export interface Rejection {
  readonly position: number;
  readonly problem: string;
}

export interface Sums {
  readonly flights: number;
  readonly distanceMiles: number;
  readonly delayMinutes: number;
  readonly firstDate: string | undefined;
  readonly lastDate: string | undefined;
  readonly worstDelays: readonly Leg[];
  readonly longestRoutes: readonly Route[];
  readonly detours: Detours;
  readonly rejected: number;
  /** The first few. */
  readonly rejections: readonly Rejection[];
}

const listed = 5;

// With a capacity and "block" a sender waits for room (`sendAsync`), and with it those who send to that sender: the
// reader never runs ahead of what is added up here by more than a few mailboxes.
@Actor({ mailbox: { capacity: 256, overflow: "block" } })
@Supervised({ state: "keep" })
export class Totals {
  private flights = 0;
  private distanceMiles = 0;
  private delayMinutes = 0;
  private firstDate: string | undefined = undefined;
  private lastDate: string | undefined = undefined;
  private readonly worst = new TopList<Leg>(listed, byDelay);
  private readonly routes = new Map<string, Route>();
  private readonly rejections: Rejection[] = [];
  private rejected = 0;

  @Receive() add(leg: Leg): void {
    const { date, delayMinutes, distanceMiles } = leg.flight;
    this.flights++;
    this.distanceMiles += distanceMiles;
    this.delayMinutes += delayMinutes;
    if (this.firstDate === undefined || date < this.firstDate) this.firstDate = date;
    if (this.lastDate === undefined || date > this.lastDate) this.lastDate = date;
    this.worst.add(leg);
    const key = keyOf(leg);
    const known = this.routes.get(key) ?? { ends: endsOf(leg), distanceMiles, flights: 0 };
    this.routes.set(key, { ...known, flights: known.flights + 1 });
  }

  @Receive() reject(rejection: Rejection): void {
    this.rejected++;
    if (this.rejections.length < listed) this.rejections.push(rejection);
  }

  @Receive() sums(): Sums {
    const { flights, distanceMiles, delayMinutes, firstDate, lastDate, rejected } = this;
    const longest = new TopList<Route>(listed, byDistance);
    for (const route of this.routes.values()) longest.add(route);
    return {
      ...{ flights, distanceMiles, delayMinutes, firstDate, lastDate, rejected },
      worstDelays: this.worst.list(),
      longestRoutes: longest.list(),
      detours: earth.detours([...this.routes.values()]),
      rejections: [...this.rejections],
    };
  }
}

/** How others have it injected: not the object, whose methods are not for calling, but its ref. */
export type TotalsRef = ActorRef<Totals>;
export const TotalsRef = Symbol("TotalsRef");

function byDelay({ flight: a }: Leg, { flight: b }: Leg): number {
  return b.delayMinutes - a.delayMinutes || compareText(labelOf(a), labelOf(b));
}

function byDistance(a: Route, b: Route): number {
  return b.distanceMiles - a.distanceMiles || compareText(codesOf(a.ends), codesOf(b.ends));
}

function endsOf({ from, to }: Leg): [Place, Place] {
  return from.code < to.code ? [from, to] : [to, from];
}

function keyOf(leg: Leg): string {
  return codesOf(endsOf(leg));
}

function codesOf([a, b]: readonly [Place, Place]): string {
  return `${a.code} ${b.code}`;
}

function labelOf({ date, origin, destination }: Flight): string {
  return `${date} ${origin} ${destination}`;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
