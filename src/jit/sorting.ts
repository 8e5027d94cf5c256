/** The arguments of a call, sorted out: what is mapped over, how long it is, where results go. */
import { isProxy } from "node:util/types";
import { describe } from "../describe";
import { errors } from "../errors";
import type { NumericArray } from "./memory/views";
import { deepKindOf, isArrayKind, isTypedKind, kindOf, kinds } from "./values";

/** A call, sorted out. */
export interface Sorted {
  readonly args: readonly unknown[];
  readonly kinds: readonly number[];
  readonly mapped: readonly boolean[];
  /** Elements to map over; -1 when no argument is mapped over. */
  readonly length: number;
  readonly out: NumericArray | undefined;
}

export class Sorter {
  constructor(
    private readonly name: string,
    /** Asked once for each call: by how many indices parameters are gone into. Those of 0 are mapped over. */
    private readonly ranks: () => readonly number[],
  ) {}

  /** @throws ERR_LENGTH_MISMATCH, ERR_INVALID_ARG */
  map(given: readonly unknown[]): Sorted {
    const { args, out } = this.options(given);
    const bigints = args.find((arg) => kindOf(arg) === kinds.bigints);
    if (bigints !== undefined) throw this.invalid("arrays of numbers, not of bigints", describe(bigints));
    const sorted = this.sort(args, out);
    if (sorted.length < 0) throw this.invalid(this.wanted(sorted), list(args));
    return sorted;
  }

  /** What was missing. An array for a parameter that is one in the function itself is not gone through. */
  private wanted({ args }: Sorted): string {
    const isWhole = args.some((arg, i) => isArrayKind(kindOf(arg)) && this.ranks()[i] !== 0);
    return isWhole
      ? `arrays for parameters that are numbers in it; it takes arrays as a whole, so call it without map`
      : "numbers and at least one array of them";
  }

  sort(args: readonly unknown[], out?: NumericArray | undefined): Sorted {
    const ranks = this.ranks();
    const found = args.map((arg, i) => deepKindOf(arg, ranks[i] ?? 0));
    const mapped = found.map((kind, i) => isArrayKind(kind) && (ranks[i] ?? 0) === 0);
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

  options(given: readonly unknown[]): { args: readonly unknown[]; out: NumericArray | undefined } {
    const last = given.at(-1);
    if (kindOf(last) !== kinds.other || !isPlainObject(last)) {
      return { args: given, out: undefined };
    }
    for (const option of Object.keys(last)) {
      if (option !== "out")
        throw this.invalid(
          `numbers, arrays and { out }, which is the only option; not ${option}`,
          list(given),
        );
    }
    const { out } = last as { out?: unknown };
    if (out !== undefined && !isTypedKind(kindOf(out)))
      throw this.invalid("numbers, arrays and, as out, a typed array", `as out ${describe(out)}`);
    return { args: given.slice(0, -1), out: out as NumericArray | undefined };
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

  private invalid(expected: string, received: string): Error {
    return errors.invalidArg({ argument: `the arguments of ${this.name}.map`, expected, received });
  }
}

function list(values: readonly unknown[]): string {
  return values.length === 0 ? "nothing" : values.map(describe).join(", ");
}

/** Written with braces, in whatever realm. A Date, a Proxy or a DataView is an argument. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null || isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
