/** The variants of one signature: made when they are wanted and kept, refused ones too, within the budget. */
import { limits } from "../limits";
import type { Subject, Way } from "./compiled";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Tier, Variant } from "./tier";
import { showSignature } from "./values";

export class Variants {
  private readonly made = new Map<Tier, Variant | Refusal>();

  constructor(
    private readonly subject: Subject,
    private readonly signature: Signature,
    private readonly ways: readonly Way[],
    /** The function itself, which is there. */
    private readonly plain: Variant,
  ) {}

  /** Those that were made, and those that were refused. */
  all(): ReadonlyMap<Tier, Variant | Refusal> {
    return this.made;
  }

  has(tier: Tier): boolean {
    return this.made.has(tier) || tier === "inline";
  }

  /** The variant of a tier, made on first use. */
  get(tier: Tier): Variant | Refusal {
    if (tier === "inline") return this.plain;
    const known = this.made.get(tier);
    if (known !== undefined) return known;
    const way = this.ways.find((one) => one.tier === tier);
    if (way === undefined) return new Refusal("no-tier", `there is no tier ${tier} for it`, "");
    const { jit, name, spent } = this.subject;
    const startedMs = jit.clock.now();
    const variant = this.make(way);
    // Not what the variant says: what two tiers have in common is made once.
    spent.compileMs += jit.clock.now() - startedMs;
    this.made.set(tier, variant);
    if (variant instanceof Refusal) return variant;
    spent.codeSize += variant.codeSize;
    jit.compiled(name, showSignature(this.signature), variant);
    return variant;
  }

  private make(way: Way): Variant | Refusal {
    try {
      this.checkBudget();
      return way.make();
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** @throws Refusal when enough was spent on the function */
  private checkBudget(): void {
    const { compileMs, codeSize } = this.subject.spent;
    if (compileMs < limits.kernelCompileMsMax && codeSize < limits.kernelCodeMax) return;
    const reason = `${Math.round(compileMs)} ms and ${codeSize} bytes of code were spent on it, as much as is allowed`;
    const fix = "Call it with fewer kinds of arrays, or offload it once for each use.";
    throw new Refusal("budget", reason, fix);
  }
}
