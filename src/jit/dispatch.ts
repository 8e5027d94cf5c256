/**
 * From a call with arrays to the variant that runs it.
 *
 *   arguments ─▶ signature ─▶ its entry: a kernel, or the refusal ─▶ profile of size and place ─▶ variant
 *
 * An entry is made once for each signature and kept, refusals like kernels. How a map's arguments are read is kept as a
 * plan, by one number that says of which kind each of them is.
 */
import { errors } from "../errors";
import { limits } from "../limits";
import { isThenable } from "../thenable";
import { coerced } from "./coerced";
import { type Compiled, Entry } from "./entry";
import { pointAt, Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import type { Jit } from "./jit";
import { arrayClasses } from "./memory/views";
import type { NumericArray } from "./numeric-array";
import type { Returns, Settings } from "./offload-options";
import { type Sorted, Sorter } from "./sorting";
import {
  argKind,
  elemOf,
  isArrayKind,
  isTypedKind,
  kindOf,
  kinds,
  makeArray,
  overlap,
  packed,
  showSignature,
} from "./values";

/** What compiles one function; loaded when the first array comes. */
export interface Compiler {
  /** The source of the function, if it has one. */
  readonly source: string | undefined;
  /** How many parameters it has; infinite where that is not known. */
  readonly parameters: number;
  /** Whether a parameter is used as an array, so that an array given for it is not mapped over. */
  takesArray(index: number): boolean;
  /** @throws Refusal */
  specialise(signature: Signature, self: unknown): Compiled;
}

/** A map, for whoever runs it elsewhere. */
export interface MapCall extends Sorted {
  /** The name of the array that it makes. */
  readonly kind: string;
}

/** A call that does not compile: why, and what it was. */
export interface Refused extends MapCall {
  readonly refusal: Refusal;
  /** Runs the function as it is. */
  readonly inline: () => unknown;
}

/** What becomes of a call that does not compile. */
export type Otherwise = (refused: Refused) => unknown;

/** How the arguments of a map that compiles are read, when they are of these kinds. */
interface Plan {
  readonly entry: Entry;
  /** Arguments before the options. */
  readonly count: number;
  readonly columns: readonly number[];
  readonly mapped: readonly boolean[];
  readonly hasPlain: boolean;
  readonly elem: Elem;
}

const elemByReturns: Readonly<Record<Returns, Elem>> = Object.freeze({
  f64: "f64",
  f32: "f32",
  i32: "i32",
  int: "f64",
  bool: "u8",
});

/** Kinds are digits of a plan's number, which has to stay a safe integer. */
const digit = 16;
const digitsMax = 12;

type Called = (this: unknown, ...args: unknown[]) => unknown;

export class Dispatcher {
  private readonly entries = new Map<string, Entry>();
  private readonly plans = new Map<number, Plan>();
  private readonly sorter: Sorter;
  private readonly spent = { compileMs: 0, codeSize: 0 };
  private loaded: Compiler | undefined;
  /** The entry that was used last. */
  latest: Entry | undefined;
  /** Whether a worker thread served the latest call. */
  isPooled = false;

  constructor(
    private readonly jit: Jit,
    private readonly name: string,
    private readonly original: Called,
    private readonly settings: Settings,
    private readonly load: () => Compiler,
  ) {
    this.sorter = new Sorter(name, (index) => this.compiler.takesArray(index));
  }

  private get compiler(): Compiler {
    this.loaded ??= this.load();
    return this.loaded;
  }

  get source(): string | undefined {
    return this.loaded?.source;
  }

  /** A call of the function itself, one of whose arguments is an object. */
  call(self: unknown, args: readonly unknown[], otherwise: Otherwise = this.inlineOrThrow): unknown {
    const plainly = () => coerced(this.original.apply(self, [...args]), this.settings.returns);
    const isArray = (arg: unknown) => isArrayKind(kindOf(arg));
    if (!args.some(isArray)) return plainly();
    const seen = args.slice(0, this.compiler.parameters);
    if (!seen.some(isArray)) return plainly();
    const sorted = this.sorter.sort(seen);
    const entry = this.entry(sorted, self);
    // What the function itself makes of an array is its own affair, unless it is known to work on numbers.
    if (entry.refusal !== undefined) return otherwise(this.refused(entry, sorted, plainly));
    return sorted.length < 0
      ? entry.call(self, seen)
      : this.run(this.planOf(entry, sorted), self, seen, undefined);
  }

  map(self: unknown, given: readonly unknown[], otherwise: Otherwise = this.inlineOrThrow): unknown {
    const { length } = given;
    const tail = given[length - 1];
    const tailKind = kindOf(tail);
    const out = tailKind === kinds.other && tail !== null ? (tail as { out?: unknown }).out : undefined;
    let number = kindOf(out) + 1;
    for (let i = 0; i < length; i++) number = number * digit + kindOf(given[i]);
    const plan = length < digitsMax ? this.plans.get(number) : undefined;
    if (plan !== undefined && this.fits(plan, given, out as NumericArray | undefined)) {
      this.latest = plan.entry;
      const args = plan.count === length ? given : given.slice(0, plan.count);
      return this.run(plan, self, args, out as NumericArray | undefined);
    }
    return this.firstMap(self, given, length < digitsMax ? number : undefined, otherwise);
  }

  /** Whether all arrays are of one length. */
  private fits({ columns }: Plan, given: readonly unknown[], out: NumericArray | undefined): boolean {
    const { length } = given[columns[0] as number] as NumericArray;
    for (let i = 1; i < columns.length; i++) {
      if ((given[columns[i] as number] as NumericArray).length !== length) return false;
    }
    return out === undefined || out.length === length;
  }

  private firstMap(
    self: unknown,
    given: readonly unknown[],
    number: number | undefined,
    otherwise: Otherwise,
  ): unknown {
    const sorted = this.sorter.map(given);
    const entry = this.entry(sorted, self);
    const plan = this.planOf(entry, sorted);
    const inline = () => this.run(plan, self, sorted.args, sorted.out);
    if (entry.refusal !== undefined) return otherwise(this.refused(entry, sorted, inline));
    const isKept = this.entries.size < limits.kernelSignaturesMax;
    if (number !== undefined && isKept) this.plans.set(number, plan);
    return inline();
  }

  /** The arguments of a map, for one that runs elsewhere. */
  sorted(given: readonly unknown[]): MapCall {
    const sorted = this.sorter.map(given);
    return { ...sorted, kind: arrayName(this.outElem(sorted.out)) };
  }

  /** Compiles for arguments like these; without any, for numbers. */
  compile(given: readonly unknown[], self: unknown): void {
    const { parameters } = this.compiler;
    const numbers = Number.isFinite(parameters) ? new Array<number>(parameters).fill(0) : [];
    const { args, out } = this.sorter.options(given.length === 0 ? numbers : given);
    const sorted = this.sorter.sort(args, out);
    const entry = this.entry(sorted, self);
    if (entry.refusal !== undefined) this.inlineOrThrow(this.refused(entry, sorted, () => undefined));
  }

  ranInPool(): void {
    this.isPooled = true;
  }

  all(): readonly Entry[] {
    return [...this.entries.values()];
  }

  forget(): void {
    this.entries.clear();
    this.plans.clear();
    this.latest = undefined;
  }

  private planOf(entry: Entry, { args, kinds: found, mapped, out }: Sorted): Plan {
    const columns = [...mapped.keys()].filter((i) => mapped[i]);
    const hasPlain = found.includes(kinds.plain);
    return { entry, count: args.length, columns, mapped, hasPlain, elem: this.outElem(out) };
  }

  private entry({ kinds: found, mapped, length, out }: Sorted, self: unknown): Entry {
    const outElem = length < 0 ? undefined : this.outElem(out);
    const key = `${found.join()}>${outElem ?? ""}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = this.make(found, mapped, outElem, self);
      if (this.entries.size < limits.kernelSignaturesMax) this.entries.set(key, entry);
    }
    this.latest = entry;
    this.isPooled = false;
    return entry;
  }

  private outElem(out: NumericArray | undefined): Elem {
    return out === undefined ? elemByReturns[this.settings.returns ?? "f64"] : elemOf(kindOf(out));
  }

  private make(
    found: readonly number[],
    mapped: readonly boolean[],
    out: Elem | undefined,
    self: unknown,
  ): Entry {
    const { jit, name, original, settings } = this;
    const args = found.map(argKind);
    const map = out === undefined ? undefined : { mapped, out };
    // Parameters that were left out at the end have their defaults.
    while (args.length > 0 && args.at(-1) === undefined && found[args.length - 1] === kinds.missing)
      args.pop();
    const signature: Signature = { args: args.filter((arg) => arg !== undefined), map };
    const isOther = signature.args.length < args.length;
    const outcome = this.tooMany() ?? (isOther ? otherArgument() : this.compiled(signature, self));
    if (outcome instanceof Refusal) jit.refused(name, showSignature(signature), outcome);
    return new Entry({ jit, name, original, settings, spent: this.spent }, signature, mapped, outcome);
  }

  private tooMany(): Refusal | undefined {
    if (this.entries.size < limits.kernelSignaturesMax) return undefined;
    const reason = `it was called with more than ${limits.kernelSignaturesMax} kinds of arguments`;
    const fix = "Call it with fewer kinds of arrays, or offload it once for each use.";
    return new Refusal("too-many-signatures", reason, fix);
  }

  private compiled(signature: Signature, self: unknown): Compiled | Refusal {
    try {
      return this.compiler.specialise(signature, self);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Maps, by whatever variant the entry chooses. */
  private run(plan: Plan, self: unknown, args: readonly unknown[], out: NumericArray | undefined): unknown {
    const { entry, columns, elem, hasPlain } = plan;
    const { length } = args[columns[0] as number] as NumericArray;
    const needsOwn = out === undefined || this.isRead(plan, args, out);
    const target = needsOwn ? makeArray(elem, length) : out;
    const ready = hasPlain ? args.map((arg) => (Array.isArray(arg) ? (packed(arg) ?? arg) : arg)) : args;
    const isReady = !hasPlain || !ready.some(Array.isArray);
    const done = entry.run(self, ready, length, target, isReady);
    if (isThenable(done)) return done.then(() => finish(target, out));
    return finish(target, out);
  }

  /** Whether writing to `out` could change what is still to be read. */
  private isRead({ mapped, count }: Plan, args: readonly unknown[], out: NumericArray): boolean {
    for (let i = 0; i < count; i++) {
      const arg = args[i];
      if (typeof arg !== "object" || (arg === out && mapped[i] === true) || !isTypedKind(kindOf(arg)))
        continue;
      const lies = overlap(arg as NumericArray, out, this.locate);
      if (lies === "overlapping" || (lies === "same" && mapped[i] !== true)) return true;
    }
    return false;
  }

  private readonly locate = (array: NumericArray): number | undefined => this.jit.alloc.locate(array);

  private refused(entry: Entry, sorted: Sorted, inline: () => unknown): Refused {
    const refusal = entry.refusal as Refusal;
    return { refusal, inline, ...sorted, kind: arrayName(this.outElem(sorted.out)) };
  }

  private readonly inlineOrThrow: Otherwise = ({ refusal, inline }) => {
    if (this.settings.fallback === "throw") throw this.refusedError(refusal);
    return inline();
  };

  /** ERR_OFFLOAD_REFUSED. */
  refusedError({ code, reason, fix, span, source = this.source }: Refusal): Error {
    const where = span === undefined || source === undefined ? "" : pointAt(source, span).text;
    return errors.offloadRefused({ kernel: this.name, refusal: code, reason, fix, where });
  }
}

function finish(target: NumericArray, out: NumericArray | undefined): NumericArray {
  if (out === undefined || out === target) return target;
  out.set(target);
  return out;
}

function otherArgument(): Refusal {
  const reason = "an argument is neither a number, a boolean nor an array of numbers";
  const fix = "Pass numbers, booleans, typed arrays or ordinary arrays of numbers.";
  return new Refusal("argument", reason, fix);
}

function arrayName(elem: Elem): string {
  return arrayClasses[elem].name;
}
