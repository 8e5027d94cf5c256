/** Pulls records from the source, sorts out what is no flight, and hands each flight to its two airports. */
import { Actor, type ActorRef, inject, message, Receive, Runtime } from "iris-actors";
import { Airport } from "./airport";
import { AirportDirectory } from "./airport-directory";
import { type Flight, parseFlight } from "./flight";
import { FlightSource } from "./flight-source";
import { ProgressRef } from "./progress";
import { Totals, TotalsRef } from "./totals";

export interface Reading {
  readonly records: number;
  /** Codes of the airports that had a flight. */
  readonly airports: readonly string[];
}

@Actor()
export class Reader {
  private readonly airports = new Set<string>();

  constructor(
    private readonly rt: Runtime,
    private readonly directory: AirportDirectory,
    @inject(FlightSource) private readonly source: FlightSource,
    @inject(TotalsRef) private readonly totals: TotalsRef,
    @inject(ProgressRef) private readonly progress: ProgressRef,
  ) {}

  /** Resolves when every flight is in a mailbox; not yet when all are counted. */
  @Receive() async read(): Promise<Reading> {
    const step = Math.max(1, Math.round(this.source.size / 100));
    let records = 0;
    for await (const record of this.source.records()) {
      records++;
      await this.pass(record, records);
      if (records % step === 0) this.progress.send.reached(records, this.airports.size);
    }
    // Asked, not sent: the report must not appear before the last word on progress.
    await this.progress.ask.reached(records, this.airports.size);
    return { records, airports: [...this.airports] };
  }

  private async pass(record: unknown, position: number): Promise<void> {
    const parsed = parseFlight(record, this.directory);
    if (parsed.tag === "flight") return this.dispatch(parsed.flight);
    await this.rt.sendAsync(this.totals, message(Totals).reject({ position, problem: parsed.problem }));
  }

  /** Back-pressure: a busy airport makes us wait here, and so nothing piles up behind us. */
  private async dispatch(flight: Flight): Promise<void> {
    await this.rt.sendAsync(this.airport(flight.origin), message(Airport).depart(flight));
    await this.rt.sendAsync(this.airport(flight.destination), message(Airport).arrive());
  }

  private airport(code: string): ActorRef<Airport> {
    this.airports.add(code);
    return this.rt.virtual(Airport, code);
  }
}
