/** Asks everyone what they know, and publishes it. */
import { Actor, Clock, inject, OnStart, Receive, Runtime } from "iris-actors";
import { Airport, type Traffic } from "./airport";
import { FlightSource } from "./flight-source";
import { Incidents } from "./incidents";
import type { Reading } from "./reader";
import { type Report, ReportSink } from "./report";
import { TotalsRef } from "./totals";

@Actor()
export class Reporter {
  private startedMs = 0;

  constructor(
    private readonly rt: Runtime,
    private readonly clock: Clock,
    private readonly incidents: Incidents,
    @inject(FlightSource) private readonly source: FlightSource,
    @inject(TotalsRef) private readonly totals: TotalsRef,
    @inject(ReportSink) private readonly sink: ReportSink,
  ) {}

  @OnStart() start(): void {
    this.startedMs = this.clock.now();
  }

  @Receive() async publish({ records, airports: codes }: Reading): Promise<Report> {
    // An ask stands in line like any other message: an airport answers when it has counted all its flights, and by
    // then has passed them on. So the order of these two lines is what makes the report complete.
    const airports = await Promise.all(codes.map((code) => this.rt.virtual(Airport, code).ask.traffic()));
    const sums = await this.totals.ask.sums();
    const report = {
      source: this.source.name,
      records,
      sums,
      airports: airports.sort(byFlights),
      incidents: this.incidents.count,
      incidentTexts: this.incidents.list(),
      elapsedMs: this.clock.now() - this.startedMs,
      audit: this.rt.audit(),
    };
    await this.sink.publish(report);
    return report;
  }
}

function byFlights(a: Traffic, b: Traffic): number {
  const [flightsOfA, flightsOfB] = [a.departures + a.arrivals, b.departures + b.arrivals];
  return flightsOfB - flightsOfA || (a.place.code < b.place.code ? -1 : 1);
}
