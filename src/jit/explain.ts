/**
 * What `explain()` gives: how an offloaded function runs and why, as an object that prints itself.
 *
 *   payoff: wasm: the fastest of 2 variants, measured on live calls
 *     map(f64[], number) → f64[]: wasm
 *       4096 to 16383 elements: js resting (12 calls, 3.20 ns/element), wasm leading (40 calls, 1.12 ns/element)
 *       js: 612 characters, compiled in 0.4 ms
 *       wasm: 388 bytes, compiled in 1.1 ms
 *         elements: 2 at a time
 */
import { inspect } from "node:util";
import { pointAt, type Refusal } from "./ir/refusal";
import type { Precision, Strategy } from "./offload-options";
import type { Standing } from "./speculate";
import type { Tier } from "./tier";

/** Why something was not compiled, and how to rewrite it. */
export interface RefusalReport {
  readonly code: string;
  readonly reason: string;
  readonly fix: string;
  /** Where in the function's source, from 1; undefined when it is not one place. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The function whose source it is, when it is one that the function calls. */
  readonly helper?: string | undefined;
  /** The line of the source, with carets under the place. */
  readonly source?: string | undefined;
}

/** How one tier does for calls of one size. */
export interface TierReport {
  readonly tier: Tier;
  readonly standing: Standing;
  readonly calls: number;
  /** Measured, for one element; undefined when it was not. */
  readonly nsPerElement?: number | undefined;
  /** Calls that it could not serve. */
  readonly failures: number;
}

/** Calls of one size. */
export interface SizeReport {
  readonly size: string;
  readonly tiers: readonly TierReport[];
}

/** A tier of one signature: what was generated for it, or why nothing was. */
export interface VariantReport {
  readonly tier: Tier;
  readonly codeSize: number;
  readonly compileMs: number;
  readonly refusal?: RefusalReport | undefined;
  readonly loops: readonly LoopReport[];
}

/** A loop of the function: how many iterations run side by side; if one, why. */
export interface LoopReport {
  /** Its line in the function; undefined for the loop of a map. */
  readonly line?: number | undefined;
  readonly lanes: number;
  readonly reason?: string | undefined;
  /** Whether several threads share its iterations. */
  readonly isShared: boolean;
}

/** One signature that the function was called with. */
export interface SignatureReport {
  /** "map(f64[], number) → f64[]". */
  readonly signature: string;
  /** What served its latest call. */
  readonly tier: Tier;
  readonly reason: string;
  readonly refusal?: RefusalReport | undefined;
  readonly sizes: readonly SizeReport[];
  readonly variants: readonly VariantReport[];
  /** Calls that the function itself served, in a loop where arrays were mapped. */
  readonly inlineCalls: number;
}

/** All of it, as data. */
export interface ReportData {
  readonly name: string;
  readonly strategy: Strategy;
  readonly precision: Precision;
  /** What served the latest call. */
  readonly tier: Tier;
  readonly reason: string;
  readonly refusal?: RefusalReport | undefined;
  readonly signatures: readonly SignatureReport[];
}

/**
 * How an offloaded function runs and why. `String(report)` and `console.log(report)` show it, `JSON.stringify` has
 * its data.
 */
export class Report implements ReportData {
  readonly name: string;
  readonly strategy: Strategy;
  readonly precision: Precision;
  readonly tier: Tier;
  readonly reason: string;
  readonly refusal: RefusalReport | undefined;
  readonly signatures: readonly SignatureReport[];
  readonly #code: (tier?: Tier | "ir") => string;

  /** @internal */
  constructor(data: ReportData, code: (tier?: Tier | "ir") => string) {
    this.name = data.name;
    this.strategy = data.strategy;
    this.precision = data.precision;
    this.tier = data.tier;
    this.reason = data.reason;
    this.refusal = data.refusal;
    this.signatures = data.signatures;
    this.#code = code;
  }

  /**
   * What was generated for the latest signature: for the tier that served it, for another one, or the compiler's own
   * form ("ir").
   */
  code(tier?: Tier | "ir"): string {
    return this.#code(tier);
  }

  /** The report as data, for `JSON.stringify`. */
  toJSON(): ReportData {
    const { name, strategy, precision, tier, reason, refusal, signatures } = this;
    return { name, strategy, precision, tier, reason, refusal, signatures };
  }

  /** The report as text. */
  toString(): string {
    const options = this.precision === "exact" ? "" : `, precision "${this.precision}"`;
    const head = `${this.name}: ${this.tier}${options}: ${this.reason}`;
    const shown = this.signatures.map((one) => signatureText(one, this));
    if (this.signatures.length === 0 && this.refusal !== undefined) shown.push(refusalText(this.refusal));
    return [head, ...shown].join("\n");
  }

  /** The same, for `console.log`. */
  [inspect.custom](): string {
    return this.toString();
  }
}

function signatureText(
  { signature, tier, reason, refusal, sizes, variants }: SignatureReport,
  report: ReportData,
): string {
  const isKnown = report.signatures.length === 1 && reason === report.reason;
  const lines = [`  ${signature}: ${tier}${isKnown ? "" : `: ${reason}`}`];
  if (refusal !== undefined) lines.push(refusalText(refusal));
  for (const { size, tiers } of sizes) lines.push(`    ${size}: ${tiers.map(tierText).join(", ")}`);
  for (const variant of variants) {
    const made = `${variant.codeSize} ${variant.tier === "js" ? "characters" : "bytes"}, compiled in ${variant.compileMs.toFixed(1)} ms`;
    lines.push(`    ${variant.tier}: ${variant.refusal === undefined ? made : impossible(variant.refusal)}`);
    lines.push(...variant.loops.map(loopText));
  }
  return lines.join("\n");
}

function impossible({ reason, line }: RefusalReport): string {
  return `not possible${line === undefined ? "" : ` (line ${line})`}: ${reason}`;
}

function loopText({ line, lanes, reason, isShared }: LoopReport): string {
  const which = line === undefined ? "elements" : `the loop in line ${line}`;
  const shared = isShared ? "shared among threads, " : "";
  return `      ${which}: ${shared}${lanes === 1 ? "one at a time" : `${lanes} at a time`}${reason === undefined ? "" : `, since ${reason}`}`;
}

function tierText({ tier, standing, calls, nsPerElement, failures }: TierReport): string {
  const time = nsPerElement === undefined ? "not measured" : `${nsPerElement.toPrecision(3)} ns/element`;
  const failed = failures === 0 ? "" : `, ${failures} declined`;
  return `${tier} ${standing} (${calls} calls, ${time}${failed})`;
}

function refusalText({ reason, fix, line, column, helper, source }: RefusalReport): string {
  const whose = helper === undefined ? "the function" : `helper \`${helper}\``;
  const place = line === undefined ? "" : ` (line ${line}, column ${column} of ${whose})`;
  const indented = source === undefined ? [] : source.split("\n").map((text) => `      ${text}`);
  return [`    refused: ${reason}${place}`, ...indented, `    instead: ${fix}`].join("\n");
}

/** A refusal as data; `source` is what its span points into when it does not say. */
export function refusalReport(refusal: Refusal, source: string | undefined): RefusalReport {
  const { code, reason, fix, span, helper } = refusal;
  const text = refusal.source ?? source;
  if (span === undefined || text === undefined) return { code, reason, fix };
  const { line, column, text: shown } = pointAt(text, span);
  return { code, reason, fix, line, column, helper, source: shown };
}
