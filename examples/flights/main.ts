/**
 * Three months of flights in the United States, through a service of actors.
 *
 *   npm start                                 the published records
 *   npm start -- --file my-flights.json       yours: [{ date, delay, distance, origin, destination }, …]
 *   npm start -- --quiet                      without progress
 */
import { parseArgs } from "node:util";
import { AirportDirectory } from "./airport-directory";
import { JsonFileSource } from "./flight-source";
import { InputError, reasonOf } from "./input-error";
import { publishedData } from "./published-data";
import { PrintedReport } from "./report-text";
import { screenFor } from "./screen";
import { runFlights } from "./service";

interface Options {
  readonly file?: string;
  readonly quiet?: boolean;
}

function readOptions(): Options {
  try {
    return parseArgs({ options: { file: { type: "string" }, quiet: { type: "boolean" } } }).values;
  } catch (error) {
    throw new InputError(`${reasonOf(error)}\nUsage: npm start -- [--file PATH] [--quiet]`);
  }
}

async function main(): Promise<void> {
  const { file = publishedData("flights-20k.json"), quiet = false } = readOptions();
  const [source, directory] = await Promise.all([
    JsonFileSource.open(file),
    AirportDirectory.load(publishedData("airports.csv")),
  ]);
  const screen = screenFor(process.stdout, quiet);
  await runFlights({ source, directory, screen, sink: new PrintedReport(screen) });
}

main().catch((error: unknown) => {
  console.error(error instanceof InputError ? error.message : error);
  // Not process.exit(): what is written to a pipe gets out first.
  process.exitCode = 1;
});
