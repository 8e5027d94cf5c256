/** The entries of one function: one for each signature that it was called with, refusals like kernels. */
import { limits } from "../limits";
import type { Compiled } from "./compiled";
import { Entry } from "./entry";
import { Refusal } from "./ir/refusal";
import type { ArgKind, Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import type { Returns, Settings } from "./offload-options";
import type { Sorted } from "./sorting";
import type { Called } from "./tier";
import { argKind, elemOf, kindOf, kinds, showSignature } from "./values";

const elemByReturns: Readonly<Record<Returns, Elem>> = Object.freeze({
  f64: "f64",
  f32: "f32",
  i32: "i32",
  int: "f64",
  bool: "u8",
});

/** Whose entries they are. */
export interface EntriesOf {
  readonly jit: Jit;
  readonly name: string;
  readonly original: Called;
  readonly settings: Settings;
  /** @throws Refusal */
  specialise(signature: Signature, self: unknown): Compiled;
}

export class Entries {
  private readonly known = new Map<string, Entry>();
  private spent = { compileMs: 0, codeSize: 0 };
  private overflow: Refusal | undefined;
  /** The entry that was used last. */
  latest: Entry | undefined;

  constructor(private readonly of: EntriesOf) {}

  /** Whether more signatures are kept. */
  get isOpen(): boolean {
    return this.known.size < limits.kernelSignaturesMax;
  }

  all(): readonly Entry[] {
    return [...this.known.values()];
  }

  forget(): void {
    this.known.clear();
    this.spent = { compileMs: 0, codeSize: 0 };
    this.overflow = undefined;
    this.latest = undefined;
  }

  /** The entry of a call, made at the first one. */
  get({ kinds: found, mapped, length, out }: Sorted, self: unknown): Entry {
    const outElem = length < 0 ? undefined : this.outElem(out);
    const key = `${found.join()}>${outElem ?? ""}`;
    let entry = this.known.get(key);
    if (entry === undefined) {
      entry = this.make(found, mapped, outElem, self);
      if (this.isOpen) this.known.set(key, entry);
    }
    this.latest = entry;
    return entry;
  }

  /** What a map makes, or is given to write to. */
  outElem(out: NumericArray | undefined): Elem {
    return out === undefined ? elemByReturns[this.of.settings.returns ?? "f64"] : elemOf(kindOf(out));
  }

  private make(
    found: readonly number[],
    mapped: readonly boolean[],
    out: Elem | undefined,
    self: unknown,
  ): Entry {
    const { jit, name, original, settings } = this.of;
    const args = found.map((kind): ArgKind => argKind(kind) ?? { tag: "other" });
    const map = out === undefined ? undefined : { mapped, out };
    // Parameters that were left out at the end have their defaults.
    while (found[args.length - 1] === kinds.missing) args.pop();
    const signature: Signature = { args, map };
    const isOther = args.some(({ tag }) => tag === "other");
    const outcome = this.tooMany(signature) ?? (isOther ? otherArgument() : this.compiled(signature, self));
    if (outcome instanceof Refusal && outcome !== this.overflow) this.tell(signature, outcome);
    return new Entry({ jit, name, original, settings, spent: this.spent }, signature, mapped, outcome);
  }

  /** Why a signature is one too many; the same for all of those, told with the first. */
  private tooMany(signature: Signature): Refusal | undefined {
    if (this.isOpen || this.overflow !== undefined) return this.overflow;
    const reason = `it was called with more than ${limits.kernelSignaturesMax} kinds of arguments`;
    const fix = "Call it with fewer kinds of arrays, or offload it once for each use.";
    this.overflow = new Refusal("too-many-signatures", reason, fix);
    this.tell(signature, this.overflow);
    return this.overflow;
  }

  private tell(signature: Signature, refusal: Refusal): void {
    this.of.jit.refused(this.of.name, showSignature(signature), refusal);
  }

  private compiled(signature: Signature, self: unknown): Compiled | Refusal {
    try {
      return this.of.specialise(signature, self);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
}

function otherArgument(): Refusal {
  const reason = "an argument is neither a number, a boolean nor an array that kernels read";
  const fix =
    "Pass numbers, booleans, ordinary arrays of numbers, or typed arrays from Int8Array to Float64Array.";
  return new Refusal("argument", reason, fix);
}
