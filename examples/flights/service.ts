/** The composition root: puts the actors and their ports together, and runs them once over a source. */
import { type Logger, Runtime } from "iris-actors";
import { AirportDirectory } from "./airport-directory";
import { FlightSource } from "./flight-source";
import { Incidents } from "./incidents";
import { Progress, ProgressRef } from "./progress";
import { Reader } from "./reader";
import { type Report, ReportSink } from "./report";
import { Reporter } from "./reporter";
import { Screen } from "./screen";
import { Totals, TotalsRef } from "./totals";

/** What the service needs from outside; tests give fakes. */
export interface Ports {
  readonly source: FlightSource;
  readonly directory: AirportDirectory;
  readonly screen: Screen;
  readonly sink: ReportSink;
  readonly logger?: Logger;
}

export async function runFlights({ source, directory, screen, sink, logger }: Ports): Promise<Report> {
  // Whatever happens below, leaving this function ends every actor.
  await using rt = new Runtime({ name: "flights", logger });

  rt.container.register(FlightSource, { useValue: source });
  rt.container.register(AirportDirectory, { useValue: directory });
  rt.container.register(Screen, { useValue: screen });
  rt.container.register(ReportSink, { useValue: sink });
  rt.container.register(Incidents, { useValue: new Incidents(rt) });
  rt.container.register(TotalsRef, { useValue: rt.spawn(Totals) });
  rt.container.register(ProgressRef, { useValue: rt.spawn(Progress) });

  const reporter = rt.spawn(Reporter);
  const reader = rt.spawn(Reader);
  // An ask ends after five seconds unless told otherwise, and a bigger file takes longer.
  const patient = { timeoutMs: Number.POSITIVE_INFINITY };
  const reading = await reader.asking(patient).read();
  return await reporter.asking(patient).publish(reading);
}
