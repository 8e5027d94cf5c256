/** The report as text, and the sink that prints it. */
import type { Traffic } from "./airport";
import type { Place } from "./airport-directory";
import { count, hours, mean, percent } from "./numbers";
import type { Report, ReportSink } from "./report";
import type { Screen } from "./screen";
import { tableLines } from "./table";
import type { Leg, Route, Sums } from "./totals";

const airportsListed = 8;

export class PrintedReport implements ReportSink {
  constructor(private readonly screen: Screen) {}

  publish(report: Report): void {
    this.screen.print(textOf(report));
  }
}

export function textOf(report: Report): string {
  const parts = [headOf(report), airportsOf(report), delaysOf(report), routesOf(report)];
  return [...parts, malformedOf(report), messagesOf(report), incidentsOf(report)].flat().join("\n");
}

function headOf({ source, sums, airports }: Report): string[] {
  const { flights, distanceMiles, delayMinutes, firstDate = "", lastDate = "" } = sums;
  const miles = `${(distanceMiles / 1e6).toFixed(1)} million miles`;
  const late = `${mean(delayMinutes, flights).toFixed(1)} minutes late on average`;
  return [
    "",
    `${source}: ${day(firstDate)} to ${day(lastDate)}`,
    `${count(flights)} flights, ${airports.length} airports, ${miles}, ${late}`,
  ];
}

function airportsOf({ airports }: Report): string[] {
  const row = ({ place, departures, arrivals, delayMinutes, late }: Traffic): string[] => [
    place.code,
    `${place.name}, ${place.city}`,
    count(departures),
    count(arrivals),
    `${mean(delayMinutes, departures).toFixed(1)} min`,
    percent(mean(late, departures)),
  ];
  const heads = ["departures", "arrivals", "mean delay", "15 min late"];
  const rows = airports.slice(0, airportsListed).map(row);
  return ["", ...tableLines({ title: "Busiest airports", heads, rows, right: [2, 3, 4, 5] })];
}

function delaysOf({ sums }: Report): string[] {
  const row = ({ flight, from, to }: Leg): string[] => [
    hours(flight.delayMinutes),
    `${named(from)} to ${named(to)}`,
    flight.date,
  ];
  return ["", ...tableLines({ title: "Worst delays", rows: sums.worstDelays.map(row), right: [0] })];
}

function routesOf({ sums }: Report): string[] {
  const row = ({ ends: [a, b], distanceMiles, flights }: Route): string[] => [
    `${count(distanceMiles)} miles`,
    `${named(a)} and ${named(b)}`,
    `${count(flights)} ${flights === 1 ? "flight" : "flights"}`,
  ];
  const table = tableLines({ title: "Longest routes", rows: sums.longestRoutes.map(row), right: [0] });
  return ["", ...table, ...detoursOf(sums)];
}

function detoursOf({ detours: { routes, ratio } }: Sums): string[] {
  if (routes === 0) return [];
  const percentLonger = (100 * (ratio - 1)).toFixed(2);
  return [`  All ${count(routes)} routes together: ${percentLonger} % longer than great circles`];
}

function malformedOf({ records, sums }: Report): string[] {
  const { rejected, rejections } = sums;
  const lines = rejections.map(({ position, problem }) => `  record ${count(position)}: ${problem}`);
  const more = rejected - rejections.length;
  if (more > 0) lines.push(`  and ${count(more)} more`);
  return ["", `Malformed records: ${count(rejected)} of ${count(records)}`, ...lines];
}

/** The audit is the runtime's own bookkeeping: where every message is or went. */
function messagesOf({ audit, elapsedMs }: Report): string[] {
  const { accepted, refused, balanced, handled, running, failed, unhandled, evicted, discarded } = audit;
  const waiting = audit.queued + audit.parked;
  const parts = Object.entries({ handled, running, waiting, failed, unhandled, evicted, discarded })
    .filter(([, messages]) => messages > 0)
    .map(([fate, messages]) => `${count(messages)} ${fate}${fate === "running" ? " (this report)" : ""}`);
  const rate = count((handled / Math.max(elapsedMs, 1)) * 1000);
  const verdict = balanced ? "the books balance, nothing was lost" : "THE BOOKS DO NOT BALANCE";
  return [
    "",
    `Messages: ${count(handled)} in ${(elapsedMs / 1000).toFixed(2)} s, ${rate} a second`,
    `Audit: ${count(accepted)} accepted = ${parts.join(" + ")}; ${count(refused)} refused: ${verdict}`,
  ];
}

function incidentsOf({ incidents, incidentTexts }: Report): string[] {
  if (incidents === 0) return [];
  const more = incidents - incidentTexts.length;
  const lines = incidentTexts.map((text) => `  ${text}`);
  return ["", `Incidents: ${count(incidents)}`, ...lines, ...(more > 0 ? [`  and ${count(more)} more`] : [])];
}

function day(date: string): string {
  return date.slice(0, "2001/01/31".length);
}

function named({ city, code }: Place): string {
  return `${city} (${code})`;
}
