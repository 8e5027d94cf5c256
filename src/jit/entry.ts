/** One signature of one offloaded function: its variants, or why it has none, and which of them runs. */
import { limits } from "../limits";
import { coerced } from "./coerced";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import type { Settings } from "./offload-options";
import { plainVariant } from "./plain";
import { refusedError } from "./refused-error";
import { Contender, Contest } from "./speculate";
import { type Called, declined, type KernelCall, type Tier, type Variant } from "./tier";
import { lengthOf, showSignature } from "./values";

/** A way of running that is possible for a signature; its code is made when it is wanted. */
export interface Way {
  readonly tier: Tier;
  /** Nanoseconds that a call of so many elements should take. Infinite: not worth a try. */
  expectedNs(call: KernelCall): number;
  /** @throws Refusal */
  make(): Variant;
}

/** A signature that compiles. */
export interface Compiled {
  /** Generated JavaScript first. */
  readonly ways: readonly Way[];
  /** Arguments that are looked at. */
  readonly arity: number;
  /** What the function captures, as it is now; undefined when that is not what was compiled for. */
  hidden(self: unknown): readonly (number | boolean)[] | undefined;
  /** Whether all arrays of a call lie where kernels use them in place. */
  isInPlace(call: KernelCall): boolean;
  /** A text of its intermediate representation. */
  show(): string;
}

/** What entries need of their function. */
export interface Subject {
  readonly jit: Jit;
  /** What was spent on all signatures of the function. */
  readonly spent: { compileMs: number; codeSize: number };
  readonly name: string;
  readonly original: Called;
  readonly settings: Settings;
}

/** The contest among the tiers for one size of calls. */
export interface Profile {
  /** "up to 127 elements". */
  readonly shown: string;
  readonly contest: Contest<Tier>;
}

const nothing: readonly never[] = Object.freeze([]);
const unmade = "an array of such a length cannot be made";

/** Tiers that should take so many times what the best one should are not tried. */
const hopeless = 4;
/** Nor are those that take long to make, unless they should come near what is made fast. */
const near = 1.3;
/** Nanoseconds that a first call may lose by beginning with the tier that is made fastest. */
const firstCallNs = 5e6;

export class Entry {
  /** The function itself, as a variant. */
  readonly plain: Variant;
  readonly profiles = new Map<number, Profile>();
  private readonly made = new Map<Tier, Variant | Refusal>();
  private readonly compiled: Compiled | undefined;
  readonly refusal: Refusal | undefined;
  /** Calls that the function itself served. */
  plainCalls = 0;
  /** What ran last, and among which tiers it was chosen. */
  latest: Variant;
  latestProfile: Profile | undefined;
  /** Why the function itself ran, when it did. */
  inlineReason = "it was not called yet";

  constructor(
    private readonly subject: Subject,
    readonly signature: Signature,
    mapped: readonly boolean[],
    outcome: Compiled | Refusal,
  ) {
    const { original, settings } = subject;
    this.plain = plainVariant(original, signature.map === undefined ? undefined : mapped, settings.returns);
    this.latest = this.plain;
    if (outcome instanceof Refusal) this.refusal = outcome;
    else this.compiled = outcome;
  }

  /** The variants that were made, and those that were refused. */
  get variants(): ReadonlyMap<Tier, Variant | Refusal> {
    return this.made;
  }

  /** The intermediate representation as a text. */
  show(): string {
    return this.compiled?.show() ?? "";
  }

  /** @param isReady whether ordinary arrays have been turned into doubles */
  run(
    self: unknown,
    args: readonly unknown[],
    length: number,
    out: NumericArray | undefined,
    isReady: boolean,
  ): unknown {
    const { compiled } = this;
    const hidden = isReady ? compiled?.hidden(self) : undefined;
    const seen =
      compiled !== undefined && args.length > compiled.arity ? args.slice(0, compiled.arity) : args;
    const call: KernelCall = { self, args: seen, hidden: hidden ?? nothing, length, out };
    if (compiled === undefined) return this.runPlain(call, "it does not compile");
    if (hidden === undefined) return this.runInstead(call, this.whyPlain(isReady));
    const profile = this.profile(call, compiled);
    if (profile === undefined) return this.runPlain(call, "no tier is allowed");
    this.latestProfile = profile;
    const { contest } = profile;
    const contender = contest.next();
    const variant = this.variant(contender.variant);
    if (variant instanceof Refusal) {
      contest.drop(contender);
      return this.runBase(call);
    }
    this.latest = variant;
    contender.calls++;
    const result = contest.measures ? this.timed(contest, contender, variant, call) : attempt(variant, call);
    if (result !== declined) return result;
    contest.fail(contender);
    return this.runBase(call);
  }

  /** Makes the variants that such a call would try, without running any. */
  prepare(self: unknown, args: readonly unknown[], length: number, out: NumericArray | undefined): void {
    const { compiled } = this;
    const hidden = compiled?.hidden(self);
    if (compiled === undefined || hidden === undefined) return;
    const call: KernelCall = { self, args: args.slice(0, compiled.arity), hidden, length, out };
    for (const { variant: tier } of this.profile(call, compiled)?.contest.contenders ?? nothing) {
      const variant = this.variant(tier);
      if (variant instanceof Refusal) continue;
      if (this.latest === this.plain && this.plainCalls === 0) this.latest = variant;
    }
  }

  private timed(
    contest: Contest<Tier>,
    contender: Contender<Tier>,
    variant: Variant,
    call: KernelCall,
  ): unknown {
    const { clock } = this.subject.jit;
    const startedMs = clock.now();
    const result = attempt(variant, call);
    if (result !== declined) contest.record(contender, clock.now() - startedMs, call.length);
    return result;
  }

  /** What declines only where the function itself would throw, or nearly. */
  private runBase(call: KernelCall): unknown {
    const { jit, settings } = this.subject;
    if (settings.deadlineMs !== undefined || !jit.allows("js"))
      return this.runInstead(call, "none of the tiers that may serve it could");
    const base = this.variant("js");
    if (base instanceof Refusal) return this.runPlain(call, base.reason);
    this.latest = base;
    const result = base.run(call);
    return result === declined ? this.runPlain(call, unmade) : result;
  }

  /** A call that only the function itself can take, which nothing bounds. @throws ERR_OFFLOAD_REFUSED */
  private runInstead(call: KernelCall, why: string): unknown {
    const { name, settings } = this.subject;
    if (settings.deadlineMs === undefined) return this.runPlain(call, why);
    const reason = `no other thread can take the call, which nothing bounds: ${why}`;
    if (settings.fallback !== "throw") return this.runPlain(call, reason);
    const fix = "Pass typed arrays that are apart, or leave out the deadline.";
    throw refusedError(name, new Refusal("unbounded", reason, fix));
  }

  private runPlain(call: KernelCall, reason: string): unknown {
    this.inlineReason = reason;
    this.plainCalls++;
    this.latest = this.plain;
    return this.plain.run(call);
  }

  /** The contest for calls of that size; undefined where no tier is allowed. */
  private profile(call: KernelCall, compiled: Compiled): Profile | undefined {
    const size = (33 - Math.clz32(call.length)) >> 1; // 0, 1–3, 4–15, 16–63, …
    const isHere = compiled.isInPlace(call);
    const key = isHere ? -1 - size : size;
    let profile = this.profiles.get(key);
    if (profile === undefined) {
      const contenders = this.contenders(call, compiled);
      if (contenders.length === 0) return undefined;
      profile = {
        shown: `${sizeClass(size)}${isHere ? " in the arena" : ""}`,
        contest: new Contest(contenders, this.subject.jit.clock),
      };
      this.profiles.set(key, profile);
    }
    return profile;
  }

  /** The tiers that are worth a try, the most promising first; one alone where there is no speculation. */
  private contenders(call: KernelCall, { ways }: Compiled): Contender<Tier>[] {
    const { jit } = this.subject;
    const able = ways
      .filter(({ tier }) => jit.allows(tier))
      .map((way) => new Contender(way.tier, way.expectedNs(call)))
      .sort((a, b) => a.expectedNs - b.expectedNs);
    const best = able.at(0);
    if (best === undefined) return [];
    const tried = jit.getQuantumSpeculation() ? worthTrying(able) : [best];
    // What is made fastest begins, unless the first call alone is long enough to pay for more.
    const simple = tried.find(({ variant }) => variant === "js");
    if (simple !== undefined && simple.expectedNs - best.expectedNs < firstCallNs) {
      tried.splice(tried.indexOf(simple), 1);
      tried.unshift(simple);
    }
    return tried.slice(0, limits.kernelVariantsMax);
  }

  /** The variant of a tier, made on first use. */
  private variant(tier: Tier): Variant | Refusal {
    let variant = this.made.get(tier);
    if (variant !== undefined) return variant;
    const way = this.compiled?.ways.find((one) => one.tier === tier);
    if (way === undefined) return new Refusal("no-tier", `there is no tier ${tier} for it`, "");
    try {
      this.checkBudget();
      variant = way.make();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      variant = error;
    }
    this.made.set(tier, variant);
    if (variant instanceof Refusal) return variant;
    const { jit, name, spent } = this.subject;
    spent.compileMs += variant.compileMs;
    spent.codeSize += variant.codeSize;
    jit.compiled(name, showSignature(this.signature), variant);
    return variant;
  }

  /** @throws Refusal when enough was spent on the function */
  private checkBudget(): void {
    const { compileMs, codeSize } = this.subject.spent;
    if (compileMs < limits.kernelCompileMsMax && codeSize < limits.kernelCodeMax) return;
    const reason = `${Math.round(compileMs)} ms and ${codeSize} bytes of code were spent on it, as much as is allowed`;
    const fix = "Call it with fewer kinds of arrays, or offload it once for each use.";
    throw new Refusal("budget", reason, fix);
  }

  private whyPlain(isReady: boolean): string {
    if (isReady) return "what it captures is not what it was compiled for";
    return this.signature.map === undefined
      ? "an ordinary array may be written to, or read beyond its end: pass a typed array"
      : "an ordinary array holds something that is not a number";
  }

  /** A plain call. Ordinary arrays are the function's own business: it may write to them, or read beyond their end. */
  call(self: unknown, args: readonly unknown[]): unknown {
    const isReady = !args.some(Array.isArray);
    return coerced(this.run(self, args, lengthOf(args), undefined, isReady), this.subject.settings.returns);
  }
}

function sizeClass(key: number): string {
  return key === 0 ? "no elements" : `${4 ** (key - 1)} to ${4 ** key - 1} elements`;
}

/** Those of them, the most promising first, that may well be the fastest. */
function worthTrying(able: readonly Contender<Tier>[]): Contender<Tier>[] {
  const bestNs = able[0]?.expectedNs ?? 0;
  const simpleNs = able.find(({ variant }) => variant === "js")?.expectedNs ?? Number.POSITIVE_INFINITY;
  return able.filter(
    ({ expectedNs }, i) => i === 0 || (expectedNs < hopeless * bestNs && expectedNs <= near * simpleNs),
  );
}

/** Runs a variant. Memory that it cannot have, before it has written anything, is a reason to decline. */
function attempt(variant: Variant, call: KernelCall): unknown {
  try {
    return variant.run(call);
  } catch (error) {
    if (error instanceof Refusal) return declined;
    throw error;
  }
}
