/**
 * What the environment says of a compiler: its switches, and the tiers that it may use. A value that is not understood
 * counts as not set, and whoever made the compiler is told: a mistyped variable must not pass for a wish.
 */

import { describe, didYouMean } from "../describe";
import { errors } from "../errors";
import { allTiers, type Tier } from "./tier";

const yes: readonly string[] = ["1", "true", "on", "yes"];
const no: readonly string[] = ["0", "false", "off", "no"];

/** Is told of a variable whose value is not understood. */
export type Misread = (facts: MisreadFacts) => void;

export interface MisreadFacts {
  readonly variable: string;
  readonly value: string;
  /** What it may be, for people. */
  readonly expected: string;
}

/** Set by hand, or by an environment variable that is read when it is set back to it. */
export class Switch {
  private state: boolean;

  /**
   * @param variable the environment variable
   * @param otherwise where the variable is not set, or says neither yes nor no
   */
  constructor(
    private readonly variable: string,
    private readonly otherwise: boolean,
    private readonly misread: Misread,
  ) {
    this.state = this.fromEnvironment(variable);
  }

  get on(): boolean {
    return this.state;
  }

  /** @param enabled null or undefined: as the environment variable says now */
  set(enabled?: boolean | null, variable: string = this.variable): boolean {
    if (enabled !== undefined && enabled !== null && typeof enabled !== "boolean") {
      const facts = { argument: "enabled", expected: "true, false, null or undefined" };
      throw errors.invalidArg({ ...facts, received: describe(enabled) });
    }
    this.state = enabled ?? this.fromEnvironment(variable);
    return this.state;
  }

  private fromEnvironment(variable: string): boolean {
    const value = process.env[variable] ?? "";
    const word = wordOf(value);
    if (yes.includes(word)) return true;
    if (no.includes(word)) return false;
    if (word !== "") this.misread({ variable, value, expected: `${yes.join(", ")} or ${no.join(", ")}` });
    return this.otherwise;
  }
}

/** The tiers that an environment variable lists; all where it is not set. */
export function tiersOfEnvironment(variable: string, misread: Misread): readonly Tier[] {
  const value = process.env[variable] ?? "";
  const words = wordOf(value).split(/[\s,]+/);
  if (words.length === 1 && ["", "all", "none"].includes(words[0] as string)) {
    return words[0] === "none" ? [] : allTiers;
  }
  const unknown = words.find((word) => word !== "" && !allTiers.includes(word as Tier));
  if (unknown === undefined) return allTiers.filter((tier) => words.includes(tier));
  const hint = didYouMean(unknown, [...allTiers, "none", "all"]);
  misread({ variable, value, expected: `none, all, or a list of ${allTiers.join(", ")}${hint}` });
  return allTiers;
}

/** @throws ERR_INVALID_ARG */
export function checkTiers(tiers: readonly unknown[]): readonly Tier[] {
  for (const tier of tiers) {
    if (allTiers.includes(tier as Tier)) continue;
    const hint = typeof tier === "string" ? didYouMean(tier, allTiers) : "";
    throw errors.invalidArg({
      argument: "tiers",
      expected: `a list of ${allTiers.join(", ")}${hint}`,
      received: describe(tier),
    });
  }
  return tiers as readonly Tier[];
}

function wordOf(value: string): string {
  return value.trim().toLowerCase();
}
