/** What the service finds out, as data, and the port it goes to. */
import type { Audit } from "iris-actors";
import type { Traffic } from "./airport";
import type { Sums } from "./totals";

export interface Report {
  readonly source: string;
  readonly records: number;
  readonly sums: Sums;
  /** Every airport that had a flight, the busiest first. */
  readonly airports: readonly Traffic[];
  readonly incidents: number;
  /** The first few. */
  readonly incidentTexts: readonly string[];
  readonly elapsedMs: number;
  readonly audit: Audit;
}

export interface ReportSink {
  publish(report: Report): void | Promise<void>;
}

export const ReportSink = Symbol("ReportSink");
