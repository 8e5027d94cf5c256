/** The contests of one signature: one for each size of calls, apart for calls whose arrays all lie in the arena. */
import { limits } from "../limits";
import type { Compiled } from "./compiled";
import type { Jit } from "./jit";
import { Contender, Contest, cheapest } from "./speculate";
import type { KernelCall, Tier } from "./tier";
import type { Variants } from "./variants";

/** The contest among the tiers for one size of calls. */
export interface Profile {
  /** "up to 127 elements". */
  readonly shown: string;
  readonly contest: Contest<Tier>;
}

/** Tiers that should take so many times what the best one should are not tried. */
const hopeless = 4;
/** Nor are those that take long to make, unless they should come near what is made fastest. */
const near = 1.3;
/** Nanoseconds that a first call may lose by beginning with the tier that is made fastest. */
const firstCallNs = 5e6;

export class Profiles {
  private readonly known = new Map<number, Profile>();

  constructor(
    private readonly jit: Jit,
    private readonly compiled: Compiled,
    private readonly variants: Variants,
  ) {}

  all(): readonly Profile[] {
    return [...this.known.values()];
  }

  /** The contest for such a call; undefined where no tier is allowed. */
  of(call: KernelCall): Profile | undefined {
    const size = (33 - Math.clz32(call.length)) >> 1; // 0, 1–3, 4–15, 16–63, …
    const isHere = this.compiled.isInPlace(call);
    const key = isHere ? -1 - size : size;
    return this.known.get(key) ?? this.make(key, `${sizeClass(size)}${isHere ? " in the arena" : ""}`, call);
  }

  private make(key: number, shown: string, call: KernelCall): Profile | undefined {
    const contenders = this.contenders(call);
    if (contenders.length === 0) return undefined;
    const profile = { shown, contest: new Contest(contenders, this.jit.clock) };
    this.known.set(key, profile);
    return profile;
  }

  /** The tiers that are worth a try, the one that begins first; one alone where there is no speculation. */
  private contenders(call: KernelCall): Contender<Tier>[] {
    const { jit, variants } = this;
    const able = this.compiled.ways
      .filter(({ tier }) => tier === "inline" || jit.allows(tier))
      .map(({ tier, expectedNs, priceMs }) => {
        // WebAssembly that has begun in the engine's first code ends in it.
        const warmsWithin = tier === "js" || tier === "inline";
        return new Contender(tier, expectedNs(call), variants.has(tier) ? 0 : priceMs, warmsWithin);
      });
    const [simple] = able;
    if (simple === undefined) return [];
    const best = cheapest(able);
    if (!jit.getQuantumSpeculation()) return [best];
    const tried = able
      .filter((one) => one === best || isWorthTrying(one, best, simple))
      .sort((a, b) => a.expectedNs - b.expectedNs);
    // What is made fastest begins, unless the first call alone is long enough to pay for more.
    const isShort = simple.expectedNs - best.expectedNs < firstCallNs;
    const order = isShort ? [simple, ...tried.filter((one) => one !== simple)] : tried;
    return order.slice(0, limits.kernelVariantsMax);
  }
}

function sizeClass(key: number): string {
  return key === 0 ? "no elements" : `${4 ** (key - 1)} to ${4 ** key - 1} elements`;
}

/** Whether a tier may well be the fastest. */
function isWorthTrying(
  { expectedNs }: Contender<Tier>,
  best: Contender<Tier>,
  simple: Contender<Tier>,
): boolean {
  return expectedNs < hopeless * best.expectedNs && expectedNs <= near * simple.expectedNs;
}
