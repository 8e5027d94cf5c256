/** One signature of one offloaded function: its variants, or why it has none, and which of them runs. */
import { coerced } from "./coerced";
import type { Compiled, Subject } from "./compiled";
import type { GridKind } from "./grids";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { NumericArray } from "./memory/views";
import { plainVariant } from "./plain";
import { type Profile, Profiles } from "./profiles";
import { refusedError } from "./refused-error";
import type { Contender, Contest } from "./speculate";
import { declined, type KernelCall, type Tier, type Variant } from "./tier";
import { lengthOf } from "./values";
import { Variants } from "./variants";

const nothing: readonly never[] = Object.freeze([]);
const unmade = "an array cannot be made that long, or holds something that is not a number";

export class Entry {
  /** The function itself, as a variant. */
  readonly plain: Variant;
  readonly refusal: Refusal | undefined;
  private readonly compiled: Compiled | undefined;
  private readonly made: Variants;
  private readonly contests: Profiles | undefined;
  private readonly nested: { readonly index: number; readonly kind: GridKind }[] = [];
  /** Calls that the function itself served because no tier could. */
  plainCalls = 0;
  /** What ran last, and among which tiers it was chosen. */
  latest: Variant;
  latestProfile: Profile | undefined;
  /** Why the function itself ran; undefined when it did not, or was chosen among the tiers. */
  inlineReason: string | undefined = "it was not called yet";

  constructor(
    private readonly subject: Subject,
    readonly signature: Signature,
    mapped: readonly boolean[],
    outcome: Compiled | Refusal,
  ) {
    const { jit, original, settings } = subject;
    for (const [index, kind] of signature.args.entries()) {
      if (kind.tag === "array" && kind.rank !== undefined) this.nested.push({ index, kind });
    }
    this.plain = plainVariant(original, signature.map === undefined ? undefined : mapped, settings.returns);
    this.latest = this.plain;
    if (outcome instanceof Refusal) this.refusal = outcome;
    else this.compiled = outcome;
    this.made = new Variants(subject, signature, this.compiled?.ways ?? nothing, this.plain);
    if (this.compiled !== undefined) this.contests = new Profiles(jit, this.compiled, this.made);
  }

  /** Whether arrays of arrays among the arguments are of its kinds, as far as they were looked at before. */
  isFor(args: readonly unknown[]): boolean {
    for (const { index, kind } of this.nested) {
      if (!this.subject.jit.grids.wasKind(args[index], kind)) return false;
    }
    return true;
  }

  /** The variants that were made, and those that were refused. */
  get variants(): ReadonlyMap<Tier, Variant | Refusal> {
    return this.made.all();
  }

  get profiles(): readonly Profile[] {
    return this.contests?.all() ?? nothing;
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
    const given: KernelCall = { self, args: seen, hidden: hidden ?? nothing, length, out };
    if (compiled === undefined) return this.runPlain(given, "it does not compile");
    if (hidden === undefined) return this.runInstead(given, this.whyPlain(isReady));
    const call = compiled.open === undefined ? given : compiled.open(given);
    if (typeof call === "string") return this.runInstead(given, call);
    const profile = this.contests?.of(call);
    if (profile === undefined) return this.runPlain(call, "no tier that could serve it is allowed");
    return this.runBest(profile, call);
  }

  /** Runs what the contest says. */
  private runBest(profile: Profile, call: KernelCall): unknown {
    this.latestProfile = profile;
    const { contest } = profile;
    // One that turns out to be refused leaves the call to the next: long calls may begin with it.
    for (const _ of contest.contenders) {
      const contender = contest.next();
      const variant = this.made.get(contender.variant);
      if (!(variant instanceof Refusal)) return this.runOn(variant, contender, contest, call);
      contest.drop(contender);
    }
    return this.runBase(call);
  }

  private runOn(
    variant: Variant,
    contender: Contender<Tier>,
    contest: Contest<Tier>,
    call: KernelCall,
  ): unknown {
    this.latest = variant;
    this.inlineReason = undefined;
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
    const given: KernelCall = { self, args: args.slice(0, compiled.arity), hidden, length, out };
    const call = compiled.open?.(given) ?? given;
    if (typeof call === "string") return;
    for (const contender of this.contests?.of(call)?.contest.contenders ?? nothing) {
      const variant = this.made.get(contender.variant);
      if (variant instanceof Refusal) continue;
      contender.priceMs = 0;
      if (this.latestProfile !== undefined || this.plainCalls > 0) continue;
      if (this.latest === this.plain) this.latest = variant;
      this.inlineReason = undefined;
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
      return this.runInstead(call, "each tier that is allowed declined the call");
    const base = this.made.get("js");
    if (base instanceof Refusal) return this.runPlain(call, base.reason);
    this.latest = base;
    this.inlineReason = undefined;
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

  private whyPlain(isReady: boolean): string {
    if (isReady) return "what it captures is not what it was compiled for";
    return this.signature.map === undefined
      ? "an ordinary array may be written to, or read beyond its end: pass a typed array"
      : "an ordinary array holds something that is not a number";
  }

  /**
   * A plain call. Ordinary arrays are the function's own business: it may write to them, or read beyond their end.
   *
   * @param isReady whether none is among the arguments
   */
  call(self: unknown, args: readonly unknown[], isReady: boolean): unknown {
    return coerced(this.run(self, args, lengthOf(args), undefined, isReady), this.subject.settings.returns);
  }
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
