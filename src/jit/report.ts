/** Makes the report of one offloaded function out of what its calls left behind. */
import type { Dispatcher } from "./dispatch";
import type { Entry } from "./entry";
import {
  type LoopReport,
  Report,
  refusalReport,
  type SignatureReport,
  type SizeReport,
  type TierReport,
  type VariantReport,
} from "./explain";
import { Refusal } from "./ir/refusal";
import type { Jit } from "./jit";
import type { Settings } from "./offload-options";
import type { Profile } from "./profiles";
import type { Contender } from "./speculate";
import type { LoopNote, Tier } from "./tier";
import { showSignature } from "./values";

const nsPerMs = 1e6;

/** What a report is made of. */
export interface Reported {
  readonly name: string;
  readonly settings: Settings;
  readonly jit: Jit;
  readonly dispatcher: Dispatcher;
  /** The source of the function, where it is known. */
  readonly source: string | undefined;
}

export function report(subject: Reported): Report {
  const { dispatcher, name, settings } = subject;
  const { strategy, precision } = settings;
  const signatures = dispatcher.all().map((entry) => signatureReport(entry, subject));
  const { latest } = dispatcher;
  const shown = latest === undefined ? undefined : signatureReport(latest, subject);
  const unused = "it was not called with arrays yet: calls with numbers go straight to the function";
  const goes = settings.from === undefined ? "it needs nothing around it" : "its module and export are known";
  const pooled =
    shown?.refusal === undefined
      ? `strategy "${strategy}" asks for it`
      : `${shown.reason}; ${goes}, so it runs in another thread`;
  const data = {
    name,
    strategy,
    precision,
    tier: dispatcher.isPooled ? "pool" : (shown?.tier ?? "inline"),
    reason: dispatcher.isPooled ? pooled : (shown?.reason ?? unused),
    refusal: shown?.refusal,
    signatures,
  } as const;
  return new Report(data, (tier) => codeOf(latest, tier));
}

function codeOf(entry: Entry | undefined, tier: Tier | "ir" | undefined): string {
  if (entry === undefined) return "";
  if (tier === "ir") return entry.show();
  const variant = tier === undefined ? entry.latest : entry.variants.get(tier);
  return variant === undefined || variant instanceof Refusal ? "" : variant.code;
}

function signatureReport(entry: Entry, subject: Reported): SignatureReport {
  const source = subject.source;
  const { refusal, latest } = entry;
  return {
    signature: showSignature(entry.signature),
    tier: latest.tier,
    reason: reasonOf(entry, subject),
    refusal: refusal === undefined ? undefined : refusalReport(refusal, source),
    sizes: entry.profiles.map(sizeReport),
    variants: [...entry.variants].map(([tier, variant]) => variantReport(tier, variant, source)),
    inlineCalls: entry.plainCalls,
  };
}

function reasonOf(entry: Entry, subject: Reported): string {
  const { refusal, inlineReason } = entry;
  if (refusal !== undefined) return `it does not compile: ${refusal.reason}`;
  if (inlineReason !== undefined) return inlineReason;
  const contest = entry.latestProfile?.contest;
  if (contest === undefined) return "compiled, and not called yet";
  const tried = contest.contenders.filter(({ bestMs }) => Number.isFinite(bestMs)).length;
  if (contest.measures) return `${contest.contenders.length} variants are being measured on live calls`;
  if (tried > 1) return `the fastest of ${tried} variants, measured on live calls`;
  return subject.jit.getQuantumSpeculation()
    ? "no other variant should come near it for arrays of this size"
    : "it should be the fastest for arrays of this size; measuring is off";
}

function sizeReport({ shown, contest }: Profile): SizeReport {
  return { size: shown, tiers: contest.contenders.map(tierReport) };
}

function tierReport({ variant, standing, calls, bestMs, failures }: Contender<Tier>): TierReport {
  const nsPerElement = Number.isFinite(bestMs) ? bestMs * nsPerMs : undefined;
  return { tier: variant, standing, calls, nsPerElement, failures };
}

function variantReport(
  tier: Tier,
  variant: Entry["latest"] | Refusal,
  source: string | undefined,
): VariantReport {
  if (variant instanceof Refusal) {
    return { tier, codeSize: 0, compileMs: 0, refusal: refusalReport(variant, source), loops: [] };
  }
  const { codeSize, compileMs, loops = [] } = variant;
  return { tier, codeSize, compileMs, loops: loops.map((loop) => loopReport(loop, source)) };
}

function loopReport(
  { at, lanes, reason, isShared = false }: LoopNote,
  source: string | undefined,
): LoopReport {
  const line = at === undefined || source === undefined ? undefined : source.slice(0, at).split("\n").length;
  return { line, lanes, reason, isShared };
}
