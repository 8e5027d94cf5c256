/** What the service must find out, by the plainest possible loop over the same records. */

export interface PublishedFlight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

export interface PlainAirport {
  departures: number;
  arrivals: number;
  delayMinutes: number;
  late: number;
}

export interface PlainTotals {
  readonly flights: number;
  readonly distanceMiles: number;
  readonly delayMinutes: number;
  readonly firstDate: string | undefined;
  readonly lastDate: string | undefined;
  readonly worstDelays: readonly string[];
  readonly longestRoutes: readonly string[];
  readonly airports: Readonly<Record<string, PlainAirport>>;
}

/** @param lost flights that landed, but whose departure was lost in a crash */
export function plainTotals(
  flights: readonly PublishedFlight[],
  lost: readonly PublishedFlight[] = [],
): PlainTotals {
  const airports: Record<string, PlainAirport> = {};
  const airportOf = (code: string): PlainAirport => {
    airports[code] ??= { departures: 0, arrivals: 0, delayMinutes: 0, late: 0 };
    return airports[code];
  };
  const counted = flights.filter((flight) => !lost.includes(flight));
  for (const { origin, delay } of counted) {
    const airport = airportOf(origin);
    airport.departures++;
    airport.delayMinutes += delay;
    if (delay >= 15) airport.late++;
  }
  for (const { destination } of flights) airportOf(destination).arrivals++;
  const dates = counted.map(({ date }) => date).sort();
  return {
    flights: counted.length,
    distanceMiles: counted.reduce((sum, { distance }) => sum + distance, 0),
    delayMinutes: counted.reduce((sum, { delay }) => sum + delay, 0),
    firstDate: dates[0],
    lastDate: dates.at(-1),
    worstDelays: worstDelays(counted),
    longestRoutes: longestRoutes(counted),
    airports,
  };
}

function worstDelays(flights: readonly PublishedFlight[]): string[] {
  const lines = flights.map((flight) => ({ ...flight, at: `${flight.date} ${flight.origin}` }));
  lines.sort((a, b) => b.delay - a.delay || (a.at < b.at ? -1 : 1));
  return lines.slice(0, 5).map(({ delay, at, destination }) => `${delay} minutes, ${at} to ${destination}`);
}

function longestRoutes(flights: readonly PublishedFlight[]): string[] {
  const routes: Record<string, { miles: number; flights: number }> = {};
  for (const { origin, destination, distance } of flights) {
    const ends = [origin, destination].sort().join("-");
    routes[ends] ??= { miles: distance, flights: 0 };
    routes[ends].flights++;
  }
  return Object.entries(routes)
    .sort(([a, { miles: ofA }], [b, { miles: ofB }]) => ofB - ofA || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([ends, { miles, flights: count }]) => `${miles} miles, ${ends}, ${count} flights`);
}
