/** The main example: its totals are those of a plain loop, bad records and crashes cost what they must, no more. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AirportDirectory, type Place } from "../../examples/flights/airport-directory";
import { publishedData } from "../../examples/flights/published-data";
import type { Report } from "../../examples/flights/report";
import { textOf } from "../../examples/flights/report-text";
import { runFlights } from "../../examples/flights/service";
import { silentLogger } from "../../src/index";
import { type Ended, node } from "../house/processes";
import { root } from "../house/source";
import { type PlainTotals, type PublishedFlight, plainTotals } from "./plain-loop";

const published = JSON.parse(readFileSync(publishedData("flights-20k.json"), "utf8")) as PublishedFlight[];
let directory: AirportDirectory;
/** What the service makes of the published file. */
let whole: Report & { readonly lines: string[] };

beforeAll(async () => {
  directory = await AirportDirectory.load(publishedData("airports.csv"));
  whole = await serve({ records: published });
});

interface Given {
  readonly records: readonly unknown[];
  readonly airports?: AirportDirectory;
}

async function serve({
  records,
  airports = directory,
}: Given): Promise<Report & { readonly lines: string[] }> {
  const lines: string[] = [];
  const report = await runFlights({
    source: { name: "records", size: records.length, records: () => records },
    directory: airports,
    screen: { progress: (_share, text) => lines.push(text), print() {} },
    sink: { publish() {} },
    logger: silentLogger,
  });
  return { ...report, lines };
}

/** The service's findings in the shape of the plain loop's. */
function totalsOf({ sums, airports }: Report): PlainTotals {
  const { flights, distanceMiles, delayMinutes, firstDate, lastDate } = sums;
  return {
    ...{ flights, distanceMiles, delayMinutes, firstDate, lastDate },
    worstDelays: sums.worstDelays.map(
      ({ flight, from, to }) => `${flight.delayMinutes} minutes, ${flight.date} ${from.code} to ${to.code}`,
    ),
    longestRoutes: sums.longestRoutes.map(
      ({ ends: [a, b], distanceMiles: miles, flights: count }) =>
        `${miles} miles, ${a.code}-${b.code}, ${count} flights`,
    ),
    airports: Object.fromEntries(airports.map(({ place, ...counts }) => [place.code, counts])),
  };
}

test("flights: the totals of the published file are those of a plain loop over it", () => {
  expect(totalsOf(whole)).toEqual(plainTotals(published));
  expect(whole.records).toBe(20_000);
  expect(whole.sums.rejected).toBe(0);
  expect(whole.incidents).toBe(0);
});

test("flights: S4: every message has its end, and the audit counts them one by one", () => {
  const { audit, airports, records } = whole;
  // Each flight departs, arrives and is added; each airport and the totals are asked once; 101 words on progress, and
  // the reader. The report itself is still being written.
  const handled = 3 * records + airports.length + 1 + 101 + 1;
  expect(audit).toMatchObject({ accepted: handled + 1, handled, running: 1, refused: 0, balanced: true });
});

test("flights: the busiest airport comes first, and progress reaches the end", () => {
  const { airports, lines } = whole;
  const traffic = airports.map(({ departures, arrivals }) => departures + arrivals);
  expect(traffic).toEqual([...traffic].sort((a, b) => b - a));
  expect(lines[0]).toMatch(/^ {2}1 % {2}200 of 20,000 records, \d+ airports, \d+ messages$/);
  expect(lines.at(-1)).toMatch(/^100 % {2}20,000 of 20,000 records, 224 airports, (?:59|60),\d{3} messages$/);
});

test("flights: back-pressure: the reader is never ahead of the totals by more than their mailboxes hold", () => {
  const ahead = whole.lines.map((line) => {
    const [, records, , messages] =
      line.replaceAll(",", "").match(/(\d+) of (\d+) records .* (\d+) messages/) ?? [];
    return 3 * Number(records) - Number(messages);
  });
  expect(ahead).toHaveLength(101);
  expect(Math.max(...ahead)).toBeLessThan(1_000); // of 60,000
});

const sound = published.slice(0, 1_000);
const first = sound[0] as PublishedFlight;

/** Each malformed record with what is said about it. */
const malformed: readonly (readonly [record: unknown, problem: string])[] = [
  [{ ...first, date: undefined }, "date must look like 2001/01/31 18:05; it is missing"],
  [{ ...first, delay: "66" }, 'delay must be a number of minutes; it is "66"'],
  [{ ...first, destination: "???" }, 'destination "???" is no airport we know'],
  [{ ...first, origin: 7 }, "origin 7 is no airport we know"],
  [{ ...first, distance: -1 }, "distance must be a number of miles, 0 or more; it is -1"],
  [{ ...first, delay: null }, "delay must be a number of minutes; it is null"],
  [null, "it is null, not an object"],
  ["flight", 'it is "flight", not an object'],
  [[], "date must look like 2001/01/31 18:05; it is missing"],
];

test.each(malformed)("flights: %j is reported and harms nothing", async (record, problem) => {
  const report = await serve({ records: [record] });
  expect(report.sums).toMatchObject({ flights: 0, rejected: 1, rejections: [{ position: 1, problem }] });
  expect(report.airports).toEqual([]);
  expect(textOf(report)).toContain(`Malformed records: 1 of 1\n  record 1: ${problem}\n`);
});

test("flights: malformed records among sound ones are counted, the first are shown, the rest is right", async () => {
  const records = sound.flatMap((flight, at) => [
    flight,
    ...(at % 100 === 0 ? malformed : []).map(([r]) => r),
  ]);
  const report = await serve({ records });
  expect(totalsOf(report)).toEqual(plainTotals(sound));
  expect(report.sums.rejected).toBe(10 * malformed.length);
  expect(report.sums.rejections.map(({ position }) => position)).toEqual([2, 3, 4, 5, 6]);
  expect(textOf(report)).toContain("Malformed records: 90 of 1,090");
  expect(textOf(report)).toContain("  and 85 more");
  expect(report.audit.balanced).toBe(true);
});

test("flights: no records at all make a report, too", async () => {
  const report = await serve({ records: [] });
  expect(totalsOf(report)).toEqual(plainTotals([]));
  expect(textOf(report)).toContain("0 flights, 0 airports");
});

/** Throws when an airport looks up the ends of one certain flight: first where it starts, then where it goes. */
class FlakyDirectory extends AirportDirectory {
  private lookUps = 0;
  private last = "";

  constructor(
    private readonly sound: AirportDirectory,
    private readonly broken: PublishedFlight,
    private failures: number,
  ) {
    super([]);
  }

  override has(code: string): boolean {
    return this.sound.has(code);
  }

  override place(code: string): Place {
    const isSecond = this.lookUps++ % 2 === 1;
    const isBroken = isSecond && this.last === this.broken.origin && code === this.broken.destination;
    this.last = code;
    if (!isBroken || this.failures-- <= 0) return this.sound.place(code);
    throw new Error("the line is down");
  }
}

/** A flight in the middle of the file, the only one between its airports in this direction, from a busy place. */
function loneFlight(): PublishedFlight {
  const isAlone = (flight: PublishedFlight): boolean =>
    published.filter((other) => other.origin === flight.origin && other.destination === flight.destination)
      .length === 1;
  const busy = published.slice(9_000).filter(({ origin }) => origin === "ORD" || origin === "DFW");
  return busy.find(isAlone) as PublishedFlight;
}

test("flights: S7: an airport that crashes half way keeps its counts and its queue, and loses one message", async () => {
  const lost = loneFlight();
  const report = await serve({ records: published, airports: new FlakyDirectory(directory, lost, 1) });
  expect(totalsOf(report)).toEqual(plainTotals(published, [lost]));
  expect(report.audit).toMatchObject({ failed: 1, refused: 0, discarded: 0, balanced: true });
  expect([...report.incidentTexts].sort()).toEqual([
    expect.stringMatching(/^Airport.*#\d+ crashed and is back \(Error: the line is down\)$/),
    expect.stringMatching(/^depart to Airport.*#\d+: failed$/),
  ]);
  expect(textOf(report)).toContain("Incidents: 2\n");
});

describe("flights: as a process", () => {
  let started: Ended;

  /** What `npm start -- …args` runs once everything is compiled. */
  const main = (...args: string[]): Promise<Ended> => node("build/examples/flights/main.js", ...args);

  beforeAll(async () => {
    started = await node("scripts/start.mjs");
  }, 120_000);

  test("npm start shows progress and the report, and exits with 0", () => {
    const { status, stdout, stderr } = started;
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^ 25 % {2}5,000 of 20,000 records, .* messages\n 50 % .*\n 75 % .*\n100 % .*\n\n/,
    );
    expect(stdout).toContain(
      "\n20,000 flights, 224 airports, 14.5 million miles, 7.7 minutes late on average\n",
    );
    expect(stdout).toMatch(/\nBusiest airports +departures +arrivals +mean delay +15 min late\n {2}ORD /);
    expect(stdout).toMatch(/\nWorst delays\n {2}8 h 42 min {2}Bloomington \(BMI\) to Chicago \(ORD\)/);
    expect(stdout).toMatch(/\nLongest routes\n {2}4,475 miles {2}Detroit \(DTW\) and Honolulu \(HNL\)/);
    expect(stdout).toContain("\nMalformed records: 0 of 20,000\n");
    expect(stdout).toMatch(/\nMessages: 60,327 in \d+\.\d\d s, [\d,]+ a second\n/);
    expect(stdout).toMatch(/\nAudit: .*; 0 refused: the books balance, nothing was lost\n$/);
  });

  test("the README shows what it prints, but for the time it took", () => {
    const [, excerpt = ""] =
      /^```text\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    const timeless = (text: string): string =>
      text.replace(/in \d.* a second/, "in no time").replace(/\b[\d,]+ messages$/gm, "some messages");
    const shown = excerpt.split("\n").filter((line) => line !== "" && line !== "…");
    expect(shown.length).toBeGreaterThan(5);
    for (const line of shown) expect(timeless(started.stdout)).toContain(timeless(`${line}\n`));
  });

  test("--quiet leaves only the report, and --file reads another file", async () => {
    const { status, stdout } = await main("--quiet", "--file", publishedData("flights-2k.json"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\nflights-2k.json: 2001\/01\/01 to 2001\/03\/31\n2,000 flights, /);
  });

  test.each([
    [
      "a missing file",
      ["--file", "nowhere.json"],
      "Cannot read flights from nowhere.json: there is no such file.\n",
    ],
    ["a file without records", ["--file", "package.json"], "it must hold a JSON array of records.\n"],
    ["a file that is not JSON", ["--file", "LICENSE"], "is not valid JSON.\n"],
    ["an unknown option", ["--files", "x"], "Usage: npm start -- [--file PATH] [--quiet]\n"],
  ])("%s is an error in one line, and exit code 1", async (_, args, text) => {
    const { status, stdout, stderr } = await main(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(text);
    expect(stderr).not.toContain("    at ");
  });
});
