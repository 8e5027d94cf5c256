/**
 * From a call with arrays to the variant that runs it.
 *
 *   arguments ─▶ signature ─▶ its entry: a kernel, or the refusal ─▶ profile of size and place ─▶ variant
 *
 * An entry is made once for each signature and kept, refusals like kernels. How a map's arguments are read is kept as a
 * plan, by one number that says of which kind each of them is.
 */
import { isThenable } from "../thenable";
import { coerced } from "./coerced";
import type { Compiled } from "./compiled";
import { Entries } from "./entries";
import type { Entry } from "./entry";
import type { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import type { Jit } from "./jit";
import { arrayClasses, type NumericArray, write } from "./memory/views";
import type { Settings } from "./offload-options";
import { isRead, numberOf, type Plan, planOf } from "./plan";
import { refusedError } from "./refused-error";
import { type Sorted, Sorter } from "./sorting";
import type { Called } from "./tier";
import { isArrayKind, isNestedKind, kindOf, kinds, lengthOf, makeArray, packed } from "./values";

/** What compiles one function; loaded when the first array comes. */
export interface Compiler {
  /** The source of the function, if it has one. */
  readonly source: string | undefined;
  /** How many parameters it has; infinite where that is not known. */
  readonly parameters: number;
  /**
   * By how many indices each parameter is gone into. Above 0, an array that is given for it is not mapped over. Asked
   * before `specialise`.
   */
  ranks(): readonly number[];
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

export class Dispatcher {
  private readonly entries: Entries;
  private readonly plans = new Map<number, Plan>();
  /** Of plain calls with these kinds of arguments, all of which are looked at. */
  private readonly calls = new Map<number, Entry>();
  private readonly sorter: Sorter;
  private loaded: Compiler | undefined;
  /** Whether a worker thread served the latest call. */
  isPooled = false;

  constructor(
    private readonly jit: Jit,
    private readonly name: string,
    private readonly original: Called,
    private readonly settings: Settings,
    private readonly load: () => Compiler,
  ) {
    const specialise = (signature: Signature, self: unknown) => this.compiler.specialise(signature, self);
    this.entries = new Entries({ jit, name, original, settings, specialise });
    this.sorter = new Sorter(name, () => this.compiler.ranks());
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
    const number = numberOf(args, 1);
    const entry = number === undefined ? undefined : this.calls.get(number);
    if (entry === undefined || !entry.isFor(args)) return this.firstCall(self, args, number, otherwise);
    this.entries.latest = entry;
    this.isPooled = false;
    return entry.call(self, args, true);
  }

  private firstCall(
    self: unknown,
    args: readonly unknown[],
    number: number | undefined,
    otherwise: Otherwise,
  ): unknown {
    const plainly = () => coerced(this.original.apply(self, [...args]), this.settings.returns);
    const isArray = (arg: unknown) => isArrayKind(kindOf(arg));
    if (!args.some(isArray)) return plainly();
    const seen = args.slice(0, this.compiler.parameters);
    if (!seen.some(isArray)) return plainly();
    const sorted = this.sorter.sort(seen);
    const entry = this.entries.get(sorted, self);
    this.isPooled = false;
    // What the function itself makes of an array is its own affair, unless it is known to work on numbers.
    if (entry.refusal !== undefined) return otherwise(this.refused(entry, sorted, plainly));
    if (sorted.length >= 0) return this.run(this.planOf(entry, sorted), self, seen, undefined);
    const isReady = !sorted.kinds.includes(kinds.plain);
    if (isReady && seen.length === args.length && number !== undefined && this.entries.isOpen)
      this.calls.set(number, entry);
    return entry.call(self, seen, isReady);
  }

  map(self: unknown, given: readonly unknown[], otherwise: Otherwise = this.inlineOrThrow): unknown {
    const { length } = given;
    const tail = given[length - 1];
    const tailKind = kindOf(tail);
    const out = tailKind === kinds.other && tail !== null ? (tail as { out?: unknown }).out : undefined;
    const number = numberOf(given, kindOf(out) + 1);
    const plan = number === undefined ? undefined : this.plans.get(number);
    if (plan !== undefined && this.fits(plan, given, out as NumericArray | undefined)) {
      this.entries.latest = plan.entry;
      this.isPooled = false;
      const args = plan.count === length ? given : given.slice(0, plan.count);
      return this.run(plan, self, args, out as NumericArray | undefined);
    }
    return this.firstMap(self, given, number, otherwise);
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
    const entry = this.entries.get(sorted, self);
    this.isPooled = false;
    const plan = this.planOf(entry, sorted);
    const inline = () => this.run(plan, self, sorted.args, sorted.out);
    if (entry.refusal !== undefined) return otherwise(this.refused(entry, sorted, inline));
    const isFlat = !sorted.kinds.some(isNestedKind);
    if (number !== undefined && this.entries.isOpen && isFlat) this.plans.set(number, plan);
    return inline();
  }

  /** The arguments of a map, for one that runs elsewhere. */
  sorted(given: readonly unknown[]): MapCall {
    const sorted = this.sorter.map(given);
    return { ...sorted, kind: arrayName(this.entries.outElem(sorted.out)) };
  }

  /** Compiles for arguments like these; without any, for numbers. */
  compile(given: readonly unknown[], self: unknown): void {
    const { parameters } = this.compiler;
    const numbers = Number.isFinite(parameters) ? new Array<number>(parameters).fill(0) : [];
    const { args, out } = this.sorter.options(given.length === 0 ? numbers : given);
    const sorted = this.sorter.sort(args, out);
    const entry = this.entries.get(sorted, self);
    this.isPooled = false;
    if (entry.refusal !== undefined) this.inlineOrThrow(this.refused(entry, sorted, () => undefined));
    else if (given.length > 0) this.prepare(entry, sorted, self, args);
  }

  private prepare(entry: Entry, sorted: Sorted, self: unknown, args: readonly unknown[]): void {
    const { length, out } = sorted;
    if (length < 0) {
      const seen = args.slice(0, this.compiler.parameters);
      entry.prepare(self, seen, lengthOf(seen), undefined);
      return;
    }
    const plan = this.planOf(entry, sorted);
    const target = out === undefined || isRead(plan, args, out, this.locate) ? makeArray(plan.elem, 0) : out;
    entry.prepare(self, args, length, target);
  }

  ranInPool(): void {
    this.isPooled = true;
  }

  /** The entry that was used last. */
  get latest(): Entry | undefined {
    return this.entries.latest;
  }

  all(): readonly Entry[] {
    return this.entries.all();
  }

  forget(): void {
    this.entries.forget();
    this.plans.clear();
    this.calls.clear();
  }

  private planOf(entry: Entry, sorted: Sorted): Plan {
    return planOf(entry, sorted, this.entries.outElem(sorted.out));
  }

  /** Maps, by whatever variant the entry chooses. */
  private run(plan: Plan, self: unknown, args: readonly unknown[], out: NumericArray | undefined): unknown {
    const { entry, columns, elem, plain } = plan;
    const { length } = args[columns[0] as number] as NumericArray;
    const needsOwn = out === undefined || isRead(plan, args, out, this.locate);
    const target = needsOwn ? makeArray(elem, length) : out;
    const ready = plain.length === 0 ? args : [...args];
    for (const i of plain) (ready as unknown[])[i] = packed(args[i] as unknown[]) ?? args[i];
    const isReady = plain.length === 0 || !plain.some((i) => Array.isArray(ready[i]));
    const done = entry.run(self, ready, length, target, isReady);
    if (isThenable(done)) return done.then(() => finish(target, out));
    return finish(target, out);
  }

  private readonly locate = (array: NumericArray): number | undefined => this.jit.alloc.locate(array);

  private refused(entry: Entry, sorted: Sorted, inline: () => unknown): Refused {
    const refusal = entry.refusal as Refusal;
    return { refusal, inline, ...sorted, kind: arrayName(this.entries.outElem(sorted.out)) };
  }

  private readonly inlineOrThrow: Otherwise = ({ refusal, inline }) => {
    if (this.settings.fallback === "throw") throw this.refusedError(refusal);
    return inline();
  };

  /** ERR_OFFLOAD_REFUSED. */
  refusedError(refusal: Refusal): Error {
    return refusedError(this.name, refusal, this.source);
  }
}

function finish(target: NumericArray, out: NumericArray | undefined): NumericArray {
  if (out === undefined || out === target) return target;
  write(out, target);
  return out;
}

function arrayName(elem: Elem): string {
  return arrayClasses[elem].name;
}
