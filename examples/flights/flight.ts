/** One flight, and the check that turns a record from outside into one. */
import type { AirportDirectory } from "./airport-directory";

export interface Flight {
  /** Local time of departure, "2001/01/31 18:05": sorts as text. */
  readonly date: string;
  readonly origin: string;
  readonly destination: string;
  /** Negative when it was early. */
  readonly delayMinutes: number;
  readonly distanceMiles: number;
}

/** Bad data is expected here, so it is a value and not an exception: nobody has to crash over it. */
export type Parsed =
  | { readonly tag: "flight"; readonly flight: Flight }
  | { readonly tag: "malformed"; readonly problem: string };

export function parseFlight(record: unknown, directory: AirportDirectory): Parsed {
  if (typeof record !== "object" || record === null) return malformed(`it is ${show(record)}, not an object`);
  const { date, origin, destination, delay, distance } = record as Record<string, unknown>;
  if (typeof date !== "string" || !/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/.test(date)) {
    return malformed(`date must look like 2001/01/31 18:05; it is ${show(date)}`);
  }
  if (!isNumber(delay)) return malformed(`delay must be a number of minutes; it is ${show(delay)}`);
  if (!isNumber(distance) || distance < 0) {
    return malformed(`distance must be a number of miles, 0 or more; it is ${show(distance)}`);
  }
  if (!isAirport(origin, directory)) return malformed(`origin ${show(origin)} is no airport we know`);
  if (!isAirport(destination, directory)) {
    return malformed(`destination ${show(destination)} is no airport we know`);
  }
  const flight = { date, origin, destination, delayMinutes: delay, distanceMiles: distance };
  return { tag: "flight", flight };
}

function malformed(problem: string): Parsed {
  return { tag: "malformed", problem };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isAirport(code: unknown, directory: AirportDirectory): code is string {
  return typeof code === "string" && directory.has(code);
}

/** A value as it may stand in a message: short, and never with a line break. */
function show(value: unknown): string {
  return value === undefined ? "missing" : (JSON.stringify(value) ?? typeof value).slice(0, 40);
}
