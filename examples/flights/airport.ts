/** One airport, by its IATA code: a virtual actor, so nobody needs a list; it is there when it is spoken to. */
import { Actor, ActorContext, inject, message, Receive, Runtime, Supervised } from "iris-actors";
import { AirportDirectory, type Place } from "./airport-directory";
import type { Flight } from "./flight";
import { Totals, TotalsRef } from "./totals";

export interface Traffic {
  readonly place: Place;
  readonly departures: number;
  readonly arrivals: number;
  /** Of its departures; the sum. */
  readonly delayMinutes: number;
  /** Departures that were a quarter of an hour late, or more. */
  readonly late: number;
}

const lateMinutes = 15;

// A crash costs the message that caused it and nothing else: the queue stays, and "keep" carries the counts over to
// the new instance. Three crashes in ten seconds are no accident any more; the fourth ends the airport.
@Actor({ mailbox: { capacity: 32, overflow: "block" } })
@Supervised({ maxRestarts: 3, withinMs: 10_000, state: "keep" })
export class Airport {
  private departures = 0;
  private arrivals = 0;
  private delayMinutes = 0;
  private late = 0;

  constructor(
    private readonly ctx: ActorContext<Airport>,
    private readonly rt: Runtime,
    private readonly directory: AirportDirectory,
    @inject(TotalsRef) private readonly totals: TotalsRef,
  ) {}

  @Receive() async depart(flight: Flight): Promise<void> {
    // What can throw comes first, so that a crash leaves no flight half counted.
    const leg = { flight, from: this.place(), to: this.directory.place(flight.destination) };
    this.departures++;
    this.delayMinutes += flight.delayMinutes;
    if (flight.delayMinutes >= lateMinutes) this.late++;
    // Waits for room. Where it is refused, because the totals are gone, that is a dead letter: see incidents.ts.
    await this.rt.sendAsync(this.totals, message(Totals).add(leg));
  }

  @Receive() arrive(): void {
    this.arrivals++;
  }

  @Receive() traffic(): Traffic {
    const { departures, arrivals, delayMinutes, late } = this;
    return { place: this.place(), departures, arrivals, delayMinutes, late };
  }

  private place(): Place {
    return this.directory.place(this.ctx.key as string);
  }
}
