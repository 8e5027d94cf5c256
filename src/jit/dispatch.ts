/**
 * From a call with arrays to the variant that runs it.
 *
 *   arguments ─▶ signature ─▶ its entry: a kernel, or the refusal ─▶ profile of size and place ─▶ variant
 *
 * An entry is made once for each signature and kept, refusals like kernels.
 */
import { describe } from "../describe";
import { errors } from "../errors";
import { limits } from "../limits";
import { isThenable } from "../thenable";
import { type Compiled, Entry } from "./entry";
import { pointAt, Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import type { Jit } from "./jit";
import { arrayClasses } from "./memory/views";
import type { NumericArray } from "./numeric-array";
import type { Returns, Settings } from "./offload-options";
import { coerced } from "./plain";
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

/** A call, sorted out. */
interface Sorted {
  readonly args: readonly unknown[];
  readonly kinds: readonly number[];
  readonly mapped: readonly boolean[];
  /** Elements to map over; -1 when no argument is mapped over. */
  readonly length: number;
  readonly out: NumericArray | undefined;
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

const elemByReturns: Readonly<Record<Returns, Elem>> = Object.freeze({
  f64: "f64",
  f32: "f32",
  i32: "i32",
  int: "f64",
  bool: "u8",
});

type Called = (this: unknown, ...args: unknown[]) => unknown;

export class Dispatcher {
  private readonly entries = new Map<string, Entry>();
  private loaded: Compiler | undefined;
  /** The entry that was used last. */
  latest: Entry | undefined;

  constructor(
    private readonly jit: Jit,
    private readonly name: string,
    private readonly original: Called,
    private readonly settings: Settings,
    private readonly load: () => Compiler,
  ) {}

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
    const sorted = this.sort(seen, seen.map(kindOf), undefined);
    const entry = this.entry(sorted, self);
    // What the function itself makes of an array is its own affair, unless it is known to work on numbers.
    if (entry.refusal !== undefined) return otherwise(this.refused(entry, sorted, plainly));
    return sorted.length < 0 ? entry.call(self, seen) : this.run(entry, self, sorted);
  }

  map(self: unknown, given: readonly unknown[], otherwise: Otherwise = this.inlineOrThrow): unknown {
    const sorted = this.sortMap(given);
    const entry = this.entry(sorted, self);
    const inline = () => this.run(entry, self, sorted);
    return entry.refusal === undefined ? inline() : otherwise(this.refused(entry, sorted, inline));
  }

  /** The arguments of a map, for one that runs elsewhere. */
  sorted(given: readonly unknown[]): MapCall {
    const sorted = this.sortMap(given);
    return { ...sorted, kind: arrayName(this.outElem(sorted.out)) };
  }

  /** Compiles for arguments like these. */
  compile(given: readonly unknown[], self: unknown): void {
    const { args, out } = this.options(given);
    const sorted = this.sort(args, args.map(kindOf), out);
    const entry = this.entry(sorted, self);
    if (entry.refusal !== undefined) this.inlineOrThrow(this.refused(entry, sorted, () => undefined));
  }

  /** Calls that a worker thread served. */
  poolCalls = 0;

  /** Whether the latest call was one of them. */
  isPooled = false;

  ranInPool(): void {
    this.poolCalls++;
    this.isPooled = true;
  }

  all(): readonly Entry[] {
    return [...this.entries.values()];
  }

  forget(): void {
    this.entries.clear();
    this.latest = undefined;
  }

  private sortMap(given: readonly unknown[]): Sorted {
    const { args, out } = this.options(given);
    const sorted = this.sort(args, args.map(kindOf), out);
    if (sorted.length < 0) throw this.invalid("an array among them", args);
    return sorted;
  }

  private options(given: readonly unknown[]): { args: readonly unknown[]; out: NumericArray | undefined } {
    const last = given.at(-1);
    if (kindOf(last) !== kinds.other || typeof last !== "object" || last === null) {
      return { args: given, out: undefined };
    }
    for (const option of Object.keys(last)) {
      if (option !== "out") throw this.invalid(`{ out } as its only option, not ${option}`, last);
    }
    const { out } = last as { out?: unknown };
    if (out !== undefined && !isTypedKind(kindOf(out))) throw this.invalid("a typed array as out", out);
    return { args: given.slice(0, -1), out: out as NumericArray | undefined };
  }

  private sort(args: readonly unknown[], found: readonly number[], out: NumericArray | undefined): Sorted {
    const mapped = found.map((kind, i) => {
      if (kind === kinds.bigints) throw this.invalid("arrays of numbers, not of bigints", args[i]);
      return isArrayKind(kind) && !this.compiler.takesArray(i);
    });
    let length = -1;
    for (const [i, isMapped] of mapped.entries()) {
      if (!isMapped) continue;
      const given = (args[i] as ArrayLike<number>).length;
      if (length === -1) length = given;
      else if (length !== given) throw this.mismatch(args, mapped, out);
    }
    if (out !== undefined && out.length !== length) throw this.mismatch(args, mapped, out);
    return { args, kinds: found, mapped, length, out };
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
    const ways = { jit: this.jit, name: this.name, original: this.original, settings: this.settings };
    const args = found.map(argKind);
    const map = out === undefined ? undefined : { mapped, out };
    const shown: Signature = { args: args.filter((arg) => arg !== undefined), map };
    if (this.entries.size >= limits.kernelSignaturesMax) {
      const reason = `it was called with more than ${limits.kernelSignaturesMax} kinds of arguments`;
      const fix = "Call it with fewer kinds of arrays, or offload it once for each use.";
      return new Entry(ways, shown, mapped, new Refusal("too-many-signatures", reason, fix));
    }
    // Parameters that were left out at the end have their defaults.
    while (args.length > 0 && args.at(-1) === undefined && found[args.length - 1] === kinds.missing)
      args.pop();
    if (args.includes(undefined)) {
      const reason = "an argument is neither a number, a boolean nor an array of numbers";
      const fix = "Pass numbers, booleans, typed arrays or ordinary arrays of numbers.";
      return new Entry(ways, shown, mapped, new Refusal("argument", reason, fix));
    }
    const signature: Signature = { args: args as Signature["args"], map };
    return new Entry(ways, signature, mapped, this.compiled(signature, self));
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
  private run(entry: Entry, self: unknown, { args, mapped, length, out }: Sorted): unknown {
    const elem = this.outElem(out);
    const isShared = out !== undefined && this.needsOwn(args, mapped, out);
    const target = out === undefined || isShared ? makeArray(elem, length) : out;
    const ready = args.map((arg) => (Array.isArray(arg) ? (packed(arg) ?? arg) : arg));
    const isReady = ready.every((arg) => !Array.isArray(arg));
    const done = entry.run({ self, args: ready, length, out: target, isReady });
    const finish = () => {
      if (isShared) out.set(target);
      return out ?? target;
    };
    return isThenable(done) ? done.then(finish) : finish();
  }

  /** Whether writing to `out` could change what is still to be read. */
  private needsOwn(args: readonly unknown[], mapped: readonly boolean[], out: NumericArray): boolean {
    return args.some((arg, i) => {
      if (!isTypedKind(kindOf(arg))) return false;
      const lies = overlap(arg as NumericArray, out, (array) => this.jit.alloc.locate(array));
      return lies === "overlapping" || (lies === "same" && mapped[i] === false);
    });
  }

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

  private mismatch(
    args: readonly unknown[],
    mapped: readonly boolean[],
    out: NumericArray | undefined,
  ): Error {
    const lengths = args
      .map((arg, i) => (mapped[i] ? `${(arg as ArrayLike<number>).length} (argument ${i + 1})` : ""))
      .filter((text) => text !== "");
    if (out !== undefined) lengths.push(`${out.length} (out)`);
    return errors.lengthMismatch({ kernel: this.name, lengths: lengths.join(", ") });
  }

  private invalid(expected: string, value: unknown): Error {
    const received = Array.isArray(value) ? `${value.length} arguments` : describe(value);
    return errors.invalidArg({ argument: `the arguments of ${this.name}.map`, expected, received });
  }
}

function arrayName(elem: Elem): string {
  return arrayClasses[elem].name;
}
